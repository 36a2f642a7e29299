// What a faulty sensor shows instead of the truth. Several faults of one sensor act one after the other, in the order in
// which they began.

import type { EntityFault } from "../../fault/fault.js";
import { FAULTS, type FaultKind } from "../../fault/faults.js";
import type { SensorHands } from "../../fault/hands.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";
import type { SensorFault } from "../state/sensor-fault.js";

const faultOf = (kind: FaultKind): EntityFault => FAULTS[kind] as EntityFault;

/** Draws are the device's own, by sample. */
const handsOf = (cell: CellState, device: number, fault: SensorFault, nowMs: number): SensorHands => {
  const step = cell.dev.steps[device];
  return {
    held: fault.held,
    lastsMs: nowMs - fault.sinceMs,
    chancePpm: (ppm) => cell.chance.chancePpm(device, Purpose.spike, step, ppm),
    normal: () => cell.chance.normal(device, Purpose.noise, step),
  };
};

/** What the device's application gets to see. Only called where the device has a sensor fault. */
export const faultyValue = (cell: CellState, device: number, value: number, nowMs: number): number => {
  let shown = value;
  for (const fault of cell.sensorFaults.get(device)?.values() ?? [])
    shown = faultOf(fault.kind).shows?.(shown, fault.params, handsOf(cell, device, fault, nowMs)) ?? shown;
  return Math.round(shown * 100) / 100;
};

/** A silent sensor gives the application nothing to report. */
export const isSilent = (cell: CellState, device: number): boolean =>
  [...(cell.sensorFaults.get(device)?.values() ?? [])].some(({ kind }) => faultOf(kind).isSilent);
