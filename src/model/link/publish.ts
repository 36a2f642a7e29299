// One reading's way off the device: publish, attempts over a lossy link, then the gateway or the cloud; or the device's own
// buffer while there is no way. Within an exchange all attempts are decided at the instant of sending (the pauses between
// them only delay the arrival): a fault that begins within those seconds does not reach them. Paced transports (LoRa)
// send one frame at a time, see paced.ts.
import { causeIndex, ReadingFlag } from "../../event/vocabulary.js";
import { Purpose } from "../plan/purpose.js";
import { drain, JOIN } from "../power/battery.js";
import { carries, carriesFrame } from "../power/supply.js";
import type { ReadingQueue } from "../state/cell-memory.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { Power } from "../state/power-states.js";
import { Link } from "../state/session-states.js";
import { settingsAt } from "../state/settings-at.js";
import { attemptFate, Fate } from "./attempt.js";
import { backoffMs } from "./backoff.js";
import { FIELDS, keep, takeFirst, waitingCount } from "./buffer.js";
import { sendPaced, sendPacedHead } from "./paced.js";
import {
  ackArrives,
  BUFFER_DRAIN_MS,
  bookAttempt,
  deliver,
  isConfirmed,
  lossCause,
  retryPauseMs,
} from "./uplink.js";

/** The reading that was on its way when the battery browned out. */
const LOST_IN_REBOOT = causeIndex("reboot");
/** Pause before a reading that failed on every attempt is tried again; longer where the gateway stays silent. */
export const BUFFER_RETRY_MS = 15_000;
/** After so many exchanges in a row that nobody acknowledged a device takes its gateway for lost, and looks for it. */
const LOST_AFTER = 4;

/**
 * True when the device may send, as far as it knows: it runs, and has a session of its own or hangs on a gateway. Whether that
 * gateway has power, and its own radio reaches anybody, it learns from acknowledgements alone.
 */
const maySend = (cell: CellState, device: number): boolean =>
  cell.dev.power[device] === Power.running &&
  (cell.gatewayOf[device] >= 0 || (cell.dev.radioHolds[device] === 0 && cell.sess.link[device] === Link.up));

/** True when the device's next hop answers: its gateway has power, or its own session is up. */
export const hopIsUp = (cell: CellState, device: number): boolean => {
  if (cell.dev.power[device] !== Power.running || cell.dev.radioHolds[device] !== 0) return false;
  const k = cell.gatewayOf[device];
  return k >= 0 ? cell.gw.power[k] === Power.running : cell.sess.link[device] === Link.up;
};

/**
 * Sends one reading over the device's link. Hot.
 * @returns true when it arrived (the device may not know: a lost acknowledgement makes a duplicate)
 */
const transmit = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): boolean => {
  const { values } = cell;
  const { radio, series } = group;
  const rate = cell.link.rate[device];
  const attemptsMax = isConfirmed(group, flags) ? radio.attemptsMax : 1;
  cell.sess.packetMs[device] = nowMs;
  let arrived = false;
  let delayMs = 0;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) {
      values[series.retries]++;
      delayMs += retryPauseMs(cell, device, group, attempt);
    }
    const fate = attemptFate(cell, device, group, nowMs + delayMs);
    bookAttempt(
      cell,
      device,
      group,
      radio.txNc[rate],
      radio.rxNc[rate],
      radio.airtimeUs[rate],
      radio.wireBytes,
    );
    if (fate !== Fate.arrived) continue;
    const repeat = arrived ? ReadingFlag.duplicate : 0;
    deliver(cell, device, group, nowMs, delayMs, sensedMs, value, seq, flags | repeat, radio.payloadBytes);
    arrived = true;
    if (radio.hearsAfterUplinkOnly && cell.parked.size > 0) cell.upcalls.heard.push(device);
    if (attemptsMax === 1 || ackArrives(cell, device, group)) break;
  }
  return arrived;
};

