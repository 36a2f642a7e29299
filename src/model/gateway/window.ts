// INF-4: a gateway's aggregation windows close on the clock: each group's readings become one summary (count, mean,
// min, max, standard deviation). Readings of earlier windows that came late make a summary of their own.
import { EventKind } from "../../event/event.js";
import { MessageKind } from "../../event/message.js";
import { ANOMALIES, causeIndex } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../cell-state.js";
import { NEVER_S } from "../device/columns.js";
import { LATE_SET, SUMMARY_GROUPS } from "./columns.js";
import { forward } from "./store.js";

const SILENCE = ANOMALIES.indexOf("silence");
const POWER_OUTAGE = causeIndex("power-outage");

/** Four decimals, so that a summary's text is short and the same everywhere. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

const slotOf = (cell: CellState, set: number, k: number, group: number): number =>
  (set * cell.gateways + k) * cell.groups.length + group;

/** Turns one accumulator into a window row and a summary message, and empties it. */
const closeSlot = (
  cell: CellState,
  k: number,
  group: number,
  set: number,
  startMs: number,
  nowMs: number,
): void => {
  const { gw, out } = cell;
  const slot = slotOf(cell, set, k, group);
  const count = gw.count[slot];
  if (count === 0) return;
  const { summaryBytes } = cell.gatewayModels[k].twin;
  const mean = gw.sum[slot] / count;
  const stddev = Math.sqrt(Math.max(0, gw.squares[slot] / count - mean * mean));
  const row = out.windows.reserve();
  out.windows.startMs[row] = startMs;
  out.windows.gateway[row] = cell.entityOf[cell.devices + k];
  out.windows.group[row] = group;
  out.windows.readings[row] = count;
  out.windows.duplicates[row] = 0;
  out.windows.mean[row] = rounded(mean);
  out.windows.min[row] = rounded(gw.min[slot]);
  out.windows.max[row] = rounded(gw.max[slot]);
  out.windows.stddev[row] = rounded(stddev);
  out.windows.bytesIn[row] = gw.bytesIn[slot];
  out.windows.bytesOut[row] = summaryBytes;
  const body = JSON.stringify({
    group: cell.plan.groups[group].id,
    windowStart: startMs,
    count,
    mean: rounded(mean),
    min: rounded(gw.min[slot]),
    max: rounded(gw.max[slot]),
    stddev: rounded(stddev),
  });
  const message = {
    kind: MessageKind.summary,
    local: cell.devices + k,
    a: count,
    b: gw.oldestMs[slot],
    c: gw.newestMs[slot],
    d: gw.summaries[k]++ * SUMMARY_GROUPS + group,
    bytes: summaryBytes,
    readings: count,
    group,
    body,
  };
  gw.count[slot] = 0;
  gw.sum[slot] = 0;
  gw.squares[slot] = 0;
  gw.bytesIn[slot] = 0;
  forward(cell, k, message, nowMs);
};

/** INF-8: devices in service that have said nothing for too long. Looks once per window. */
const watchSilence = (cell: CellState, k: number, nowMs: number): void => {
  const { dev } = cell;
  const { silenceAfterMs } = cell.gatewayModels[k].twin;
  for (let at = cell.attachedFrom[k]; at < cell.attachedFrom[k + 1]; at++) {
    const device = cell.attached[at];
    const lastS = dev.heardS[device];
    const isKnown = (dev.anomalies[device] & (1 << SILENCE)) !== 0;
    if (lastS === NEVER_S || isKnown || nowMs - lastS * 1_000 <= silenceAfterMs) continue;
    dev.anomalies[device] |= 1 << SILENCE;
    cell.values[cell.group(device).series.anomalies + SILENCE]++;
    cell.emit(EventKind.anomaly, device, nowMs, SILENCE, nowMs - lastS * 1_000, 0);
  }
};

/** When the window in hand closes: its end plus the grace for latecomers. */
export const windowCloseMs = (cell: CellState, k: number): number => {
  const { windowMs, graceMs } = cell.gatewayModels[k].twin;
  return (cell.gw.window[k] + 1) * windowMs + graceMs;
};

/** WINDOW timer: closes the window in hand and the late readings, and opens the next. */
export const closeWindow = (cell: CellState, k: number, nowMs: number): void => {
  const { gw } = cell;
  const { windowMs } = cell.gatewayModels[k].twin;
  const startMs = gw.window[k] * windowMs;
  for (let group = 0; group < cell.groups.length; group++) {
    closeSlot(cell, k, group, gw.window[k] % 2, startMs, nowMs);
    closeSlot(cell, k, group, LATE_SET, startMs, nowMs);
  }
  gw.window[k]++;
  watchSilence(cell, k, nowMs);
  cell.timers.schedule((cell.devices + k) * Timer.count + Timer.window, windowCloseMs(cell, k));
};

/** A gateway without power forgets its open windows; what was in them is lost. */
export const loseWindows = (cell: CellState, k: number): void => {
  for (let set = 0; set <= LATE_SET; set++) {
    for (let group = 0; group < cell.groups.length; group++) {
      const slot = slotOf(cell, set, k, group);
      cell.values[cell.groups[group].series.dropped + POWER_OUTAGE] += cell.gw.count[slot];
      cell.gw.count[slot] = 0;
      cell.gw.sum[slot] = 0;
      cell.gw.squares[slot] = 0;
      cell.gw.bytesIn[slot] = 0;
    }
  }
};

/** Starts (or restarts) the window clock of gateway `k`. */
export const startWindows = (cell: CellState, k: number, nowMs: number): void => {
  cell.gw.window[k] = Math.floor(nowMs / cell.gatewayModels[k].twin.windowMs);
  cell.timers.schedule((cell.devices + k) * Timer.count + Timer.window, windowCloseMs(cell, k));
};

/** Readings held at gateway `k` in open windows and in its queue, added to `inFlight` by group. */
export const addHeld = (cell: CellState, k: number, inFlight: Float64Array): void => {
  for (let set = 0; set <= LATE_SET; set++) {
    for (let group = 0; group < cell.groups.length; group++)
      inFlight[group] += cell.gw.count[slotOf(cell, set, k, group)];
  }
  const store = cell.stores.get(k);
  if (store === undefined) return;
  for (let at = store.head; at < store.items.length; at++)
    inFlight[store.items[at].group] += store.items[at].readings;
};
