// Radios that decide an exchange at once: near by, cellular, wired. All tries of a reading, or of a batch over one connection,
// are decided at the instant of sending; the pauses between them only delay the arrival, so a fault that begins within those
// seconds does not reach them. What nobody acknowledged waits in the buffer and is tried again.
import { ReadingFlag } from "../../event/vocabulary.js";
import { Purpose } from "../plan/purpose.js";
import { drain, JOIN } from "../power/battery.js";
import { carries, carriesFrame } from "../power/supply.js";
import type { ReadingQueue } from "../state/cell-memory.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { settingsAt } from "../state/settings-at.js";
import { attemptFate, Fate } from "./attempt.js";
import { backoffMs } from "./backoff.js";
import { FIELDS, keep, takeFirst, waitingCount } from "./buffer.js";
import {
  ackArrives,
  BUFFER_DRAIN_MS,
  bookAttempt,
  deliver,
  isConfirmed,
  lossCause,
  retryPauseMs,
} from "./uplink.js";

/** Pause before a reading that failed on every attempt is tried again; longer where the gateway stays silent. */
export const BUFFER_RETRY_MS = 15_000;
/** After so many exchanges in a row that nobody acknowledged a device takes its gateway for lost, and looks for it. */
const LOST_AFTER = 4;

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

/** Sends a fresh reading; one that nobody acknowledged, and that wants it, is kept. */
export const sendAtOnce = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  const isThrough = transmit(cell, device, group, nowMs, nowMs, value, seq, flags);
  if (!isConfirmed(group, flags)) {
    if (!isThrough) cell.values[group.series.dropped + lossCause(cell, device)]++;
    return;
  }
  const pauseMs = pauseAfter(cell, device, group, isThrough);
  if (isThrough) return;
  keep(cell, device, group, nowMs, value, seq, flags);
  cell.wake(device, Timer.drain, nowMs + pauseMs);
};

/** Sends what is at the head of the buffer: one reading, or a batch. */
export const drainAtOnce = (
  cell: CellState,
  device: number,
  group: GroupModel,
  queue: ReadingQueue,
  nowMs: number,
): void => {
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
