// OTA-5: one turn of a download: what came is checked and kept, the next block is asked for. Each UPDATE timer is one block
// (LoRa: one downlink), which is decided when it is asked for, as readings are, and kept when the timer comes round: what
// the way or the power interrupted is asked for again. The charge is booked to `update`, the time on air counted per group.
// Left out: the metering of file streams; other traffic of the device on a connection that is open anyway.

import { assert } from "../../core/assert.js";
import { UPDATE } from "../battery/load.js";
import { airOf } from "../link/air.js";
import { answerBlock } from "../link/answer-block.js";
import { adapt, attemptFate, Fate, Told } from "../link/attempt.js";
import { retryPauseMs } from "../link/uplink.js";
import { Purpose } from "../plan/purpose.js";
import { drain } from "../power/battery.js";
import { chargePpm } from "../power/charge.js";
import { carries } from "../power/supply.js";
import { type Download, downloadOf, transferMs } from "../radio/download-figures.js";
import { nextFreeMs } from "../radio/lora-duty.js";
import { RadioClass } from "../radio/radio-model.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { State } from "../state/lifecycle.js";
import type { UpdateJob } from "../state/update-job.js";
import { BLOCK_TRIES_MAX, isBlockWhole } from "./receive-block.js";

/** OTA-4: no download and no install below this charge. */
export const MIN_UPDATE_CHARGE_PPM = 200_000;
/** Pause after a block that did not come, doubled with each one more up to the second figure. */
const LOST_WAIT_MS = 2_000;
const LOST_WAIT_MAX_MS = 300_000;
/** Class A: the longest pause between two requests that the device takes of its own. */
const PACE_MAX_MS = 600_000;
/** Class A: pauses are spread from half to one and a half; both receive windows are over then. */
const HALF = 0.5;
const WINDOWS_MS = 2_500;
const DOUBLINGS_MAX = 8;

/** What a turn came to: another one at a time, all there, not now, never, or the battery gave way. */
export type Turn =
  | { is: "again"; atMs: number }
  | { is: "complete" }
  | { is: "low" }
  | { is: "failed"; reason: string }
  | { is: "browned-out" };

/** True where the battery is too low for an update. A device below a tenth is degraded and saves what it has. */
export const isTooLow = (cell: CellState, device: number, group: GroupModel): boolean =>
  cell.dev.state[device] === State.degraded || chargePpm(cell, device, group) < MIN_UPDATE_CHARGE_PPM;

const again = (atMs: number): Turn => ({ is: "again", atMs });

/** Keeps the block that was under way, if nothing cut it off and it is whole. */
const keepArrived = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  const bytes = job.arrivingBytes;
  job.arrivingBytes = 0;
  if (bytes === 0 || nowMs < job.arrivesMs || cell.dev.sinceMs[device] > job.askedMs) return;
  if (!isBlockWhole(cell, job, bytes, nowMs)) return;
  job.refusals = 0;
  assert(bytes <= job.leftBytes, "a block is longer than what was left of the file");
  job.leftBytes -= bytes;
};

/** A block did not come: asked for again after a pause that grows. */
const lose = (cell: CellState, job: UpdateJob, nowMs: number): number => {
  const { device } = job;
  cell.values[cell.group(device).series.chunksLost]++;
  job.losses++;
  const doubled = LOST_WAIT_MS * (1 << Math.min(DOUBLINGS_MAX, job.losses - 1));
  return nowMs + Math.min(LOST_WAIT_MAX_MS, doubled);
};

/** What one frame of a request takes. */
interface RequestCost {
  airtimeUs: number;
  nc: number;
  bytes: number;
}

const bookUp = (cell: CellState, device: number, { airtimeUs, nc, bytes }: RequestCost): void => {
  const { series } = cell.group(device);
  drain(cell, device, UPDATE, nc);
  cell.values[series.airtime] += airtimeUs;
  cell.values[series.updateAirtime] += airtimeUs;
  cell.values[series.bytesUp] += bytes;
};

