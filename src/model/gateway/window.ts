// INF-4: a gateway's aggregation windows close on the clock: each group's readings become one summary (count, mean,
// min, max, standard deviation). A reading is late when its window is not open: closed before it came, or not begun, as a clock
// far ahead says. Late ones make a summary of their own, which bears the start of the oldest one's window.
import { assert } from "../../core/assert.js";
import { ReadingFlag } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../state/cell-state.js";
import {
  FIRST_OPEN_SET,
  type GatewayColumns,
  LATE_SET,
  type StoredSummary,
} from "../state/gateway-columns.js";
import { noteQueue } from "./queue.js";
import { forward } from "./store.js";
import { watchWindow } from "./watch.js";
import { addValue, clearSums, deviationOf, meanOf } from "./window-sums.js";

/** Six decimals, and six digits of what is below one: a summary's text is short and the same everywhere. */
const rounded = (value: number): number =>
  Math.abs(value) >= 1 ? Math.round(value * 1_000_000) / 1_000_000 : Number(value.toPrecision(6));

const clearSlot = (gw: GatewayColumns, slot: number): void => {
  clearSums(gw, slot);
  gw.alarms[slot] = 0;
  gw.bytesIn[slot] = 0;
};

const slotOf = (cell: CellState, set: number, k: number, group: number): number =>
  (set * cell.gateways + k) * cell.groups.length + group;

/** Where figures of a group at a gateway stand that are not kept set by set. */
const placeOf = (cell: CellState, k: number, group: number): number => k * cell.groups.length + group;

/** The set of an open window, by its number. */
const setOf = (cell: CellState, k: number, window: number): number =>
  FIRST_OPEN_SET + (window % cell.gatewayModels[k].openWindows);

const setsOf = (cell: CellState, k: number): number => FIRST_OPEN_SET + cell.gatewayModels[k].openWindows;

/** The set that takes a reading of this time: its window's, or, of a late one, that of all late ones. */
const setFor = (cell: CellState, k: number, sensedMs: number): number => {
  const { twin, openWindows } = cell.gatewayModels[k];
  const window = Math.floor(sensedMs / twin.windowMs);
  const ahead = window - cell.gw.window[k];
  return ahead >= 0 && ahead < openWindows ? setOf(cell, k, window) : LATE_SET;
};

/**
 * The reading at `at` of the upcalls goes into the window of its sensing time. An alarm has gone ahead alone, so its window
 * counts it among its values and not among the readings its summary carries: nothing is delivered twice. Hot.
 */
export const takeIntoWindow = (cell: CellState, k: number, at: number): void => {
  const { dev, gw, upcalls } = cell;
  const device = upcalls.device[at];
  const sensedMs = upcalls.sensedMs[at];
  const group = cell.group(device);
  if (sensedMs > dev.windowedMs[device]) dev.windowedMs[device] = sensedMs;
  const set = setFor(cell, k, sensedMs);
  const slot = slotOf(cell, set, k, group.index);
  if (set === LATE_SET) {
    const place = placeOf(cell, k, group.index);
    if (gw.count[slot] === 0 || sensedMs < gw.lateFromMs[place]) gw.lateFromMs[place] = sensedMs;
  }
  if ((upcalls.flags[at] & ReadingFlag.alarm) !== 0) gw.alarms[slot]++;
  else if (gw.count[slot] === gw.alarms[slot]) {
    gw.oldestMs[slot] = sensedMs;
    gw.newestMs[slot] = sensedMs;
  } else if (sensedMs < gw.oldestMs[slot]) gw.oldestMs[slot] = sensedMs;
  else if (sensedMs > gw.newestMs[slot]) gw.newestMs[slot] = sensedMs;
  gw.bytesIn[slot] += group.radio.payloadBytes;
  addValue(gw, slot, upcalls.value[at]);
};

/** A repeat was removed: told with the next summary of its group. */
export const countRepeat = (cell: CellState, k: number, group: number): void => {
  cell.gw.duplicates[placeOf(cell, k, group)]++;
};

/** One accumulator that closes: of a group, in a set, from when. */
interface Closing {
  readonly group: number;
  readonly set: number;
  readonly startMs: number;
}

interface Statistics {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly stddev: number;
}

const statisticsOf = (gw: GatewayColumns, slot: number): Statistics => ({
  mean: rounded(meanOf(gw, slot)),
  min: rounded(gw.min[slot]),
  max: rounded(gw.max[slot]),
  stddev: rounded(deviationOf(gw, slot)),
});

/** What is told twice of an accumulator that has closed: in the record, and to the cloud. */
interface Closed extends Closing {
  readonly slot: number;
  readonly statistics: Statistics;
}

/** The window's row in the record. */
const writeRow = (cell: CellState, k: number, closed: Closed, nowMs: number): void => {
  const { gw, out } = cell;
  const { group, set, startMs, slot } = closed;
  const { mean, min, max, stddev } = closed.statistics;
  const row = out.windows.reserve();
  out.windows.startMs[row] = startMs;
  out.windows.closedMs[row] = nowMs;
  out.windows.gateway[row] = cell.entityOf[cell.gatewayLocal(k)];
  out.windows.group[row] = group;
  out.windows.late[row] = set === LATE_SET ? 1 : 0;
  out.windows.readings[row] = gw.count[slot];
  out.windows.alarms[row] = gw.alarms[slot];
  out.windows.duplicates[row] = gw.duplicates[placeOf(cell, k, group)];
  out.windows.mean[row] = mean;
  out.windows.min[row] = min;
  out.windows.max[row] = max;
  out.windows.stddev[row] = stddev;
  out.windows.bytesIn[row] = gw.bytesIn[slot];
  out.windows.bytesOut[row] = cell.gatewayModels[k].twin.summaryBytes;
};

