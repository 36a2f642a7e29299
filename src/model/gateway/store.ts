// INF-7: what a gateway sends to the cloud, and what it keeps while it cannot. A bounded queue with a drop policy,
// drained at a steady pace after the outage. The last message sent before a cut is sent again, as an at-least-once
// sender must (its acknowledgement may have been lost): the cloud removes the duplicate.
import { assert } from "../../core/assert.js";
import { BACKHAUL_OVERHEAD_BYTES } from "../../event/sizes.js";
import { Reading, Summary } from "../../event/uplinks.js";
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import { backhaulArrivalMs } from "../session/backhaul.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { freshen, freshenAttached } from "../state/freshness.js";
import type { MessageStore, StoredMessage, StoredReading, StoredSummary } from "../state/gateway-columns.js";
import { SessionState } from "../state/session-states.js";

const STORE_FULL = causeIndex("store-full");

const sendReading = (cell: CellState, k: number, message: StoredReading, nowMs: number): void => {
  const atMs = backhaulArrivalMs(cell, k, cell.gatewayLocal(k), nowMs);
  const { outbox } = cell.out;
  const { device, sensedMs } = message;
  cell.sess.outSeq[cell.gatewayLocal(k)]++;
  // Its order is among the device's own messages.
  const row = cell.send(Reading, device, atMs, message.bytes);
  Reading.value(outbox)[row] = message.value;
  Reading.sensedMs(outbox)[row] = sensedMs;
  Reading.number(outbox)[row] = message.number;
  Reading.flags(outbox)[row] = message.flags;
  if (message.carries > 0) freshen(cell, device, Math.min(sensedMs, nowMs), atMs);
};

const sendSummary = (cell: CellState, k: number, message: StoredSummary, nowMs: number): void => {
  const atMs = backhaulArrivalMs(cell, k, cell.gatewayLocal(k), nowMs);
  const { outbox } = cell.out;
  const { newestMs, group } = message;
  const row = cell.send(Summary, cell.gatewayLocal(k), atMs, message.bytes);
  Summary.readings(outbox)[row] = message.readings;
  Summary.oldestMs(outbox)[row] = message.oldestMs;
  Summary.newestMs(outbox)[row] = newestMs;
  Summary.id(outbox)[row] = message.id;
  Summary.group(outbox)[row] = group;
  Summary.isRepeat(outbox)[row] = Number(message.isRepeat);
  outbox.body.set(row, message.body);
  if (message.carries === 0) return;
  const bornMs = Math.min(newestMs, nowMs);
  freshenAttached(cell, k, { group: cell.groups[group], bornMs, arrivalMs: atMs });
};

/** Sends one message now. */
const sendNow = (cell: CellState, k: number, message: StoredMessage, nowMs: number): void => {
  const { series } = cell.groups[message.group];
  cell.values[series.fogOut]++;
  cell.values[series.fogBytesOut] += message.bytes;
  cell.values[series.bytesUp] += message.bytes + BACKHAUL_OVERHEAD_BYTES;
  if (message.what === "reading") sendReading(cell, k, message, nowMs);
  else sendSummary(cell, k, message, nowMs);
};

/** What went out last, once more. */
const repeated = (message: StoredMessage): StoredMessage =>
  message.what === "reading"
    ? { ...message, flags: message.flags | ReadingFlag.duplicate, carries: 0 }
    : { ...message, isRepeat: true, carries: 0 };

const isAlarm = (message: StoredMessage): boolean =>
  message.what === "reading" && (message.flags & ReadingFlag.alarm) !== 0;

