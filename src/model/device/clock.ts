// SHD-4: a device's own idea of the time: a crystal that drifts, set right by NTP at every session start and every so
// often while online, each time with an error of its own. A closed form of the present: nothing ticks.

import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";

/** Device clock minus true time, ms. */
export const skewMs = (cell: CellState, device: number, nowMs: number): number => {
  const { driftPpm, ntpErrorMs, ntpIntervalMs } = cell.group(device).twin.clock;
  const changeMs = cell.dev.sinceMs[device];
  const syncMs =
    cell.dev.online[device] === 1
      ? Math.max(changeMs, Math.floor(nowMs / ntpIntervalMs) * ntpIntervalMs)
      : changeMs;
  const drift = cell.chance.normal(device, Purpose.clockDrift, 0) * driftPpm;
  const errorMs = cell.chance.normal(device, Purpose.clockError, Math.floor(syncMs / 1_000)) * ntpErrorMs;
  return Math.round(errorMs + (drift * (nowMs - syncMs)) / 1e6 + (cell.clockJumps.sums.get(device) ?? 0));
};

/** What the device's clock shows. */
export const deviceClockMs = (cell: CellState, device: number, nowMs: number): number =>
  nowMs + skewMs(cell, device, nowMs);
