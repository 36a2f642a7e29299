// What a device asks of the cloud, one thing at a time: an identity, its shadow, its next job. Wants are bits; the
// lowest wanted bit is asked for, its answer clears it, silence or refusal backs off and asks again. Over a paced radio each
// is a frame of its own (link/own-frame.ts): it waits for the duty cycle and can be lost.
import { assert } from "../../core/assert.js";
import { type Letter, letter } from "../../event/letter.js";
import { JobNext, JobStatus, Provision, ShadowGet, ShadowUpdate } from "../../event/uplinks.js";
import { UPLINK_MIN_MS } from "../actor.js";
import { airOf } from "../link/air.js";
import { Told } from "../link/attempt.js";
import { backoffMs } from "../link/backoff.js";
import { sendNotice } from "../link/own-frame.js";
import { hopIsUp } from "../link/publish.js";
import { Purpose } from "../plan/purpose.js";
import { carriesFrame } from "../power/supply.js";
import { RadioClass } from "../radio/radio-model.js";
import { backhaulArrivalMs } from "../session/backhaul.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { State } from "../state/lifecycle.js";
import { withNotice } from "../state/notice.js";
import { Power } from "../state/power-states.js";
import { SessionState } from "../state/session-states.js";
import { Tuned } from "../state/settings.js";
import { reportBody } from "../state/shadow-copy.js";

/** What can be wanted; the order is the order of asking. */
export const Want = { identity: 1, shadow: 2, report: 4, job: 8, tell: 16 } as const;
/** An answer is awaited this long. */
export const REQUEST_TIMEOUT_MS = 15_000;
const REQUEST_BYTES = 160;
/** SHD-3: after a conflict 1, 2, 4, 8 s. */
const SHADOW_BACKOFF = { policy: "exponential", baseMs: 1_000, capMs: 8_000 } as const;

/** True when a request could reach the cloud now. */
export const canAsk = (cell: CellState, device: number): boolean => {
  const k = cell.gatewayOf[device];
  return hopIsUp(cell, device) && (k < 0 || cell.sess.state[cell.gatewayLocal(k)] === SessionState.up);
};

/** When something the device sends now reaches the cloud, ms, and what it takes. The battery was asked before (power/supply.ts). */
export const uplinkArrivalMs = (cell: CellState, device: number, nowMs: number): number => {
  airOf(cell.group(device)).book(cell, device, nowMs);
  return hopsMs(cell, device, nowMs);
};

/** When the next message the device sends reaches the cloud, ms: the latency of the way, drawn. */
const hopsMs = (cell: CellState, device: number, nowMs: number): number => {
  const { radio } = cell.group(device).twin;
  const uniform = cell.chance.uniform(device, Purpose.latency, cell.sess.outSeq[device]);
  const hopMs = radio.latencyMs + Math.floor(uniform * radio.jitterMs);
  const k = cell.gatewayOf[device];
  return k < 0 ? nowMs + Math.max(UPLINK_MIN_MS, hopMs) : backhaulArrivalMs(cell, k, device, nowMs) + hopMs;
};

/** What is sent for a want. */
const requestFor = (cell: CellState, device: number, want: number, sentMs: number): Letter => {
  const copy = cell.shadows.get(device);
  const seen = copy?.version ?? -1;
  const version = cell.dev.version[device];
  if (want === Want.identity) return letter(Provision, { version, sentMs }, REQUEST_BYTES);
  if (want === Want.job) return letter(JobNext, { version, sentMs }, REQUEST_BYTES);
  if (want === Want.shadow) return letter(ShadowGet, { seen, sentMs }, REQUEST_BYTES);
  const body = copy === undefined ? undefined : reportBody(copy, sentMs);
  return letter(ShadowUpdate, { expected: seen, sentMs }, REQUEST_BYTES + (body?.length ?? 0), body);
};

/** When a configuration on trial is judged; Infinity where there is none. */
const trialEndMs = (cell: CellState, device: number): number =>
  (cell.dev.tuned[device] & Tuned.trial) === 0
    ? Infinity
    : (cell.shadows.get(device)?.trial?.endMs ?? Infinity);

/** Plans the REQUEST timer, which also judges a trial. */
export const planRequest = (cell: CellState, device: number, waitMs: number, nowMs: number): void => {
  const atMs = Math.min(nowMs + waitMs, trialEndMs(cell, device));
  cell.wake(device, Timer.request, Math.max(nowMs + 1, atMs));
};

/** When a request that is sent now reaches the cloud; Infinity where it is lost on air. */
const requestArrivalMs = (cell: CellState, device: number, want: number, nowMs: number): number => {
  // A direct device has joined when it dialled.
  const isJoin = want === Want.identity && cell.gatewayOf[device] >= 0;
  const lateMs = airOf(cell.group(device)).ask(cell, device, isJoin, nowMs);
  return lateMs === Infinity ? Infinity : hopsMs(cell, device, nowMs) + lateMs;
};

/** A request or a notice is under way. */
const begin = ({ dev }: CellState, device: number, want: number): void => {
  dev.asking[device] = want;
  dev.requests[device]++;
};