/** Makes room in a full store by its policy; an alarm goes only when nothing else is left. False: the newcomer goes. */
const makeRoom = (cell: CellState, store: MessageStore, newcomer: StoredMessage, drop: string): boolean => {
  const firstOther = store.head + store.alarms;
  const hasOther = firstOther < store.items.length;
  const isNewcomer = !isAlarm(newcomer) && (drop === "newest" || !hasOther);
  const at = !hasOther ? store.head : drop === "newest" ? store.items.length - 1 : firstOther;
  const victim = isNewcomer ? newcomer : store.items[at];
  cell.values[cell.groups[victim.group].series.dropped + STORE_FULL] += victim.carries;
  if (isNewcomer) return false;
  assert(at < store.items.length, "a full store is empty");
  if (at === store.head) store.head++;
  else store.items.splice(at, 1);
  if (!hasOther) store.alarms--;
  cell.values[cell.shared.queueDepth]--;
  return true;
};

/** Sends a message, or keeps it while the session is down or older messages wait. */
export const forward = (cell: CellState, k: number, message: StoredMessage, nowMs: number): void => {
  let store = cell.stores.get(k);
  const isUp = cell.sess.state[cell.gatewayLocal(k)] === SessionState.up;
  if (isUp && (store === undefined || store.items.length === store.head)) {
    sendNow(cell, k, message, nowMs);
    if (store === undefined) cell.stores.set(k, { head: 0, alarms: 0, items: [], lastSent: message });
    else store.lastSent = message;
    return;
  }
  if (store === undefined) {
    store = { head: 0, alarms: 0, items: [], lastSent: null };
    cell.stores.set(k, store);
  }
  const { storeMax, storeDrop } = cell.gatewayModels[k].twin;
  if (store.items.length - store.head >= storeMax && !makeRoom(cell, store, message, storeDrop)) return;
  // Alarms go before everything else that waits, in their own order.
  if (isAlarm(message)) store.items.splice(store.head + store.alarms++, 0, message);
  else store.items.push(message);
  cell.values[cell.shared.queueDepth]++;
  compact(store);
  const waiting = store.items.length - store.head;
  assert(waiting <= storeMax && store.alarms <= waiting, "a store holds more than it has room for");
  if (waiting > cell.gw.queuePeak[k]) cell.gw.queuePeak[k] = waiting;
};

/** What has left the queue is cut off now and then, so the list stays about as long as what it holds. */
const compact = (store: MessageStore): void => {
  if (store.head < store.items.length && (store.head < 64 || store.head * 2 < store.items.length)) return;
  store.items = store.items.slice(store.head);
  store.head = 0;
};

/** How many messages wait at gateway `k`. */
export const storedCount = (cell: CellState, k: number): number => {
  const store = cell.stores.get(k);
  return store === undefined ? 0 : store.items.length - store.head;
};

/** The session is back: repeat the last message sent before the cut, then drain. */
export const resumeStore = (cell: CellState, k: number, nowMs: number): void => {
  const store = cell.stores.get(k);
  if (store === undefined) return;
  if (store.lastSent !== null) sendNow(cell, k, repeated(store.lastSent), nowMs);
  if (storedCount(cell, k) > 0) cell.wake(cell.gatewayLocal(k), Timer.drain, nowMs + 1);
};

/** DRAIN timer: the oldest waiting message, and the next one a moment later. */
export const drainStore = (cell: CellState, k: number, nowMs: number): void => {
  const store = cell.stores.get(k);
  if (
    store === undefined ||
    storedCount(cell, k) === 0 ||
    cell.sess.state[cell.gatewayLocal(k)] !== SessionState.up
  )
    return;
  const message = store.items[store.head++];
  if (store.alarms > 0) store.alarms--;
  sendNow(cell, k, message, nowMs);
  store.lastSent = message;
  cell.values[cell.shared.queueDepth]--;
  assert(store.head <= store.items.length, "more has left a store than was in it");
  compact(store);
  if (storedCount(cell, k) === 0) return;
  const { drainPerS } = cell.gatewayModels[k].twin;
  const pauseMs = Math.max(1, Math.floor(1000 / drainPerS));
  cell.wake(cell.gatewayLocal(k), Timer.drain, nowMs + pauseMs);
};
