// Frames of a paced transport (LoRa class A): one at a time, never before the duty cycle allows; a confirmed frame that
// stays unanswered is sent again after a random pause, up to the twin's number of tries, then from the start with the next reading. With a
// batch a frame carries the readings that wait, alarms first, as many as fit at the present rate, and is repeated whole.
import { assert } from "../../core/assert.js";
import { ReadingFlag } from "../../event/vocabulary.js";
import { drain, RECEIVE } from "../power/battery.js";
import { carriesFrame } from "../power/supply.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { ReadingQueue } from "../state/cell-memory.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { answerFrame } from "./answer.js";
import { adapt, attemptFate, Fate } from "./attempt.js";
import { FIELDS, freshCount, keep, makeGhosts, takeFirst, waitingCount } from "./buffer.js";
import {
  ackArrives,
  BUFFER_DRAIN_MS,
  bookAttempt,
  deliver,
  isConfirmed,
  lossCause,
  retryPauseMs,
} from "./uplink.js";

/** How a frame ended for its sender. sent: nothing more to do; lost: nobody will repeat it. */
const Outcome = { sent: 0, lost: 1, unheard: 2, unanswered: 3 } as const;
type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Hands on the `count` readings of a frame that was heard; the longer a batch, the later. */
const deliverFrame = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  items: readonly number[],
  head: number,
  count: number,
  airtimeUs: number,
): void => {
  const { radio } = group;
  const lateMs = Math.ceil(airtimeUs / 1000) - Math.ceil(radio.airtimeUs[cell.link.rate[device]] / 1000);
  for (let n = 0, at = head; n < count; n++, at += FIELDS) {
    const bytes = n === 0 ? radio.batchBytes(count) : 0;
    deliver(
      cell,
      device,
      group,
      nowMs,
      lateMs,
      items[at],
      items[at + 1],
      items[at + 2],
      items[at + 3],
      bytes,
    );
  }
};

/** Sends one frame of `count` readings from `head` of `items`; the duty cycle must allow it. */
const sendFrame = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  items: readonly number[],
  head: number,
  count: number,
): Outcome => {
  const { link, values } = cell;
  const { radio, series } = group;
  assert(
    count >= 1 && nowMs >= link.freeMs[device],
    "an empty frame, or one in the silence of the duty cycle",
  );
  const rate = link.rate[device];
  const confirmed = isConfirmed(group, items[head + 3]);
  if (link.tries[device] > 0) values[series.retries]++;
  let { wireBytes } = radio;
  let airtimeUs = radio.airtimeUs[rate];
  let txNc = radio.txNc[rate];
  if (count > 1) ({ airtimeUs, txNc, wireBytes } = radio.exchange(rate, count));
  const fate = attemptFate(cell, device, group, nowMs, airtimeUs);
  txNc = radio.txNcAt(txNc, link.powerSteps[device]);
  bookAttempt(cell, device, group, txNc, radio.rxNc[rate], airtimeUs, wireBytes);
  const isHeard = fate === Fate.arrived;
  let isAnswered = false;
  if (isHeard) {
    deliverFrame(cell, device, group, nowMs, items, head, count, airtimeUs);
    // One downlink carries both: the acknowledgement, and what has waited for the device.
    const isWaitedFor = cell.parked.size > 0 && cell.parked.has(device);
    const k = cell.gatewayOf[device];
    const hasAnswer =
      (confirmed || isWaitedFor) && (k < 0 || answerFrame(cell, k, group, rate, nowMs, airtimeUs) > 0);
    isAnswered = hasAnswer && ackArrives(cell, device, group);
    if (isAnswered) drain(cell, device, group, RECEIVE, radio.answerNc[rate]);
    if (isAnswered && isWaitedFor) cell.upcalls.heard.push(device);
  } else if (fate === Fate.collided) values[series.collisions]++;
  const freeMs = nextFreeMs(nowMs, airtimeUs, radio.twin.link.dutyCyclePpm);
  if (freeMs > link.freeMs[device]) link.freeMs[device] = freeMs;
  adapt(cell, device, group, isHeard, isAnswered, confirmed);
  if (!confirmed) return isHeard ? Outcome.sent : Outcome.lost;
  if (isAnswered) return Outcome.sent;
  return isHeard ? Outcome.unanswered : Outcome.unheard;
};

