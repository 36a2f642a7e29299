// sensor.stuck, sensor.drift, sensor.spike, sensor.noise, sensor.silence, sensor.unit: a sensor goes wrong, and the truth
// about it is written down (INF-8 is judged against it).
import { EventKind } from "../../event/event.js";
import { SENSOR_FAULTS } from "../../event/vocabulary.js";
import type { SensorFault } from "../device/sensor-fault-record.js";
import type { FaultModel } from "./fault.js";

/** The fault model of one kind. */
export const sensorFault = (kind: SensorFault["kind"]): FaultModel => ({
  begin(cell, local, { index, params }, nowMs) {
    const faults = cell.sensorFaults.get(local) ?? [];
    const held = cell.dev.sample[local];
    cell.sensorFaults.set(local, [...faults, { action: index, kind, params, sinceMs: nowMs, held }]);
    cell.dev.sensorHolds[local]++;
    cell.emit(EventKind.sensorTruth, local, nowMs, SENSOR_FAULTS.indexOf(kind), 1, 0);
  },
  end(cell, local, { index }, nowMs) {
    const left = (cell.sensorFaults.get(local) ?? []).filter(({ action }) => action !== index);
    if (left.length === 0) cell.sensorFaults.delete(local);
    else cell.sensorFaults.set(local, left);
    cell.dev.sensorHolds[local]--;
    cell.emit(EventKind.sensorTruth, local, nowMs, SENSOR_FAULTS.indexOf(kind), 0, 0);
  },
  isMarked: (cell, local) => local < cell.devices && cell.dev.sensorHolds[local] !== 0,
});
