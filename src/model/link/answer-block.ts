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
import { bandOf, RX1, RX2, RX2_SPREADING } from "./answer.js";

/** The first window's band may be used with 14 dBm, 869.525 MHz with 27. */
const RX1_DBM = 14;
const RX2_DBM = 27;

interface Window {
  /** Which of a gateway's two bands. */
  band: 0 | 1;
  delayMs: number;
  dutyPpm: number;
  powerDbm: number;
  /** Its spreading factor; null for the request's own. */
  spreading: number | null;
}
const FIRST: Window = { ...RX1, powerDbm: RX1_DBM, spreading: null };
const SECOND: Window = { ...RX2, powerDbm: RX2_DBM, spreading: RX2_SPREADING };

/** What a device has asked for: as much as it lacks of an image, when its request has ended. */
interface BlockRequest {
  leftBytes: number;
  endMs: number;
}

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
const lossIn = (cell: CellState, device: number, window: Window): number => {
  const { radio } = cell.group(device);
  const flat = cell.dev.lossPpm[device] / 1e6;
  if (!radio.hasBudget) return flat;
  const { rssiDbm, drift, rate } = cell.link;
  // The way is the same in both directions; the gateway may be louder than the device.
  const gainDb = window.powerDbm - radio.twin.link.txPowerDbm;
  const strength = rssiDbm[device] - DRIFT_DB * drift[device] + gainDb;
  const marginDb = radio.transport.marginDb(radio.twin, window.spreading ?? rate[device], strength);
  return 1 - (1 - flat) * (1 - fadeChance(marginDb));
};

/** Sends as much as there is room for in one window, or returns null where its band has no room. */
const answerInWindow = (
  cell: CellState,
  device: number,
  { leftBytes, endMs }: BlockRequest,
  window: Window,
): BlockAnswer | null => {
  const { radio } = cell.group(device);
  const spreading = window.spreading ?? cell.link.rate[device];
  const k = cell.gatewayOf[device];
  const startMs = endMs + window.delayMs;
  if (k >= 0 && cell.link.answerFreeMs[bandOf(k, window)] > startMs) return null;
  const payloadMaxBytes = radio.transport.payloadMaxBytes(radio.twin, spreading);
  const bytes = Math.min(imageBytesOf(payloadMaxBytes), leftBytes);
  const airUs = frameUs(radio.twin, spreading, bytes + BLOCK_CHECK_BYTES);
  if (k >= 0) {
    cell.link.answerFreeMs[bandOf(k, window)] = nextFreeMs(startMs, airUs, window.dutyPpm);
    addDownlink(cell.link.load, k, airUs, endMs);
  }
  const uniform = cell.chance.uniform(device, Purpose.block, cell.dev.attempts[device]);
  const isHeard = uniform >= lossIn(cell, device, window);
  return { bytes, airUs, endMs: startMs + Math.ceil(airUs / 1000), isHeard };
};

/**
 * Answers a block request with a part of the image, or returns null where the gateway has
 * no airtime in either window. One draw decides whether the device hears it.
 */
export const answerBlock = (cell: CellState, device: number, request: BlockRequest): BlockAnswer | null => {
  const inFirst = () => answerInWindow(cell, device, request, FIRST);
  const inSecond = () => answerInWindow(cell, device, request, SECOND);
  // Up to SF9 the first window carries at least as much for its airtime; beyond, the second does.
  return cell.link.rate[device] <= RX2_SPREADING ? (inFirst() ?? inSecond()) : (inSecond() ?? inFirst());
};