const bookDown = (cell: CellState, device: number, imageBytes: number, wireBytes: number): void => {
  const { series } = cell.group(device);
  cell.values[series.updateBytes] += imageBytes;
  cell.values[series.bytesDown] += wireBytes;
};

/**
 * Class A: the pace of requests. A gateway that cannot answer all of its devices is asked less and less often: a half more
 * pause after each request without an answer, a third less after each block. That settles where every second request is
 * answered, so the gateway's airtime is used and each device gets its share of it.
 */
const adaptPace = (job: UpdateJob, wasAnswered: boolean): void => {
  const { paceMs } = job;
  if (!wasAnswered) job.paceMs = Math.min(PACE_MAX_MS, Math.max(LOST_WAIT_MS, paceMs + (paceMs >> 1)));
  else job.paceMs = paceMs <= LOST_WAIT_MS ? 0 : paceMs - Math.floor(paceMs / 3);
};

/** Asks for the next block. Returns when the device looks again, ms. */
type Ask = (cell: CellState, job: UpdateJob, nowMs: number) => number;

/** Class A: puts one request frame on air. Returns whether it was heard. */
const sendRequest = (cell: CellState, device: number, figures: Download, nowMs: number): boolean => {
  const { link, values } = cell;
  const { radio, series } = cell.group(device);
  const { requestUs, requestTxNc, requestRxNc } = figures;
  const fate = attemptFate(cell, device, requestUs, nowMs);
  const nc = radio.txNcAt(requestTxNc, link.powerSteps[device]) + requestRxNc;
  bookUp(cell, device, { airtimeUs: requestUs, nc, bytes: figures.requestWireBytes });
  const freeMs = nextFreeMs(nowMs, requestUs, radio.twin.link.dutyCyclePpm);
  if (freeMs > link.freeMs[device]) link.freeMs[device] = freeMs;
  if (fate === Fate.collided) values[series.collisions]++;
  return fate === Fate.arrived;
};

/** Class A: one request frame, when the duty cycle allows; the answer is one downlink or none. */
const askPaced: Ask = (cell, job, nowMs) => {
  const { link, values } = cell;
  const { device, leftBytes } = job;
  const { radio, series } = cell.group(device);
  const figures = downloadOf(radio, link.rate[device]);
  const isHeard = sendRequest(cell, device, figures, nowMs);
  const spread = HALF + cell.chance.uniform(device, Purpose.pace, cell.dev.attempts[device]);
  const endMs = nowMs + Math.ceil(figures.requestUs / 1000);
  const answer = isHeard ? answerBlock(cell, device, { leftBytes, endMs }) : null;
  const isAnswered = answer?.isHeard ?? false;
  adapt(cell, device, isHeard ? Told.heard : Told.no, false);
  adaptPace(job, isAnswered);
  const nextMs = Math.max(nowMs + Math.floor(job.paceMs * spread), link.freeMs[device]);
  if (answer !== null) {
    bookDown(cell, device, answer.bytes, answer.bytes + figures.frameOverheadBytes);
    values[series.updateAirtime] += answer.airUs;
  }
  if (answer === null || !isAnswered) {
    values[series.chunksLost]++;
    return Math.max(nextMs, endMs + WINDOWS_MS);
  }
  drain(cell, device, UPDATE, (figures.receiveUA * answer.airUs) / 1000);
  job.arrivingBytes = answer.bytes;
  job.arrivesMs = answer.endMs;
  return Math.max(answer.endMs, nextMs);
};

/** Sends something until it gets through, as often as the twin tries. Returns the ms it took, or -1. */
const persist = (cell: CellState, device: number, atMs: number, once: (attempt: number) => void): number => {
  const { radio, series } = cell.group(device);
  const { airtimeUs } = radio.single[cell.link.rate[device]];
  let waitedMs = 0;
  for (let attempt = 0; attempt < radio.attemptsMax; attempt++) {
    if (attempt > 0) {
      cell.values[series.retries]++;
      waitedMs += retryPauseMs(cell, device, attempt);
    }
    const fate = attemptFate(cell, device, airtimeUs, atMs + waitedMs);
    once(attempt);
    if (fate === Fate.arrived) return waitedMs;
  }
  return -1;
};

