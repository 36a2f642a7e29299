// INF-4: a gateway's aggregation windows close on the clock: each group's readings become one summary (count, mean,
// min, max, standard deviation). A reading is late when its window is not open: closed before it came, or not begun, as a clock
// far ahead says. Late ones make a summary of their own, which bears the start of the oldest one's window.
import { assert } from "../../core/assert.js";
import { ReadingFlag } from "../../event/vocabulary.js";
import type { Arrival } from "../state/arrival.js";
import { type CellState, Timer } from "../state/cell-state.js";
import {
  ALARMS,
  BYTES_IN,
  COUNT,
  FIRST_OPEN_SET,
  type GatewayColumns,
  LATE_SET,
  MAX,
  MIN,
  NEWEST_MS,
  OLDEST_MS,
  SLOT_FIELDS,
  type StoredSummary,
} from "../state/gateway-columns.js";
import { noteQueue } from "./queue.js";
import { forward } from "./store.js";
import { watchWindow } from "./watch.js";
import { addValue, clearSlot, deviationOf, meanOf } from "./window-sums.js";

/** Six decimals, and six digits of what is below one: a summary's text is short and the same everywhere. */
const rounded = (value: number): number =>
  Math.abs(value) >= 1 ? Math.round(value * 1_000_000) / 1_000_000 : Number(value.toPrecision(6));

/** Where an accumulator begins. */
const slotOf = (cell: CellState, set: number, k: number, group: number): number =>
  ((set * cell.gateways + k) * cell.groups.length + group) * SLOT_FIELDS;

/** Where figures of a group at a gateway stand that are not kept set by set. */
const placeOf = (cell: CellState, k: number, group: number): number => k * cell.groups.length + group;

const setsOf = (cell: CellState, k: number): number => FIRST_OPEN_SET + cell.gatewayModels[k].openWindows;

/** The set that takes a reading of this time: its window's, or, of a late one, that of all late ones. */
const setFor = (cell: CellState, k: number, sensedMs: number): number => {
  const { twin, openWindows } = cell.gatewayModels[k];
  const ahead = Math.floor(sensedMs / twin.windowMs) - cell.gw.window[k];
  if (ahead < 0 || ahead >= openWindows) return LATE_SET;
  // Open windows have their sets in turn.
  const set = cell.gw.windowSet[k] + ahead;
  return set < FIRST_OPEN_SET + openWindows ? set : set - openWindows;
};

/** Window `window` is in hand now. */
const takeInHand = (cell: CellState, k: number, window: number): void => {
  cell.gw.window[k] = window;
  cell.gw.windowSet[k] = FIRST_OPEN_SET + (window % cell.gatewayModels[k].openWindows);
};

/**
 * A reading goes into the window of its sensing time. An alarm has gone ahead alone, so its window
 * counts it among its values and not among the readings its summary carries: nothing is delivered twice. Hot.
 */
