// Frames of a paced transport (LoRa class A): one at a time, never before the duty cycle allows; a confirmed frame that
// stays unanswered is sent again after a random pause, up to the twin's number of tries, then later from the start.
import { ReadingFlag } from "../../event/message.js";
import { causeIndex } from "../../event/vocabulary.js";
import { type CellState, type ReadingQueue, Timer } from "../cell-state.js";
import type { GroupModel } from "../group-model.js";
import { answerFrame } from "../network/answer.js";
import { adapt, attemptFate, Fate } from "../network/link.js";
import { nextFreeMs } from "../network/lora-duty.js";
import { drain, RECEIVE } from "./battery.js";
import { keep, takeFirst } from "./buffer.js";
import { carriesFrame } from "./supply.js";
import { ackArrives, BUFFER_DRAIN_MS, bookAttempt, deliver, isConfirmed } from "./uplink.js";

const LINK_LOSS = causeIndex("link-loss");
const WORDS = 4294967296;
/** Pause after a reading that failed on every try, before it is tried from the start. */
const ROUND_MS = 60_000;

/** How a frame ended for its sender. sent: nothing more to do; lost: nobody will repeat it. */
const Outcome = { sent: 0, lost: 1, unheard: 2, unanswered: 3 } as const;
type Outcome = (typeof Outcome)[keyof typeof Outcome];

/** Sends one frame; the duty cycle must allow it. */
const sendFrame = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): Outcome => {
  const { link, values } = cell;
  const { radio, series } = group;
  const rate = link.rate[device];
  const confirmed = isConfirmed(group, flags);
  if (link.tries[device] > 0) values[series.retries]++;
  const fate = attemptFate(cell, device, group, nowMs);
  const airtimeUs = radio.airtimeUs[rate];
  bookAttempt(cell, device, group, radio.txNc[rate], radio.rxNc[rate], airtimeUs, radio.wireBytes);
  const isHeard = fate === Fate.arrived;
  let isAnswered = false;
  if (isHeard) {
    if (cell.parked.size > 0) cell.justHeard = device;
    deliver(cell, device, group, nowMs, 0, sensedMs, value, seq, flags, radio.wireBytes);
    const k = cell.gatewayOf[device];
    const hasAnswer = confirmed && (k < 0 || answerFrame(cell, k, group, rate, nowMs) > 0);
    isAnswered = hasAnswer && ackArrives(cell, device, group);
    if (isAnswered) drain(cell, device, group, RECEIVE, radio.answerNc[rate]);
  } else if (fate === Fate.collided) values[series.collisions]++;
  const freeMs = nextFreeMs(nowMs, airtimeUs, radio.twin.link.dutyCyclePpm);
  if (freeMs > link.freeMs[device]) link.freeMs[device] = freeMs;
  adapt(cell, device, group, isHeard, isAnswered, confirmed);
  if (!confirmed) return isHeard ? Outcome.sent : Outcome.lost;
  if (isAnswered) return Outcome.sent;
  return isHeard ? Outcome.unanswered : Outcome.unheard;
};

const planFrame = (cell: CellState, device: number, atMs: number): void => {
  cell.timers.schedule(device * Timer.count + Timer.drain, Math.max(atMs, cell.link.freeMs[device]));
};

/** A random pause before the next try, from the frame's own draw. */
const pauseMs = (group: GroupModel, attempt: number): number =>
  Math.max(1, group.radio.transport.retryWaitMs(group.radio.twin, attempt, group.random.word1 / WORDS));

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
  const outcome = sendFrame(cell, device, group, nowMs, nowMs, value, seq, flags);
  if (outcome === Outcome.sent) return;
  if (outcome === Outcome.lost) {
    values[group.series.dropped + LINK_LOSS]++;
    return;
  }
  if (group.radio.attemptsMax === 1 && outcome === Outcome.unanswered) return;
  const ghost = outcome === Outcome.unanswered ? ReadingFlag.duplicate : 0;
  keep(cell, device, group, nowMs, value, seq, flags | ghost);
  link.tries[device] = 1;
  planFrame(cell, device, nowMs + (group.radio.attemptsMax === 1 ? ROUND_MS : pauseMs(group, 1)));
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
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const { items, head } = queue;
  const flags = items[head + 3];
  const outcome = sendFrame(cell, device, group, nowMs, items[head], items[head + 1], items[head + 2], flags);
  if (outcome === Outcome.unanswered) items[head + 3] |= ReadingFlag.duplicate;
  const isLastTry = ++link.tries[device] >= group.radio.attemptsMax;
  const hasArrived = (items[head + 3] & ReadingFlag.duplicate) !== 0;
  if (outcome === Outcome.lost) values[group.series.dropped + LINK_LOSS]++;
  if (outcome === Outcome.sent || outcome === Outcome.lost || (isLastTry && hasArrived)) {
    if (takeFirst(cell, device, queue, 1)) planFrame(cell, device, nowMs + BUFFER_DRAIN_MS);
    return;
  }
  const waitMs = isLastTry ? ROUND_MS : pauseMs(group, link.tries[device]);
  if (isLastTry) link.tries[device] = 0;
  planFrame(cell, device, nowMs + waitMs);
};