/** Sends the notice at the head; the way there is that of a request, and nobody but the link answers. */
const tellNext = (cell: CellState, device: number, nowMs: number): void => {
  const group = cell.group(device);
  const waiting = cell.notices.get(device) ?? [];
  const [notice] = waiting;
  if (notice === undefined) {
    cell.dev.wants[device] &= ~Want.tell;
    return;
  }
  begin(cell, device, Want.tell);
  const told = sendNotice(cell, device, nowMs);
  if (told !== Told.no && !notice.wasHeard) {
    const airMs = Math.ceil(group.radio.single[cell.link.rate[device]].airtimeUs / 1000);
    cell.post(notice.letter, device, hopsMs(cell, device, nowMs) + airMs);
    notice.wasHeard = true;
  }
  if (told !== Told.yes) {
    askLater(cell, device, nowMs);
    return;
  }
  waiting.shift();
  // An update has ended: there may be another.
  if (notice.letter.kind === JobStatus.kind) cell.dev.wants[device] |= Want.job;
  if (waiting.length === 0) {
    cell.notices.delete(device);
    answered(cell, device, Want.tell);
  } else cell.dev.asking[device] = 0;
  askNext(cell, device, nowMs);
};

/** Something to tell the cloud, and how long it takes until there is something to tell. */
interface News {
  news: Letter;
  afterMs: number;
}

type Tell = (cell: CellState, device: number, news: News, nowMs: number) => boolean;

const tellAtOnce: Tell = (cell, device, { news, afterMs }, nowMs) => {
  cell.post(news, device, uplinkArrivalMs(cell, device, nowMs) + afterMs);
  return true;
};

const tellWhenHeard: Tell = (cell, device, { news }, nowMs) => {
  const waiting = cell.notices.get(device) ?? [];
  cell.notices.set(device, withNotice(waiting, news));
  want(cell, device, Want.tell, nowMs);
  return false;
};

const TELL: Readonly<Record<RadioClass, Tell>> = {
  [RadioClass.atOnce]: tellAtOnce,
  [RadioClass.paced]: tellWhenHeard,
};

/**
 * Tells the cloud something that needs no answer: as soon as there is something to tell, or over a paced radio when there is
 * room, until it is heard. Returns whether it has been said.
 */
export const tellAfter = (cell: CellState, device: number, news: News, nowMs: number): boolean => {
  const { radio, series } = cell.group(device);
  cell.values[series.bytesUp] += news.news.bytes;
  return TELL[radio.kind](cell, device, news, nowMs);
};

/** {@link tellAfter} of what there is to tell now. */
export const tell = (cell: CellState, device: number, news: Letter, nowMs: number): boolean =>
  tellAfter(cell, device, { news, afterMs: 0 }, nowMs);

/** Sends the next wanted request, if none is under way and there is a way. */
export const askNext = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  if (dev.asking[device] !== 0 || dev.wants[device] === 0 || !canAsk(cell, device)) return;
  const wants =
    dev.state[device] <= State.provisioning ? dev.wants[device] & Want.identity : dev.wants[device];
  if (wants === 0) return;
  const want = (wants & -wants) as 1 | 2 | 4 | 8 | 16;
  // A timer before a trial's end is a back-off.
  const dueMs = cell.dueMs(device, Timer.request);
  if (dueMs !== Infinity && dueMs < trialEndMs(cell, device)) return;
  assert(want <= Want.tell, "a device wants what nobody can ask for");
  const group = cell.group(device);
  if (airOf(group).mustWait(cell, device, nowMs)) {
    cell.values[group.series.dutyWaits]++;
    planRequest(cell, device, cell.link.freeMs[device] - nowMs, nowMs);
    return;
  }
  if (!carriesFrame(cell, device, group, nowMs)) return;
  if (want === Want.tell) {
    tellNext(cell, device, nowMs);
    return;
  }
  begin(cell, device, want);
  const request = requestFor(cell, device, want, nowMs);
  const atMs = requestArrivalMs(cell, device, want, nowMs);
  cell.values[group.series.bytesUp] += request.bytes;
  if (atMs !== Infinity) cell.post(request, device, atMs);
  planRequest(cell, device, REQUEST_TIMEOUT_MS, nowMs);
};

/** Wants something and asks as soon as possible. */
export const want = (cell: CellState, device: number, bit: number, nowMs: number): void => {
  cell.dev.wants[device] |= bit;
  askNext(cell, device, nowMs);
};

/** An answer to `bit` has come: it is wanted no longer. */
export const answered = (cell: CellState, device: number, bit: number): void => {
  const { dev } = cell;
  dev.wants[device] &= ~bit;
  if (dev.asking[device] !== bit) return;
  dev.asking[device] = 0;
  // A look at the document between two reports is no success yet: the back-off goes on.
  if (bit !== Want.shadow || (dev.wants[device] & Want.report) === 0) dev.tries[device] = 0;
  cell.unwake(device, Timer.request);
};

/** The request was refused or lost: ask again later. */
export const askLater = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  const isShadow = (dev.asking[device] & (Want.shadow | Want.report)) !== 0;
  dev.asking[device] = 0;
  if (dev.tries[device] < 255) dev.tries[device]++;
  const policy = isShadow ? SHADOW_BACKOFF : cell.group(device).twin.reconnect;
  const uniform = cell.chance.uniform(device, Purpose.requestBackoff, dev.requests[device]);
  const waitMs = backoffMs(policy, dev.tries[device], 0, uniform);
  planRequest(cell, device, waitMs, nowMs);
};

/** REQUEST timer: an answer did not come in time, or a back-off is over. */
export const onRequestTimer = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.dev.power[device] !== Power.running) return;
  if (cell.dev.asking[device] !== 0) askLater(cell, device, nowMs);
  else askNext(cell, device, nowMs);
};

/** The way is cut: whatever was under way is forgotten and stays wanted. */
export const forgetRequest = (cell: CellState, device: number, nowMs: number): void => {
  cell.dev.asking[device] = 0;
  if (trialEndMs(cell, device) === Infinity) cell.unwake(device, Timer.request);
  else planRequest(cell, device, Infinity, nowMs);
};
