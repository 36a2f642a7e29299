// Frames of a paced transport (LoRa class A): one at a time, never before the duty cycle allows; a confirmed frame that
// stays unanswered is sent again after a random pause, up to the twin's number of tries, then from the start with the next reading. With a
// batch a frame carries the readings that wait, alarms first, as many as fit at the present rate, and is repeated whole.
import { assert } from "../../core/assert.js";
import { ReadingFlag } from "../../event/vocabulary.js";
import { RECEIVE } from "../battery/load.js";
import { drain } from "../power/battery.js";
import { carriesFrame } from "../power/supply.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { Exchange } from "../radio/radio-model.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { FLAGS, type Frame, type ReadingQueue } from "../state/frame.js";
import { answerFrame } from "./answer.js";
import { adapt, attemptFate, Fate, Told } from "./attempt.js";
import { freshCount, keep, makeGhosts, takeFirst, waitingCount } from "./buffer.js";
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

/**
 * A frame was heard: its readings go on, the longer a batch, the later, and it is answered where somebody waits for that.
 * Returns whether its sender knows.
 */
const arrive = (cell: CellState, frame: Frame, exchange: Exchange): boolean => {
  const { device, sentMs } = frame;
  const { radio } = frame.group;
  const rate = cell.link.rate[device];
  frame.lateMs = Math.ceil(exchange.airtimeUs / 1000) - Math.ceil(radio.single[rate].airtimeUs / 1000);
  deliver(cell, frame);
  // One downlink carries both: the acknowledgement, and what has waited for the device.
  const isWaitedFor = cell.parked.size > 0 && cell.parked.has(device);
  if (!isWaitedFor && !isConfirmed(radio, frame)) return false;
  if (!answerFrame(cell, device, exchange.airtimeUs, sentMs) || !ackArrives(cell, device)) return false;
  drain(cell, device, RECEIVE, radio.answerNc[rate]);
  if (isWaitedFor) cell.upcalls.heard.push(device);
  return true;
};

/** Sends one frame; the duty cycle must allow it. */
const sendFrame = (cell: CellState, frame: Frame): Outcome => {
  const { link, values } = cell;
  const { device, count, sentMs } = frame;
  const { radio, series } = frame.group;
  assert(
    count >= 1 && sentMs >= link.freeMs[device],
    "an empty frame, or one in the silence of the duty cycle",
  );
  const rate = link.rate[device];
  const confirmed = isConfirmed(radio, frame);
  if (link.tries[device] > 0) values[series.retries]++;
  const exchange = count === 1 ? radio.single[rate] : radio.exchange(rate, count);
  const fate = attemptFate(cell, device, exchange.airtimeUs, sentMs);
  bookAttempt(cell, device, exchange);
  let told: Told = Told.no;
  if (fate === Fate.arrived) told = arrive(cell, frame, exchange) ? Told.yes : Told.heard;
  else if (fate === Fate.collided) values[series.collisions]++;
  const freeMs = nextFreeMs(sentMs, exchange.airtimeUs, radio.twin.link.dutyCyclePpm);
  if (freeMs > link.freeMs[device]) link.freeMs[device] = freeMs;
  adapt(cell, device, told, confirmed);
  if (!confirmed) return told === Told.no ? Outcome.lost : Outcome.sent;
  if (told === Told.yes) return Outcome.sent;
  return told === Told.heard ? Outcome.unanswered : Outcome.unheard;
};

const planFrame = (cell: CellState, device: number, atMs: number): void => {
  cell.wake(device, Timer.drain, Math.max(atMs, cell.link.freeMs[device]));
};

/** A random pause before the next try. */
const pauseMs = (cell: CellState, device: number, attempt: number): number =>
  Math.max(1, retryPauseMs(cell, device, attempt));

/** Sends a fresh reading; one that stays unanswered is kept. */
export const sendPaced = (cell: CellState, frame: Frame): void => {
  const { link, values } = cell;
  const { device, sentMs } = frame;
  const { radio, series } = frame.group;
  link.tries[device] = 0;
  const outcome = sendFrame(cell, frame);
  if (outcome === Outcome.sent) return;
  if (outcome === Outcome.lost) {
    values[series.dropped + lossCause(cell, device)]++;
    return;
  }
  if (radio.attemptsMax === 1 && outcome === Outcome.unanswered) return;
  if (outcome === Outcome.unanswered) frame.mark(ReadingFlag.duplicate);
  keep(cell, frame);
  if (radio.attemptsMax === 1) return;
  link.tries[device] = 1;
  planFrame(cell, device, sentMs + pauseMs(cell, device, 1));
};

/**
 * Readings of the frame that goes next. A frame that is repeated is the same frame, unless a slower rate has no room for it;
 * another one takes as many of the readings that wait as fit.
 */
const nextFrame = (cell: CellState, device: number, queue: ReadingQueue): number => {
  const { link } = cell;
  const { batch, batchFits } = cell.group(device).radio;
  if (batch === null) return 1;
  const most = batchFits[link.rate[device]];
  if (link.tries[device] > 0 && queue.frame > 0 && queue.frame <= most) return queue.frame;
  link.tries[device] = 0;
  return Math.min(most, waitingCount(queue));
};

/** When the readings that were left over go: at once where they make a frame or an alarm is among them, else in their time. */
const leftOverMs = (cell: CellState, device: number, queue: ReadingQueue, nowMs: number): number => {
  const { batch, batchFits } = cell.group(device).radio;
  const soonMs = nowMs + BUFFER_DRAIN_MS;
  const { items, head } = queue;
  const isAlarm = (items[head + FLAGS] & ReadingFlag.alarm) !== 0;
  if (batch === null || isAlarm || waitingCount(queue) >= batchFits[cell.link.rate[device]]) return soonMs;
  return Math.max(soonMs, items[head] + batch.waitMs);
};

/** Sends what is at the head of the buffer. */
export const sendPacedHead = (cell: CellState, device: number, queue: ReadingQueue, nowMs: number): void => {
  const { link, values } = cell;
  const group = cell.group(device);
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
  const count = nextFrame(cell, device, queue);
  const outcome = sendFrame(cell, cell.frame.of(device, group).takeWaiting(queue, count, nowMs));
  if (outcome === Outcome.unanswered) makeGhosts(queue, count);
  const isLastTry = ++link.tries[device] >= group.radio.attemptsMax;
  const fresh = freshCount(queue, count);
  if (outcome === Outcome.lost) values[group.series.dropped + lossCause(cell, device)] += fresh;
  if (outcome === Outcome.sent || outcome === Outcome.lost || (isLastTry && fresh === 0)) {
    if (takeFirst(cell, device, queue, count))
      planFrame(cell, device, leftOverMs(cell, device, queue, nowMs));
    return;
  }
  queue.frame = count;
  if (isLastTry) {
    // Nobody answers: it waits for the next reading, which tries it from the start.
    link.tries[device] = 0;
    return;
  }
  planFrame(cell, device, nowMs + pauseMs(cell, device, link.tries[device]));
};