/**
 * Sends the first `count` readings of the buffer in one exchange (NET-3): one connection for all of them.
 * @returns true when they arrived
 */
const transmitBatch = (
  cell: CellState,
  device: number,
  group: GroupModel,
  queue: ReadingQueue,
  count: number,
  nowMs: number,
): boolean => {
  const { radio, series } = group;
  const { items, head } = queue;
  const { txNc, rxNc, airtimeUs, wireBytes } = radio.exchange(cell.link.rate[device], count);
  const attemptsMax = isConfirmed(group, items[head + 3]) ? radio.attemptsMax : 1;
  cell.sess.packetMs[device] = nowMs;
  let arrived = false;
  let delayMs = 0;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) {
      cell.values[series.retries]++;
      delayMs += retryPauseMs(cell, device, group, attempt);
    }
    const fate = attemptFate(cell, device, group, nowMs + delayMs);
    bookAttempt(cell, device, group, txNc, rxNc, airtimeUs, wireBytes);
    if (fate !== Fate.arrived) continue;
    for (let n = 0, at = head; n < count; n++, at += FIELDS) {
      const flags = items[at + 3] | (arrived ? ReadingFlag.duplicate : 0);
      const bytes = n === 0 ? radio.batchBytes(count) : 0;
      deliver(cell, device, group, nowMs, delayMs, items[at], items[at + 1], items[at + 2], flags, bytes);
    }
    arrived = true;
    if (radio.hearsAfterUplinkOnly && cell.parked.size > 0) cell.upcalls.heard.push(device);
    if (attemptsMax === 1 || ackArrives(cell, device, group)) break;
  }
  return arrived;
};

/**
 * How an exchange ended that wanted an acknowledgement. Returns the pause before the next try where there was none: even at first,
 * then by the twin's reconnect policy.
 */
const pauseAfter = (cell: CellState, device: number, group: GroupModel, isThrough: boolean): number => {
  const { link, sess } = cell;
  if (isThrough) {
    link.failed[device] = 0;
    return 0;
  }
  if (cell.gatewayOf[device] < 0) return BUFFER_RETRY_MS;
  if (link.failed[device] < 255) link.failed[device]++;
  const searches = link.failed[device] - LOST_AFTER + 1;
  if (searches <= 0) return BUFFER_RETRY_MS;
  if (searches === 1) sess.waitMs[device] = 0;
  const { reconnect } = settingsAt(cell, device, group);
  const uniform = cell.chance.uniform(device, Purpose.search, cell.dev.attempts[device]);
  sess.waitMs[device] = backoffMs(reconnect, searches, sess.waitMs[device], uniform);
  return Math.max(BUFFER_RETRY_MS, sess.waitMs[device]);
};

/** A device that has lost its gateway looks for it first, as it does for a join. Returns false where the battery gives way. */
const lookForGateway = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  if (cell.link.failed[device] < LOST_AFTER || cell.gatewayOf[device] < 0) return true;
  if (!carries(cell, device, group, nowMs, JOIN, group.attachUA, group.joinNc)) return false;
  drain(cell, device, group, JOIN, group.joinNc);
  return true;
};

/** Plans the next look at the buffer; `isUrgent` moves one that is planned forward. */
const planDrain = (cell: CellState, device: number, atMs: number, isUrgent: boolean): void => {
  const dueMs = cell.dueMs(device, Timer.drain);
  if (dueMs === Infinity || (isUrgent && atMs < dueMs)) cell.wake(device, Timer.drain, atMs);
};

/** A reading joins those that wait for a full batch, or for the end of the wait. */
const collect = (cell: CellState, device: number, group: GroupModel, flags: number, nowMs: number): void => {
  const { batch } = group.radio;
  const queue = cell.buffers.get(device);
  if (batch === null || queue === undefined) return;
  const most = Math.min(group.radio.batchFits[cell.link.rate[device]], group.twin.bufferMax);
  // A frame that waits to be repeated is not overtaken, except by an alarm, which makes another frame of it.
  const isFull = queue.frame === 0 && waitingCount(queue) >= most;
  const isUrgent = isFull || (flags & ReadingFlag.alarm) !== 0;
  planDrain(cell, device, nowMs + (isUrgent ? 1 : batch.waitMs), isUrgent);
};

