// SHD-2, SHD-3, device side: keeps the reported state, takes deltas, settles conflicts by each property's policy (cloud,
// device, latest, manual). Every conflict is an event and a count. What becomes of values it takes: shadow-trial.ts.

import { SHADOW_REQUESTS, ShadowAck, ShadowDelta, ShadowRejected } from "../../event/downlinks.js";
import { Events } from "../../event/events.js";
import type { Mail } from "../../event/message.js";
import { Answer, SHADOW_POLICIES } from "../../event/vocabulary.js";
import type { ShadowSection, ShadowValue } from "../../spec/shadow.js";
import { answered, askLater, askNext, Want, want } from "../device/requests.js";
import { deltaOf, type Leaf, leavesOf, shownValue, valueAt } from "../protocol/shadow-document.js";
import type { CellState } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import type { ShadowCopy } from "../state/shadow-copy.js";
import { refuseValue, shadowOf } from "./shadow-apply.js";
import { isRefused, refusalOf } from "./shadow-refuse.js";
import { onReached, takeValues } from "./shadow-trial.js";

/** What the cloud sends: desired values that reported lacks or holds otherwise, and when it took each, by path. */
export interface DeltaBody {
  desired: ShadowSection;
  timestamps: Record<string, number>;
}

/** Who wins one property: 0 the cloud, 1 the device, 2 nobody yet. */
export const settle = (
  policy: (typeof SHADOW_POLICIES)[number],
  changedMs: number,
  desiredMs: number,
): 0 | 1 | 2 => {
  switch (policy) {
    case "cloud":
      return 0;
    case "device":
      return 1;
    case "latest":
      return changedMs > desiredMs ? 1 : 0;
    case "manual":
      return 2;
  }
};

const policyOf = (cell: CellState, device: number, path: string) =>
  cell.group(device).shadowProperties.get(path)?.policy ?? "cloud";

/** One desired value, and when the cloud took the wish. */
interface Wish {
  path: string;
  value: ShadowValue;
  desiredMs: number;
}

/** A property both sides have changed. Returns whether the cloud's value is to be taken. */
const settleConflict = (
  cell: CellState,
  copy: ShadowCopy,
  { path, value, desiredMs }: Wish,
  nowMs: number,
): boolean => {
  const { device } = copy;
  // Still open, and nothing new about it.
  if (copy.openMs[path] === desiredMs) return false;
  const { series } = cell.group(device);
  const own = valueAt(copy.reported, path) as ShadowValue;
  const policy = policyOf(cell, device, path);
  const winner = settle(policy, copy.changedMs[path], desiredMs);
  if (winner !== settle(policy, copy.trueMs[path], desiredMs)) cell.values[series.misjudged]++;
  const code = SHADOW_POLICIES.indexOf(policy);
  cell.values[series.conflicts + code]++;
  const note = `${path}: cloud ${shownValue(value)}, device ${shownValue(own)}`;
  cell.emit(Events.shadowConflict, device, nowMs, {
    policy: code,
    winner,
    shadowVersion: copy.version,
    note,
  });
  if (winner === 2) {
    copy.openMs[path] = desiredMs;
    return false;
  }
  delete copy.changedMs[path];
  if (winner === 1) {
    copy.claims[path] = { value: own, atMs: nowMs };
    copy.dirty = true;
  }
  return winner === 0;
};

const takeDelta = (cell: CellState, copy: ShadowCopy, delta: DeltaBody, nowMs: number): void => {
  const { device } = copy;
  const group = cell.group(device);
  const differing = leavesOf(deltaOf({ desired: delta.desired, reported: copy.reported }));
  // What the device has already, the cloud has not heard of.
  if (differing.length < leavesOf(delta.desired).length) copy.dirty = true;
  const taken: Leaf[] = [];
  for (const leaf of differing) {
    const [path, value] = leaf;
    const desiredMs = delta.timestamps[path] ?? 0;
    if (isRefused(copy, path, value, desiredMs)) continue;
    const why = refusalOf(group.shadowProperties.get(path), value);
    if (why !== null) refuseValue(cell, copy, { path, value, why, desiredMs }, nowMs);
    else if (
      copy.changedMs[path] === undefined ||
      settleConflict(cell, copy, { path, value, desiredMs }, nowMs)
    )
      taken.push(leaf);
  }
  if (taken.length > 0) takeValues(cell, copy, { values: taken, desiredMs: delta.timestamps }, nowMs);
};

