// FLT-7: a battery that falls faster than its twin was designed for, seen by its slope alone: a firmware that keeps the
// processor awake, a sensor that was set to look every second. The device's own fuel gauge knows (forecast.ts), so the
// device says so and counts as a warning. Left out: leaks slower than twice the design, which only a fleet's mean shows.
import { Events } from "../../event/events.js";
import { batteryNote } from "../../event/vocabulary.js";
import type { CellState } from "../state/cell-state.js";
import { chargePpm } from "./charge.js";

/** Below this factor a cold month or a bad place explains a slope. */
const STEEP = 2;

/**
 * Judges a fresh measurement of the slope. Both it and the sliding slope must be too steep, so that a day of joins and
 * retries raises nothing.
 * @param newest mean current since the last measurement, uA
 */
export const judgeSlope = (cell: CellState, device: number, newest: number, nowMs: number): void => {
  const group = cell.group(device);
  const designUA = group.pack?.designUA ?? 0;
  if (designUA === 0) return;
  const isSteep = Math.min(newest, cell.dev.slope[device]) > STEEP * designUA;
  if (isSteep === cell.steep.has(device)) return;
  if (isSteep) cell.steep.set(device, nowMs);
  else cell.steep.delete(device);
  cell.values[group.series.steep] += isSteep ? 1 : -1;
  const what = batteryNote(isSteep ? "steep" : "steady");
  cell.emit(Events.battery, device, nowMs, {
    what,
    chargePpm: chargePpm(cell, device, group),
    meanUa: Math.floor(newest),
  });
};