const planFrame = (cell: CellState, device: number, atMs: number): void => {
  cell.wake(device, Timer.drain, Math.max(atMs, cell.link.freeMs[device]));
};

/** A random pause before the next try. */
const pauseMs = (cell: CellState, device: number, group: GroupModel, attempt: number): number =>
  Math.max(1, retryPauseMs(cell, device, group, attempt));

/** Sends a fresh reading; one that stays unanswered is kept. */
export const sendPaced = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  const { link, values } = cell;
  link.tries[device] = 0;
  const outcome = sendFrame(cell, device, group, nowMs, [nowMs, value, seq, flags], 0, 1);
  if (outcome === Outcome.sent) return;
  if (outcome === Outcome.lost) {
    values[group.series.dropped + lossCause(cell, device)]++;
    return;
  }
  if (group.radio.attemptsMax === 1 && outcome === Outcome.unanswered) return;
  const ghost = outcome === Outcome.unanswered ? ReadingFlag.duplicate : 0;
  keep(cell, device, group, nowMs, value, seq, flags | ghost);
  if (group.radio.attemptsMax === 1) return;
  link.tries[device] = 1;
  planFrame(cell, device, nowMs + pauseMs(cell, device, group, 1));
};

/**
 * Readings of the frame that goes next. A frame that is repeated is the same frame, unless a slower rate has no room for it;
 * another one takes as many of the readings that wait as fit.
 */
const nextFrame = (cell: CellState, device: number, group: GroupModel, queue: ReadingQueue): number => {
  const { link } = cell;
  const { batch, batchFits } = group.radio;
  if (batch === null) return 1;
  const most = batchFits[link.rate[device]];
  if (link.tries[device] > 0 && queue.frame > 0 && queue.frame <= most) return queue.frame;
  link.tries[device] = 0;
  return Math.min(most, waitingCount(queue));
};

/** When the readings that were left over go: at once where they make a frame or an alarm is among them, else in their time. */
const leftOverMs = (
  cell: CellState,
  device: number,
  group: GroupModel,
  queue: ReadingQueue,
  nowMs: number,
): number => {
  const { batch, batchFits } = group.radio;
  const soonMs = nowMs + BUFFER_DRAIN_MS;
  const { items, head } = queue;
  const isAlarm = (items[head + 3] & ReadingFlag.alarm) !== 0;
  if (batch === null || isAlarm || waitingCount(queue) >= batchFits[cell.link.rate[device]]) return soonMs;
  return Math.max(soonMs, items[head] + batch.waitMs);
};

/** Sends what is at the head of the buffer. */
export const sendPacedHead = (
  cell: CellState,
  device: number,
  group: GroupModel,
  queue: ReadingQueue,
  nowMs: number,
): void => {
  const { link, values } = cell;
  if (nowMs < link.freeMs[device]) {
    planFrame(cell, device, nowMs);
    return;
  }
  // A request that has waited for the duty cycle goes first: readings that never end would leave it no room.
  const requestMs = cell.dueMs(device, Timer.request);
  if (requestMs === nowMs && cell.dev.asking[device] === 0) {
    planFrame(cell, device, nowMs + 1);
    return;
  }
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const count = nextFrame(cell, device, group, queue);
  const outcome = sendFrame(cell, device, group, nowMs, queue.items, queue.head, count);
  if (outcome === Outcome.unanswered) makeGhosts(queue, count);
  const isLastTry = ++link.tries[device] >= group.radio.attemptsMax;
  const fresh = freshCount(queue, count);
  if (outcome === Outcome.lost) values[group.series.dropped + lossCause(cell, device)] += fresh;
  if (outcome === Outcome.sent || outcome === Outcome.lost || (isLastTry && fresh === 0)) {
    if (takeFirst(cell, device, queue, count))
      planFrame(cell, device, leftOverMs(cell, device, group, queue, nowMs));
    return;
  }
  queue.frame = count;
  if (isLastTry) {
    // Nobody answers: it waits for the next reading, which tries it from the start.
    link.tries[device] = 0;
    return;
  }
  planFrame(cell, device, nowMs + pauseMs(cell, device, group, link.tries[device]));
};
