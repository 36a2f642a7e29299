// sensor.stuck: the sensor shows its last value again and again. INF-8 finds it at the gateway.
import type { FaultModel } from "./fault.js";

export const sensorStuck: FaultModel = {
  begin(cell, local) {
    if (local < cell.devices) cell.dev.sensorHolds[local]++;
  },
  end(cell, local) {
    if (local < cell.devices) cell.dev.sensorHolds[local]--;
  },
};
