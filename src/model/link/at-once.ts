// Radios that decide an exchange at once: near by, cellular, wired. All tries of a reading, or of a batch over one connection,
// are decided at the instant of sending; the pauses between them only delay the arrival, so a fault that begins within those
// seconds does not reach them. What nobody acknowledged waits in the buffer and is tried again.
import { ReadingFlag } from "../../event/vocabulary.js";
import { JOIN } from "../battery/load.js";
import { Purpose } from "../plan/purpose.js";
import { drain } from "../power/battery.js";
import { carries, carriesFrame } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { Frame, ReadingQueue } from "../state/frame.js";
import { settingsAt } from "../state/settings-at.js";
import { attemptFate, Fate } from "./attempt.js";
import { backoffMs } from "./backoff.js";
import { keep, takeFirst, waitingCount } from "./buffer.js";
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
 * Sends a frame over the device's link; a batch takes one connection for all of it (NET-3). Hot.
 * @returns true when it arrived (the device may not know: a lost acknowledgement makes a duplicate)
 */
const transmit = (cell: CellState, frame: Frame): boolean => {
  const { device, count, sentMs } = frame;
  const { radio, series } = frame.group;
  const rate = cell.link.rate[device];
  const exchange = count === 1 ? radio.single[rate] : radio.exchange(rate, count);
  const attemptsMax = isConfirmed(radio, frame) ? radio.attemptsMax : 1;
  cell.sess.packetMs[device] = sentMs;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    if (attempt > 0) {
      cell.values[series.retries]++;
      frame.lateMs += retryPauseMs(cell, device, attempt);
    }
    const fate = attemptFate(cell, device, exchange.airtimeUs, sentMs + frame.lateMs);
    bookAttempt(cell, device, exchange);
    if (fate !== Fate.arrived) continue;
    deliver(cell, frame);
    frame.repeat = ReadingFlag.duplicate;
    if (radio.hearsAfterUplinkOnly && cell.parked.size > 0) cell.upcalls.heard.push(device);
    if (attemptsMax === 1 || ackArrives(cell, device)) break;
  }
  return frame.repeat !== 0;
};

/**
 * How an exchange ended that wanted an acknowledgement. Returns the pause before the next try where there was none: even at first,
 * then by the twin's reconnect policy.
 */
const pauseAfter = (cell: CellState, device: number, isThrough: boolean): number => {
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
  const { reconnect } = settingsAt(cell, device, cell.group(device));
  const uniform = cell.chance.uniform(device, Purpose.search, cell.dev.attempts[device]);
  sess.waitMs[device] = backoffMs(reconnect, searches, sess.waitMs[device], uniform);
  return Math.max(BUFFER_RETRY_MS, sess.waitMs[device]);
};

/** A device that has lost its gateway looks for it first, as it does for a join. Returns false where the battery gives way. */
const lookForGateway = (cell: CellState, device: number, nowMs: number): boolean => {
  if (cell.link.failed[device] < LOST_AFTER || cell.gatewayOf[device] < 0) return true;
  const { attachLoad } = cell.group(device);
  if (!carries(cell, device, attachLoad, nowMs)) return false;
  drain(cell, device, JOIN, attachLoad.chargeNc);
  return true;
};

/** Sends a fresh reading; one that nobody acknowledged, and that wants it, is kept. */
export const sendAtOnce = (cell: CellState, frame: Frame): void => {
  const { device, sentMs } = frame;
  const { radio, series } = frame.group;
  const isThrough = transmit(cell, frame);
  if (!isConfirmed(radio, frame)) {
    if (!isThrough) cell.values[series.dropped + lossCause(cell, device)]++;
    return;
  }
  const pauseMs = pauseAfter(cell, device, isThrough);
  if (isThrough) return;
  keep(cell, frame);
  cell.wake(device, Timer.drain, sentMs + pauseMs);
};

/** Sends what is at the head of the buffer: one reading, or a batch. */
export const drainAtOnce = (cell: CellState, device: number, queue: ReadingQueue, nowMs: number): void => {
  const group = cell.group(device);
  if (!lookForGateway(cell, device, nowMs)) return;
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const { batch } = group.radio;
  const count = batch === null ? 1 : Math.min(batch.max, waitingCount(queue));
  const frame = cell.frame.of(device, group).takeWaiting(queue, count, nowMs);
  const isThrough = transmit(cell, frame);
  const wantsAnswer = isConfirmed(group.radio, frame);
  const isGone = isThrough || !wantsAnswer;
  if (!isThrough && isGone) cell.values[group.series.dropped + lossCause(cell, device)] += count;
  const pauseMs = wantsAnswer ? pauseAfter(cell, device, isThrough) : 0;
  if (isGone && !takeFirst(cell, device, queue, count)) return;
  const waitMs = !isGone
    ? pauseMs
    : batch !== null && waitingCount(queue) < batch.max
      ? batch.waitMs
      : BUFFER_DRAIN_MS;
  const atMs = Math.max(nowMs + waitMs, cell.link.freeMs[device]);
  cell.wake(device, Timer.drain, atMs);
};