/**
 * The application's publish: sends a reading, or keeps it behind those that already wait. Its priority is the flag
 * {@link ReadingFlag.alarm}: an alarm goes first, at once, and is confirmed whatever the twin says.
 * @returns false where the battery gave way
 */
export const publish = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  value: number,
  seq: number,
  flags: number,
): boolean => {
  const isUp = maySend(cell, device);
  const { batch } = group.radio;
  const freeMs = cell.link.freeMs[device];
  if (!isUp || batch !== null || nowMs < freeMs || (cell.buffers.size > 0 && cell.buffers.has(device))) {
    if (isUp && nowMs < freeMs && group.radio.isPaced && batch === null)
      cell.values[group.series.dutyWaits]++;
    keep(cell, device, group, nowMs, value, seq, flags);
    if (!isUp) return true;
    if (batch !== null) collect(cell, device, group, flags, nowMs);
    else planDrain(cell, device, Math.max(nowMs + 1, freeMs), (flags & ReadingFlag.alarm) !== 0);
    return true;
  }
  if (!carriesFrame(cell, device, group, nowMs)) {
    cell.values[group.series.dropped + LOST_IN_REBOOT]++;
    return false;
  }
  if (group.radio.isPaced) {
    sendPaced(cell, device, group, nowMs, value, seq, flags);
    return true;
  }
  const isThrough = transmit(cell, device, group, nowMs, nowMs, value, seq, flags);
  if (!isConfirmed(group, flags)) {
    if (!isThrough) cell.values[group.series.dropped + lossCause(cell, device)]++;
    return true;
  }
  const pauseMs = pauseAfter(cell, device, group, isThrough);
  if (isThrough) return true;
  keep(cell, device, group, nowMs, value, seq, flags);
  cell.wake(device, Timer.drain, nowMs + pauseMs);
  return true;
};

/** The device knows that its way is free again (its own session, a boot): it starts emptying the buffer. */
export const resumeBuffer = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.buffers.has(device)) planDrain(cell, device, nowMs + BUFFER_DRAIN_MS, false);
};

/** DRAIN timer: what waits at the head of the buffer. */
export const drainBuffer = (cell: CellState, device: number, nowMs: number): void => {
  const queue = cell.buffers.get(device);
  if (queue === undefined || !maySend(cell, device)) return;
  const group = cell.group(device);
  if (group.radio.isPaced) {
    sendPacedHead(cell, device, group, queue, nowMs);
    return;
  }
  if (!lookForGateway(cell, device, group, nowMs)) return;
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const { items, head } = queue;
  const { batch } = group.radio;
  const count = batch === null ? 1 : Math.min(batch.max, waitingCount(queue));
  const isThrough =
    count === 1
      ? transmit(cell, device, group, nowMs, items[head], items[head + 1], items[head + 2], items[head + 3])
      : transmitBatch(cell, device, group, queue, count, nowMs);
  const wantsAnswer = isConfirmed(group, items[head + 3]);
  const isGone = isThrough || !wantsAnswer;
  if (!isThrough && isGone) cell.values[group.series.dropped + lossCause(cell, device)] += count;
  const pauseMs = wantsAnswer ? pauseAfter(cell, device, group, isThrough) : 0;
  if (isGone && !takeFirst(cell, device, queue, count)) return;
  const waitMs = !isGone
    ? pauseMs
    : batch !== null && waitingCount(queue) < batch.max
      ? batch.waitMs
      : BUFFER_DRAIN_MS;
  const atMs = Math.max(nowMs + waitMs, cell.link.freeMs[device]);
  cell.wake(device, Timer.drain, atMs);
};