/** A delta, pushed or as the answer to a get: settle it and report. Older versions than the one seen are ignored. */
const takeNews = (
  cell: CellState,
  device: number,
  { version, body }: { version: number; body: string | undefined },
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  if (version <= copy.version) return;
  copy.version = version;
  if (body !== undefined) takeDelta(cell, copy, JSON.parse(body) as DeltaBody, nowMs);
  if (copy.dirty) want(cell, device, Want.report, nowMs);
};

export const onShadowDelta = (cell: CellState, device: number, { inbox, row }: Mail, nowMs: number): void =>
  takeNews(cell, device, { version: ShadowDelta.version(inbox)[row], body: inbox.body.get(row) }, nowMs);

/** The cloud has taken a report: what was in it is settled, but for what it contradicts and a person has to decide. */
const forgetReported = (cell: CellState, copy: ShadowCopy, delta: DeltaBody | undefined): void => {
  const { device } = copy;
  for (const path of Object.keys(copy.claims))
    if (copy.claims[path].atMs <= copy.sentMs) delete copy.claims[path];
  for (const path of Object.keys(copy.changedMs)) {
    const isOpen = policyOf(cell, device, path) === "manual" && delta?.timestamps[path] !== undefined;
    if (isOpen || copy.trueMs[path] > copy.sentMs) continue;
    delete copy.changedMs[path];
    delete copy.openMs[path];
  }
};

/** The answer to a get (with a body where something differs) or to a report. */
export const onShadowAck = (cell: CellState, device: number, { inbox, row }: Mail, nowMs: number): void => {
  const copy = shadowOf(cell, device);
  const isReport = SHADOW_REQUESTS[ShadowAck.request(inbox)[row]] === "update";
  const version = ShadowAck.version(inbox)[row];
  const body = inbox.body.get(row);
  answered(cell, device, isReport ? Want.report : Want.shadow);
  onReached(cell, copy, nowMs);
  if (isReport) {
    copy.version = version;
    const delta = body === undefined ? undefined : (JSON.parse(body) as DeltaBody);
    if (delta !== undefined) takeDelta(cell, copy, delta, nowMs);
    forgetReported(cell, copy, delta);
    if (copy.dirty) cell.dev.wants[device] |= Want.report;
  } else {
    takeNews(cell, device, { version, body }, nowMs);
    copy.version = Math.max(copy.version, version);
  }
  askNext(cell, device, nowMs);
};

/**
 * The cloud refused. 409, somebody was faster: back off, look at the document again, then report (SHD-3). 404, there is
 * no document: report, which makes one. 400 and 413: the same report would be refused for ever, so it is not repeated.
 */
export const onShadowRejected = (
  cell: CellState,
  device: number,
  { inbox, row }: Mail,
  nowMs: number,
): void => {
  const copy = shadowOf(cell, device);
  const answer = ShadowRejected.answer(inbox)[row];
  onReached(cell, copy, nowMs);
  if (answer === Answer.conflict) {
    cell.dev.wants[device] |= Want.shadow | Want.report;
    askLater(cell, device, nowMs);
    return;
  }
  const isGet = answer === Answer.none;
  answered(cell, device, isGet ? Want.shadow : Want.report);
  copy.version = ShadowRejected.version(inbox)[row];
  if (isGet) cell.dev.wants[device] |= Want.report;
  askNext(cell, device, nowMs);
};