/** The window as a message to the cloud; alarms have gone ahead. */
const summaryOf = (
  cell: CellState,
  k: number,
  { group, startMs, slot, statistics }: Closed,
): StoredSummary => {
  const { gw } = cell;
  const count = gw.count[slot];
  const carried = count - gw.alarms[slot];
  assert(carried >= 0, "a window has more alarms than values");
  assert(carried === 0 || gw.oldestMs[slot] <= gw.newestMs[slot], "the oldest reading is the younger one");
  return {
    what: "summary",
    readings: carried,
    oldestMs: carried === 0 ? startMs : gw.oldestMs[slot],
    newestMs: carried === 0 ? startMs : gw.newestMs[slot],
    id: gw.summaries[k]++,
    isRepeat: false,
    bytes: cell.gatewayModels[k].twin.summaryBytes,
    carries: carried,
    group,
    body: JSON.stringify({
      group: cell.plan.groups[group].id,
      windowStart: startMs,
      count,
      ...statistics,
    }),
  };
};

/** Turns one accumulator into a window row and a summary message, and empties it. */
const closeSlot = (cell: CellState, k: number, closing: Closing, nowMs: number): void => {
  const { gw } = cell;
  const { group, set } = closing;
  const slot = slotOf(cell, set, k, group);
  const closed = { ...closing, slot, statistics: statisticsOf(gw, slot) };
  writeRow(cell, k, closed, nowMs);
  const summary = summaryOf(cell, k, closed);
  gw.duplicates[placeOf(cell, k, group)] = 0;
  clearSlot(gw, slot);
  forward(cell, k, summary, nowMs);
};

/** When the window in hand closes: its end plus the grace for latecomers. */
export const windowCloseMs = (cell: CellState, k: number): number => {
  const { windowMs, graceMs } = cell.gatewayModels[k].twin;
  return (cell.gw.window[k] + 1) * windowMs + graceMs;
};

/** WINDOW timer: closes the window in hand and the late readings, and opens the next. */
export const closeWindow = (cell: CellState, k: number, nowMs: number): void => {
  const { gw } = cell;
  const { twin } = cell.gatewayModels[k];
  assert(nowMs >= windowCloseMs(cell, k), "a window closes before its time");
  const startMs = gw.window[k] * twin.windowMs;
  const set = setOf(cell, k, gw.window[k]);
  for (let group = 0; group < cell.groups.length; group++) {
    if (gw.count[slotOf(cell, set, k, group)] > 0) closeSlot(cell, k, { group, set, startMs }, nowMs);
    if (gw.count[slotOf(cell, LATE_SET, k, group)] === 0) continue;
    const lateMs = Math.floor(gw.lateFromMs[placeOf(cell, k, group)] / twin.windowMs) * twin.windowMs;
    closeSlot(cell, k, { group, set: LATE_SET, startMs: lateMs }, nowMs);
  }
  gw.window[k]++;
  noteQueue(cell, k, nowMs);
  watchWindow(cell, k, nowMs);
  cell.wake(cell.gatewayLocal(k), Timer.window, windowCloseMs(cell, k));
};

/** A gateway that goes down forgets its open windows; what was in them is lost. */
export const loseWindows = (cell: CellState, k: number, cause: number): void => {
  const { gw } = cell;
  for (const device of cell.attached[k]) cell.dev.windowedMs[device] = 0;
  for (let set = 0; set < setsOf(cell, k); set++) {
    for (let group = 0; group < cell.groups.length; group++) {
      const slot = slotOf(cell, set, k, group);
      cell.values[cell.groups[group].series.dropped + cause] += gw.count[slot] - gw.alarms[slot];
      clearSlot(gw, slot);
    }
  }
};

/** Starts (or restarts) the window clock of gateway `k`. */
export const startWindows = (cell: CellState, k: number, nowMs: number): void => {
  const window = Math.floor(nowMs / cell.gatewayModels[k].twin.windowMs);
  assert(window >= cell.gw.window[k], "a window comes again");
  cell.gw.window[k] = window;
  cell.wake(cell.gatewayLocal(k), Timer.window, windowCloseMs(cell, k));
};

/** Readings held at gateway `k` in open windows and in its queue, added to `inFlight` by group. */
export const addHeld = (cell: CellState, k: number, inFlight: Float64Array): void => {
  const { gw } = cell;
  for (let set = 0; set < setsOf(cell, k); set++) {
    for (let group = 0; group < cell.groups.length; group++) {
      const slot = slotOf(cell, set, k, group);
      inFlight[group] += gw.count[slot] - gw.alarms[slot];
    }
  }
  const store = cell.stores.get(k);
  if (store === undefined) return;
  for (let at = store.head; at < store.items.length; at++)
    inFlight[store.items[at].group] += store.items[at].carries;
};
