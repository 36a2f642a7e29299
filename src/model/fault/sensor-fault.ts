// sensor.stuck, sensor.drift, sensor.spike, sensor.noise, sensor.silence, sensor.unit: a sensor goes wrong, and the truth
// about it is written down (INF-8 is judged against it).
import { EventKind } from "../../event/event.js";
import { SENSOR_FAULTS } from "../../event/vocabulary.js";
import type { SensorFault } from "../device/sensor-fault-record.js";
import type { FaultModel } from "./fault.js";

/** The fault model of one kind. */
export const sensorFault = (kind: SensorFault["kind"]): FaultModel => ({
  begin(cell, local, params, nowMs) {
    if (local >= cell.devices) return;
    const faults = cell.sensorFaults.get(local) ?? [];
    cell.sensorFaults.set(local, [...faults, { kind, params, sinceMs: nowMs, held: cell.dev.sample[local] }]);
    cell.dev.sensorHolds[local]++;
    cell.emit(EventKind.sensorTruth, local, nowMs, SENSOR_FAULTS.indexOf(kind), 1, 0);
  },
  end(cell, local, _params, nowMs) {
    if (local >= cell.devices) return;
    const faults = cell.sensorFaults.get(local) ?? [];
    const at = faults.findIndex((fault) => fault.kind === kind);
    const left = faults.filter((_, index) => index !== at);
    if (left.length === 0) cell.sensorFaults.delete(local);
    else cell.sensorFaults.set(local, left);
    cell.dev.sensorHolds[local]--;
    cell.emit(EventKind.sensorTruth, local, nowMs, SENSOR_FAULTS.indexOf(kind), 0, 0);
  },
});