export const takeIntoWindow = (cell: CellState, k: number, reading: Arrival): void => {
  const { dev, gw } = cell;
  const { device, group, sensedMs } = reading;
  if (sensedMs > dev.windowedMs[device]) dev.windowedMs[device] = sensedMs;
  const set = setFor(cell, k, sensedMs);
  const { slots } = gw;
  const at = slotOf(cell, set, k, group.index);
  if (set === LATE_SET) {
    const place = placeOf(cell, k, group.index);
    if (slots[at + COUNT] === 0 || sensedMs < gw.lateFromMs[place]) gw.lateFromMs[place] = sensedMs;
  }
  if ((reading.flags & ReadingFlag.alarm) !== 0) slots[at + ALARMS]++;
  else if (slots[at + COUNT] === slots[at + ALARMS]) {
    slots[at + OLDEST_MS] = sensedMs;
    slots[at + NEWEST_MS] = sensedMs;
  } else if (sensedMs < slots[at + OLDEST_MS]) slots[at + OLDEST_MS] = sensedMs;
  else if (sensedMs > slots[at + NEWEST_MS]) slots[at + NEWEST_MS] = sensedMs;
  slots[at + BYTES_IN] += group.radio.payloadBytes;
  addValue(slots, at, reading.value);
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

const statisticsOf = ({ slots }: GatewayColumns, at: number): Statistics => ({
  mean: rounded(meanOf(slots, at)),
  min: rounded(slots[at + MIN]),
  max: rounded(slots[at + MAX]),
  stddev: rounded(deviationOf(slots, at)),
});

/** What is told twice of an accumulator that has closed: in the record, and to the cloud. */
interface Closed extends Closing {
  /** Where its accumulator begins. */
  readonly at: number;
  readonly statistics: Statistics;
}

/** The window's row in the record. */
const writeRow = (cell: CellState, k: number, closed: Closed, nowMs: number): void => {
  const { gw, out } = cell;
  const { group, set, startMs, at } = closed;
  const { slots } = gw;
  const { mean, min, max, stddev } = closed.statistics;
  const row = out.windows.reserve();
  out.windows.startMs[row] = startMs;
  out.windows.closedMs[row] = nowMs;
  out.windows.gateway[row] = cell.entityOf[cell.gatewayLocal(k)];
  out.windows.group[row] = group;
  out.windows.late[row] = set === LATE_SET ? 1 : 0;
  out.windows.readings[row] = slots[at + COUNT];
  out.windows.alarms[row] = slots[at + ALARMS];
  out.windows.duplicates[row] = gw.duplicates[placeOf(cell, k, group)];
  out.windows.mean[row] = mean;
  out.windows.min[row] = min;
  out.windows.max[row] = max;
  out.windows.stddev[row] = stddev;
  out.windows.bytesIn[row] = slots[at + BYTES_IN];
  out.windows.bytesOut[row] = cell.gatewayModels[k].twin.summaryBytes;
};

/** The window as a message to the cloud; alarms have gone ahead. */
const summaryOf = (cell: CellState, k: number, { group, startMs, at, statistics }: Closed): StoredSummary => {
  const { gw } = cell;
  const { slots } = gw;
  const count = slots[at + COUNT];
  const carried = count - slots[at + ALARMS];
  const [oldestMs, newestMs] = [slots[at + OLDEST_MS], slots[at + NEWEST_MS]];
  assert(carried >= 0, "a window has more alarms than values");
  assert(carried === 0 || oldestMs <= newestMs, "the oldest reading is the younger one");
  return {
    what: "summary",
    readings: carried,
    oldestMs: carried === 0 ? startMs : oldestMs,
    newestMs: carried === 0 ? startMs : newestMs,
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
  const at = slotOf(cell, set, k, group);
  const closed = { ...closing, at, statistics: statisticsOf(gw, at) };
  writeRow(cell, k, closed, nowMs);
  const summary = summaryOf(cell, k, closed);
  gw.duplicates[placeOf(cell, k, group)] = 0;
  clearSlot(gw.slots, at);
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
  const set = gw.windowSet[k];
  for (let group = 0; group < cell.groups.length; group++) {
    if (gw.slots[slotOf(cell, set, k, group) + COUNT] > 0) closeSlot(cell, k, { group, set, startMs }, nowMs);
    if (gw.slots[slotOf(cell, LATE_SET, k, group) + COUNT] === 0) continue;
    const lateMs = Math.floor(gw.lateFromMs[placeOf(cell, k, group)] / twin.windowMs) * twin.windowMs;
    closeSlot(cell, k, { group, set: LATE_SET, startMs: lateMs }, nowMs);
  }
  takeInHand(cell, k, gw.window[k] + 1);
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
      const at = slotOf(cell, set, k, group);
      cell.values[cell.groups[group].series.dropped + cause] += gw.slots[at + COUNT] - gw.slots[at + ALARMS];
      clearSlot(gw.slots, at);
    }
  }
};

/** Starts (or restarts) the window clock of gateway `k`. */
export const startWindows = (cell: CellState, k: number, nowMs: number): void => {
  const window = Math.floor(nowMs / cell.gatewayModels[k].twin.windowMs);
  assert(window >= cell.gw.window[k], "a window comes again");
  takeInHand(cell, k, window);
  cell.wake(cell.gatewayLocal(k), Timer.window, windowCloseMs(cell, k));
};

/** Readings held at gateway `k` in open windows and in its queue, added to `inFlight` by group. */
export const addHeld = (cell: CellState, k: number, inFlight: Float64Array): void => {
  const { gw } = cell;
  for (let set = 0; set < setsOf(cell, k); set++) {
    for (let group = 0; group < cell.groups.length; group++) {
      const at = slotOf(cell, set, k, group);
      inFlight[group] += gw.slots[at + COUNT] - gw.slots[at + ALARMS];
    }
  }
  const store = cell.stores.get(k);
  if (store === undefined) return;
  for (let at = store.head; at < store.items.length; at++)
    inFlight[store.items[at].group] += store.items[at].carries;
};
