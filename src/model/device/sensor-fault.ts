// What a faulty sensor shows instead of the truth. Several faults of one sensor act one after the other, in the order in
// which they began.

import { HOUR_MS } from "../../core/duration.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";
import type { SensorFault } from "../state/sensor-fault.js";

/** The reading a fault makes of a true one. Draws are the device's own, by sample. */
const distort = (
  cell: CellState,
  device: number,
  fault: SensorFault,
  value: number,
  nowMs: number,
): number => {
  const { chance, dev } = cell;
  switch (fault.kind) {
    case "stuck":
      return fault.held;
    case "drift":
      return value + (fault.params.perHour * (nowMs - fault.sinceMs)) / HOUR_MS;
    case "spike":
      return chance.chancePpm(device, Purpose.spike, dev.steps[device], fault.params.sharePpm)
        ? value + fault.params.size
        : value;
    case "noise":
      return value + chance.normal(device, Purpose.noise, dev.steps[device]) * fault.params.sigma;
    case "unit":
      return value * 1.8 + 32;
    case "silence":
      return value;
  }
};

/** What the device's application gets to see. Only called where the device has a sensor fault. */
export const faultyValue = (cell: CellState, device: number, value: number, nowMs: number): number => {
  let shown = value;
  for (const fault of cell.sensorFaults.get(device)?.values() ?? [])
    shown = distort(cell, device, fault, shown, nowMs);
  return Math.round(shown * 100) / 100;
};

/** A silent sensor gives the application nothing to report. */
export const isSilent = (cell: CellState, device: number): boolean =>
  [...(cell.sensorFaults.get(device)?.values() ?? [])].some((fault) => fault.kind === "silence");
