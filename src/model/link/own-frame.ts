// Frames that a paced device (LoRa class A) sends for itself: a join, a request, a notice (how a command or an update ended).
// On air like a reading's: they load the channel, collide, fade, wait for the duty cycle and use it up; as long as a reading's
// (devices on such links speak a terse binary protocol), a join 23 bytes. A request is repeated when no answer comes, a
// notice when its acknowledgement does not. Left out: join back-off beyond the twin's reconnect policy, DevNonce; a device that
// restarts goes on with its stored session.

import { assert } from "../../core/assert.js";
import { drain, JOIN, RECEIVE } from "../power/battery.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { ACCEPT, answerFrame, RX1, RX2 } from "./answer.js";
import { adapt, attemptFate, Fate } from "./attempt.js";
import { ackArrives, bookAttempt } from "./uplink.js";

/** Both receive windows are over. */
const WINDOWS_MS = 3_000;

/** A frame of `airtimeUs` goes on air. Returns whether it was heard. */
const putOnAir = (
  cell: CellState,
  device: number,
  group: GroupModel,
  nowMs: number,
  airtimeUs: number,
  txNc: number,
  rxNc: number,
  wireBytes: number,
): boolean => {
  const { link } = cell;
  assert(nowMs >= link.freeMs[device], "a frame of its own in the silence of the duty cycle");
  const fate = attemptFate(cell, device, group, nowMs, airtimeUs);
  const spentNc = group.radio.txNcAt(txNc, link.powerSteps[device]);
  bookAttempt(cell, device, group, spentNc, rxNc, airtimeUs, wireBytes);
  if (fate === Fate.collided) cell.values[group.series.collisions]++;
  const freeMs = nextFreeMs(nowMs, airtimeUs, group.radio.twin.link.dutyCyclePpm);
  const quietMs = nowMs + Math.ceil(airtimeUs / 1000) + WINDOWS_MS;
  link.freeMs[device] = Math.max(link.freeMs[device], freeMs, quietMs);
  return fate === Fate.arrived;
};

/**
 * Sends a join. Returns how much later than a plain uplink it is done, ms (its accept comes after 5 or 6 s), or Infinity where
 * it was not heard or no window had room for the accept.
 */
export const sendJoin = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const rate = cell.link.rate[device];
  const airtimeUs = group.radio.joinUs[rate];
  drain(cell, device, group, JOIN, group.joinNc);
  if (!putOnAir(cell, device, group, nowMs, airtimeUs, 0, 0, 0)) return Infinity;
  const k = cell.gatewayOf[device];
  const own = group.radio.acceptUs[rate];
  const acceptUs = k < 0 ? own : answerFrame(cell, k, group, rate, nowMs, airtimeUs, ACCEPT);
  if (acceptUs === 0) return Infinity;
  const windowMs = acceptUs === own ? RX1.delayMs : RX2.delayMs;
  return Math.ceil((airtimeUs + acceptUs) / 1000) + windowMs + ACCEPT.delayMs;
};

/** A frame as long as a reading's goes on air at `rate`. Returns whether it was heard. */
const putReadingLong = (
  cell: CellState,
  device: number,
  group: GroupModel,
  rate: number,
  nowMs: number,
): boolean => {
  const { airtimeUs, txNc, rxNc } = group.radio;
  return putOnAir(cell, device, group, nowMs, airtimeUs[rate], txNc[rate], rxNc[rate], 0);
};

/** Sends a request. Returns its time on air, ms, or Infinity where it was not heard. */
export const sendRequest = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const rate = cell.link.rate[device];
  const isHeard = putReadingLong(cell, device, group, rate, nowMs);
  adapt(cell, device, group, isHeard, false, false);
  return isHeard ? Math.ceil(group.radio.airtimeUs[rate] / 1000) : Infinity;
};

/** How a notice's frame ended: told (acknowledged), heard (the device does not know), or neither. */
export const Told = { no: 0, heard: 1, yes: 2 } as const;
export type Told = (typeof Told)[keyof typeof Told];

/** Sends a notice as a confirmed frame. */
export const sendNotice = (cell: CellState, device: number, group: GroupModel, nowMs: number): Told => {
  const rate = cell.link.rate[device];
  const isHeard = putReadingLong(cell, device, group, rate, nowMs);
  const k = cell.gatewayOf[device];
  const hasAnswer = isHeard && (k < 0 || answerFrame(cell, k, group, rate, nowMs) > 0);
  const isAnswered = hasAnswer && ackArrives(cell, device, group);
  if (isAnswered) drain(cell, device, group, RECEIVE, group.radio.answerNc[rate]);
  adapt(cell, device, group, isHeard, isAnswered, true);
  return isAnswered ? Told.yes : isHeard ? Told.heard : Told.no;
};
