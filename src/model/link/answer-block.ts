// One block of an image as one class A downlink: in the first receive window (the request's own factor, 1 % duty cycle,
// 14 dBm) or the second (SF9, 10 %, 27 dBm), as many bytes as that window's data rate carries. The gateway takes the one
// with more image bytes for its airtime, if its band has room, else the other; it is deaf while it sends.

import { frameUs } from "../../transport/lorawan.js";
import { DRIFT_DB, fadeChance } from "../../transport/path-loss.js";
import { Purpose } from "../plan/purpose.js";
import { BLOCK_CHECK_BYTES, imageBytesOf } from "../radio/download-figures.js";
import { addDownlink } from "../radio/lora-collision.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { RX1, RX2, RX2_SPREADING } from "./answer.js";

/** The first window's band may be used with 14 dBm, 869.525 MHz with 27. */
const RX1_DBM = 14;
const RX2_DBM = 27;

interface Window {
  /** Slot of a gateway's two bands. */
  band: 0 | 1;
  delayMs: number;
  dutyPpm: number;
  powerDbm: number;
}
const FIRST: Window = { ...RX1, band: 0, powerDbm: RX1_DBM };
const SECOND: Window = { ...RX2, band: 1, powerDbm: RX2_DBM };

/** A block on its way, or refused for want of airtime. */
export interface BlockAnswer {
  bytes: number;
  airUs: number;
  /** When its last symbol is heard, ms. */
  endMs: number;
  /** False where it fades on its way. */
  isHeard: boolean;
}

/** Chance that a downlink in a window is lost: what is lost beside fading, and fading under the drifting shadow. */
const lossIn = (
  cell: CellState,
  device: number,
  { radio }: GroupModel,
  window: Window,
  spreading: number,
): number => {
  const flat = cell.dev.lossPpm[device] / 1e6;
  if (!radio.hasBudget) return flat;
  const { rssiDbm, drift } = cell.link;
  // The way is the same in both directions; the gateway may be louder than the device.
  const gainDb = window.powerDbm - radio.twin.link.txPowerDbm;
  const strength = rssiDbm[device] - DRIFT_DB * drift[device] + gainDb;
  const marginDb = radio.transport.marginDb(radio.twin, spreading, strength);
  return 1 - (1 - flat) * (1 - fadeChance(marginDb));
};

/** Sends up to `leftBytes` in one window, or returns null where its band has no room. */
const answerInWindow = (
  cell: CellState,
  device: number,
  group: GroupModel,
  window: Window,
  spreading: number,
  leftBytes: number,
  endMs: number,
): BlockAnswer | null => {
  const { radio } = group;
  const k = cell.gatewayOf[device];
  const startMs = endMs + window.delayMs;
  if (k >= 0 && cell.link.answerFreeMs[2 * k + window.band] > startMs) return null;
  const payloadMaxBytes = radio.transport.payloadMaxBytes(radio.twin, spreading);
  const bytes = Math.min(imageBytesOf(payloadMaxBytes), leftBytes);
  const airUs = frameUs(radio.twin, spreading, bytes + BLOCK_CHECK_BYTES);
  if (k >= 0) {
    cell.link.answerFreeMs[2 * k + window.band] = nextFreeMs(startMs, airUs, window.dutyPpm);
    addDownlink(cell.link.load, k, airUs, endMs);
  }
  const uniform = cell.chance.uniform(device, Purpose.block, cell.dev.attempts[device]);
  const isHeard = uniform >= lossIn(cell, device, group, window, spreading);
  return { bytes, airUs, endMs: startMs + Math.ceil(airUs / 1000), isHeard };
};

/**
 * Answers a block request that ended at `endMs` with up to `leftBytes` of the image, or returns null where the gateway has
 * no airtime in either window. One draw decides whether the device hears it.
 */
export const answerBlock = (
  cell: CellState,
  device: number,
  group: GroupModel,
  leftBytes: number,
  endMs: number,
): BlockAnswer | null => {
  const rate = cell.link.rate[device];
  const inFirst = () => answerInWindow(cell, device, group, FIRST, rate, leftBytes, endMs);
  const inSecond = () => answerInWindow(cell, device, group, SECOND, RX2_SPREADING, leftBytes, endMs);
  // Up to SF9 the first window carries at least as much for its airtime; beyond, the second does.
  return rate <= RX2_SPREADING ? (inFirst() ?? inSecond()) : (inSecond() ?? inFirst());
};
