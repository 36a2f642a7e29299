// When a device takes its next sample: at its interval, at its sensor's next change or heartbeat, or at the next row of a
// recording; degraded devices at a multiple of their interval (LIF-6).

import { Purpose } from "../plan/purpose.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { type GroupModel, ReportMode } from "../state/group-model.js";
import { State } from "../state/lifecycle.js";
import type { Settings } from "../state/settings.js";
import { settingsAt } from "../state/settings-at.js";
import { drawFlip } from "./sampling.js";
import { traceRowMs } from "./signal.js";

const intervalOf = (cell: CellState, device: number, settings: Settings): number =>
  cell.dev.state[device] === State.degraded ? settings.degradedIntervalMs : settings.intervalMs;

/** Row of the trace that falls due next, by the count of steps taken, or -1 at its end. */
const traceRow = (cell: CellState, device: number, group: GroupModel): { row: number; atMs: number } => {
  const trace = cell.plan.scenario.traces[group.trace];
  const rows = trace.timesMs.length;
  const step = cell.dev.steps[device];
  const lap = Math.floor(step / rows);
  if (lap > 0 && !trace.loop) return { row: -1, atMs: Infinity };
  return { row: step % rows, atMs: traceRowMs(trace, step % rows, lap) };
};

const isByChange = (group: GroupModel): boolean =>
  group.isOccupancy && group.mode !== ReportMode.polled && group.trace < 0;

/** Plans the next REPORT of a running device in service. */
export const scheduleReport = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  const group = cell.group(device);
  if (group.trace >= 0) {
    let next = traceRow(cell, device, group);
    // Rows that fell due while the device was off were never sampled.
    while (next.row >= 0 && next.atMs < nowMs) {
      dev.steps[device]++;
      next = traceRow(cell, device, group);
    }
    if (next.row >= 0) cell.wake(device, Timer.report, Math.max(nowMs + 1, next.atMs));
    return;
  }
  const settings = settingsAt(cell, device, group);
  if (isByChange(group)) {
    if (dev.flipMs[device] <= nowMs) drawFlip(cell, device, group, nowMs);
    if (dev.seq[device] === 0 && dev.sentMs[device] === 0) {
      // A fleet's heartbeats do not beat together: the first comes somewhere within its interval.
      const uniform = cell.chance.uniform(device, Purpose.heartbeat, 0);
      dev.sentMs[device] = nowMs - Math.floor(uniform * settings.heartbeatMs);
    }
    const heartbeatMs = dev.sentMs[device] + settings.heartbeatMs;
    cell.wake(device, Timer.report, Math.max(nowMs + 1, Math.min(dev.flipMs[device], heartbeatMs)));
    return;
  }
  if (group.isOccupancy && dev.flipMs[device] === 0) drawFlip(cell, device, group, nowMs);
  // Boots draw a new phase, so that devices that woke together do not report together for ever.
  const phase = cell.chance.uniform(device, Purpose.phase, dev.boots[device]);
  cell.wake(device, Timer.report, nowMs + 1 + Math.floor(phase * intervalOf(cell, device, settings)));
};

/** After a sample: when the next one is. */
export const scheduleNext = (cell: CellState, device: number, nowMs: number): void => {
  const group = cell.group(device);
  if (group.trace >= 0 || isByChange(group)) scheduleReport(cell, device, nowMs);
  else cell.wake(device, Timer.report, nowMs + intervalOf(cell, device, settingsAt(cell, device, group)));
};

/**
 * After a sample that a silent sensor did not give. One that waits for changes shows neither a change nor a heartbeat: the
 * world goes on, and the device tries again at its next look, or, where its sensor would wake it, after another heartbeat.
 */
export const scheduleAfterSilence = (cell: CellState, device: number, nowMs: number): void => {
  const group = cell.group(device);
  if (!isByChange(group)) {
    scheduleNext(cell, device, nowMs);
    return;
  }
  const settings = settingsAt(cell, device, group);
  const { dev } = cell;
  if (dev.flipMs[device] <= nowMs) {
    dev.sample[device] = 1 - dev.sample[device];
    drawFlip(cell, device, group, nowMs);
  }
  const againMs = nowMs + (group.watchMs > 0 ? settings.intervalMs : settings.heartbeatMs);
  cell.wake(device, Timer.report, Math.min(dev.flipMs[device], againMs));
};
