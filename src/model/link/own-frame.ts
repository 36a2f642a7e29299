// Frames that a paced device (LoRa class A) sends for itself: a join, a request, a notice (how a command or an update ended).
// On air like a reading's: they load the channel, collide, fade, wait for the duty cycle and use it up; as long as a reading's
// (devices on such links speak a terse binary protocol), a join 23 bytes. A request is repeated when no answer comes, a
// notice when its acknowledgement does not. Left out: join back-off beyond the twin's reconnect policy, DevNonce; a device that
// restarts goes on with its stored session.

import { assert } from "../../core/assert.js";
import { JOIN, RECEIVE } from "../battery/load.js";
import { drain } from "../power/battery.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { Exchange } from "../radio/radio-model.js";
import type { CellState } from "../state/cell-state.js";
import { ACCEPT_LATE_MS, acceptJoin, answerFrame, RX1, RX2 } from "./answer.js";
import { adapt, attemptFate, Fate, Told } from "./attempt.js";
import { ackArrives, bookAttempt } from "./uplink.js";

/** Both receive windows are over. */
const WINDOWS_MS = 3_000;

/** A frame goes on air. Returns whether it was heard. */
const putOnAir = (cell: CellState, device: number, frame: Exchange, nowMs: number): boolean => {
  const { link } = cell;
  const { radio, series } = cell.group(device);
  assert(nowMs >= link.freeMs[device], "a frame of its own in the silence of the duty cycle");
  const fate = attemptFate(cell, device, frame.airtimeUs, nowMs);
  bookAttempt(cell, device, frame);
  if (fate === Fate.collided) cell.values[series.collisions]++;
  const freeMs = nextFreeMs(nowMs, frame.airtimeUs, radio.twin.link.dutyCyclePpm);
  const quietMs = nowMs + Math.ceil(frame.airtimeUs / 1000) + WINDOWS_MS;
  link.freeMs[device] = Math.max(link.freeMs[device], freeMs, quietMs);
  return fate === Fate.arrived;
};

/**
 * Sends a join. Returns how much later than a plain uplink it is done, ms (its accept comes after 5 or 6 s), or Infinity where
 * it was not heard or no window had room for the accept.
 */
export const sendJoin = (cell: CellState, device: number, nowMs: number): number => {
  const { radio, attachLoad } = cell.group(device);
  const rate = cell.link.rate[device];
  const airtimeUs = radio.joinUs[rate];
  drain(cell, device, JOIN, attachLoad.chargeNc);
  if (!putOnAir(cell, device, { txNc: 0, rxNc: 0, airtimeUs, wireBytes: 0 }, nowMs)) return Infinity;
  const acceptUs = acceptJoin(cell, device, nowMs);
  if (acceptUs === 0) return Infinity;
  const windowMs = acceptUs === radio.acceptUs[rate] ? RX1.delayMs : RX2.delayMs;
  return Math.ceil((airtimeUs + acceptUs) / 1000) + windowMs + ACCEPT_LATE_MS;
};

/** A frame as long as a reading's goes on air; its sender counts its bytes. Returns whether it was heard. */
const putReadingLong = (cell: CellState, device: number, nowMs: number): boolean => {
  const { single } = cell.group(device).radio;
  return putOnAir(cell, device, { ...single[cell.link.rate[device]], wireBytes: 0 }, nowMs);
};

/** Sends a request. Returns its time on air, ms, or Infinity where it was not heard. */
export const sendRequest = (cell: CellState, device: number, nowMs: number): number => {
  const { airtimeUs } = cell.group(device).radio.single[cell.link.rate[device]];
  const isHeard = putReadingLong(cell, device, nowMs);
  adapt(cell, device, isHeard ? Told.heard : Told.no, false);
  return isHeard ? Math.ceil(airtimeUs / 1000) : Infinity;
};

/** Sends a notice as a confirmed frame. */
export const sendNotice = (cell: CellState, device: number, nowMs: number): Told => {
  const { radio } = cell.group(device);
  const rate = cell.link.rate[device];
  let told: Told = putReadingLong(cell, device, nowMs) ? Told.heard : Told.no;
  if (told === Told.heard && answerFrame(cell, device, radio.single[rate].airtimeUs, nowMs)) {
    if (ackArrives(cell, device)) told = Told.yes;
  }
  if (told === Told.yes) drain(cell, device, RECEIVE, radio.answerNc[rate]);
  adapt(cell, device, told, true);
  return told;
};
