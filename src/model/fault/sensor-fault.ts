// sensor.stuck, sensor.drift, sensor.spike, sensor.noise, sensor.silence, sensor.unit: a sensor goes wrong, and the truth
// about it is written down (INF-8 is judged against it).
import { Events } from "../../event/events.js";
import { endIndex, SENSOR_FAULTS } from "../../event/vocabulary.js";
import { hold, release } from "../state/holds.js";
import type { SensorFault } from "../state/sensor-fault.js";
import type { FaultModel } from "./fault.js";

/** The fault model of one kind. */
export const sensorFault = (kind: SensorFault["kind"]): FaultModel => ({
  begin(cell, local, { id, params }, nowMs) {
    const faults = cell.sensorFaults.get(local);
    const fault = { kind, params, sinceMs: nowMs, held: cell.dev.sample[local] };
    if (faults === undefined) cell.sensorFaults.set(local, new Map([[id, fault]]));
    else faults.set(id, fault);
    hold(cell.dev.sensorHolds, local);
    cell.emit(Events.sensorTruth, local, nowMs, {
      fault: SENSOR_FAULTS.indexOf(kind),
      change: endIndex("start"),
    });
  },
  end(cell, local, { id }, nowMs) {
    const faults = cell.sensorFaults.get(local);
    faults?.delete(id);
    if (faults?.size === 0) cell.sensorFaults.delete(local);
    release(cell.dev.sensorHolds, local);
    cell.emit(Events.sensorTruth, local, nowMs, {
      fault: SENSOR_FAULTS.indexOf(kind),
      change: endIndex("end"),
    });
  },
  isMarked: (cell, local) => local < cell.devices && cell.dev.sensorHolds[local] !== 0,
});