/** The request of one block: a whole exchange, or a frame on the connection that is still there. Returns ms or -1. */
const request = (cell: CellState, job: UpdateJob, figures: Download, nowMs: number): number => {
  const isConnected = figures.connectedMs > 0 && nowMs <= job.connectedMs;
  const waitedMs = persist(cell, job.device, nowMs, (attempt) => {
    const isOpen = isConnected || (figures.connectedMs > 0 && attempt > 0);
    const wholeNc = figures.requestTxNc + figures.requestRxNc;
    const [airtimeUs, nc] = isOpen ? [figures.nextUs, figures.nextNc] : [figures.requestUs, wholeNc];
    bookUp(cell, job.device, { airtimeUs, nc, bytes: figures.requestWireBytes });
  });
  return waitedMs < 0 ? -1 : waitedMs + figures.requestMs;
};

/** Transports near by and cellular: a request, then the block's frames one after another. */
const askAtOnce: Ask = (cell, job, nowMs) => {
  const { device } = job;
  const group = cell.group(device);
  const figures = downloadOf(group.radio, cell.link.rate[device]);
  const askedMs = request(cell, job, figures, nowMs);
  if (askedMs < 0) return lose(cell, job, nowMs);
  const blockBytes = Math.min(figures.blockBytes, job.leftBytes);
  let atMs = nowMs + askedMs;
  for (let got = 0; got < blockBytes; got += figures.frameBytes) {
    const frameBytes = Math.min(figures.frameBytes, blockBytes - got);
    const frameMs = transferMs(frameBytes, figures.bytesPerS);
    let tries = 0;
    const waitedMs = persist(cell, device, atMs, () => {
      tries++;
      drain(cell, device, UPDATE, figures.receiveUA * frameMs);
      cell.values[group.series.updateAirtime] += frameMs * 1000;
      bookDown(cell, device, frameBytes, frameBytes + figures.frameOverheadBytes);
    });
    atMs += tries * frameMs + Math.max(0, waitedMs);
    job.connectedMs = atMs + figures.connectedMs;
    if (waitedMs < 0) {
      // The frames before the lost one are there: the next request begins behind them.
      job.arrivingBytes = got;
      job.arrivesMs = atMs;
      if (got > 0) job.losses = 0;
      return lose(cell, job, atMs);
    }
  }
  job.losses = 0;
  job.arrivingBytes = blockBytes;
  job.arrivesMs = atMs + group.radio.twin.latencyMs;
  job.connectedMs = job.arrivesMs + figures.connectedMs;
  return job.arrivesMs;
};

const ASK: Readonly<Record<RadioClass, Ask>> = {
  [RadioClass.atOnce]: askAtOnce,
  [RadioClass.paced]: askPaced,
};

/** One turn of a device that is online. */
export const downloadTurn = (cell: CellState, job: UpdateJob, nowMs: number): Turn => {
  const { device } = job;
  const group = cell.group(device);
  keepArrived(cell, job, nowMs);
  if (job.leftBytes === 0) return { is: "complete" };
  if (job.refusals >= BLOCK_TRIES_MAX) {
    const offset = job.imageBytes - job.leftBytes;
    return { is: "failed", reason: `block at byte ${offset} refused ${job.refusals} times` };
  }
  if (isTooLow(cell, device, group)) return { is: "low" };
  if (airOf(group).mustWait(cell, device, nowMs)) return again(cell.link.freeMs[device]);
  const { receiveUA, requestTxNc, requestRxNc } = downloadOf(group.radio, cell.link.rate[device]);
  const peakUA = Math.max(group.radio.twin.txUA, receiveUA);
  const load = { by: UPDATE, uA: peakUA, chargeNc: requestTxNc + requestRxNc };
  if (!carries(cell, device, load, nowMs)) return { is: "browned-out" };
  job.askedMs = nowMs;
  return again(ASK[group.radio.kind](cell, job, nowMs));
};
