// What a class A gateway can answer: one second after a frame in the first receive window (the frame's own factor, 1 % duty
// cycle), a second later in the second one (869.525 MHz, SF9 as The Things Network has it, 10 % and 27 dBm), or not at all:
// the device tries again. The window with the shorter answer comes first.

import { addDownlink } from "../radio/lora-collision.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { CellState } from "../state/cell-state.js";

export const RX1 = { band: 0, delayMs: 1_000, dutyPpm: 10_000 } as const;
export const RX2 = { band: 1, delayMs: 2_000, dutyPpm: 100_000 } as const;
export const RX2_SPREADING = 9;
/** The windows of a join's accept open so much later than others (JOIN_ACCEPT_DELAY 5 and 6 s). */
export const ACCEPT_LATE_MS = 4_000;

/** Slot of one of the two bands of gateway `k` in `answerFreeMs`. */
export const bandOf = (k: number, { band }: { band: 0 | 1 }): number => 2 * k + band;

/**
 * The gateway of a device takes airtime for an answer to what has ended at `endMs`, as long as `lengths` says by rate. Returns its
 * airtime in us, or 0 where its duty cycle leaves no room in either window.
 */
const takeAirtime = (cell: CellState, device: number, lengths: Float64Array, endMs: number): number => {
  const { answerFreeMs, rate } = cell.link;
  const k = cell.gatewayOf[device];
  const first = lengths[rate[device]];
  const second = lengths[RX2_SPREADING];
  const isFirstShorter = first <= second;
  for (let turn = 0; turn < 2; turn++) {
    const useFirst = (turn === 0) === isFirstShorter;
    const window = useFirst ? RX1 : RX2;
    const airUs = useFirst ? first : second;
    const band = bandOf(k, window);
    const startMs = endMs + window.delayMs;
    if (answerFreeMs[band] > startMs) continue;
    answerFreeMs[band] = nextFreeMs(startMs, airUs, window.dutyPpm);
    return airUs;
  }
  return 0;
};

/**
 * Answers a device's frame of `airtimeUs` that starts at `atMs`. Returns whether there was room; a network without gateways of
 * ours always has some.
 */
export const answerFrame = (cell: CellState, device: number, airtimeUs: number, atMs: number): boolean => {
  const k = cell.gatewayOf[device];
  if (k < 0) return true;
  const endMs = atMs + Math.ceil(airtimeUs / 1000);
  const airUs = takeAirtime(cell, device, cell.group(device).radio.answerUs, endMs);
  if (airUs === 0) return false;
  addDownlink(cell.link.load, k, airUs, atMs);
  return true;
};

/** Accepts a device's join that starts at `atMs`. Returns the accept's airtime in us, or 0 where there was no room. */
export const acceptJoin = (cell: CellState, device: number, atMs: number): number => {
  const { acceptUs, joinUs } = cell.group(device).radio;
  const rate = cell.link.rate[device];
  const k = cell.gatewayOf[device];
  if (k < 0) return acceptUs[rate];
  const endMs = atMs + Math.ceil(joinUs[rate] / 1000) + ACCEPT_LATE_MS;
  const airUs = takeAirtime(cell, device, acceptUs, endMs);
  if (airUs > 0) addDownlink(cell.link.load, k, airUs, atMs);
  return airUs;
};
