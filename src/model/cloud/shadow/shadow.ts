// SHD-1, cloud side: get and update with version check, size and depth limits; deltas pushed to whoever is there. Left
// out: named shadows, requests per second, the answers of a delete, which no device here listens to.

import { SHADOW_REQUESTS, ShadowAck, ShadowDelta, ShadowRejected } from "../../../event/downlinks.js";
import { Events } from "../../../event/events.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { ShadowUpdate } from "../../../event/uplinks.js";
import { Answer, SHADOW_SIDES } from "../../../event/vocabulary.js";
import type { ShadowPatch } from "../../../spec/shadow.js";
import {
  EMPTY_STATE,
  leavesOf,
  mergeShadow,
  type StatePatch,
  shownValue,
  valueAt,
} from "../../protocol/shadow-document.js";
import {
  type Refusal,
  refusalOfPatch,
  refusalOfState,
  VERSION_CONFLICT,
} from "../../protocol/shadow-limits.js";
import type { CloudState } from "../cloud-state.js";
import { isPresent } from "../front/carrier.js";
import { meterShadow } from "../meter/metering.js";
import { judgeConfig } from "./config-history.js";
import { deltaBody, documentOf } from "./document-of.js";
import type { ShadowDocument } from "./shadow-columns.js";

const ENVELOPE_BYTES = 200;
const DESIRED = SHADOW_SIDES.indexOf("desired");
const ANSWERS = { 400: Answer.invalid, 409: Answer.conflict, 413: Answer.tooLarge } as const;

const acknowledge = (
  state: CloudState,
  device: number,
  what: (typeof SHADOW_REQUESTS)[number],
  nowMs: number,
): number => {
  const document = documentOf(state, device);
  const body = deltaBody(document);
  const bytes = ENVELOPE_BYTES + (body?.length ?? 0);
  const { version } = document;
  const said = { version, request: SHADOW_REQUESTS.indexOf(what) };
  state.send(letter(ShadowAck, said, bytes, body), device, nowMs);
  return bytes;
};

/** A device asks for its document; there may be none. */
export const onShadowGet = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const device = inbox.entity[row];
  const document = documentOf(state, device);
  if (document.exists) {
    meterShadow(state, device, acknowledge(state, device, "get", nowMs));
    return;
  }
  meterShadow(state, device, ENVELOPE_BYTES);
  const { version } = document;
  state.send(letter(ShadowRejected, { answer: Answer.none, version }, ENVELOPE_BYTES), device, nowMs);
};

/** An update that is not taken: counted, and an event that says whose. */
const reject = (
  state: CloudState,
  device: number,
  { refusal, by }: { refusal: Refusal; by: string },
  nowMs: number,
): void => {
  const { version } = documentOf(state, device);
  state.count("shadow.rejected", device);
  state.emit(Events.shadowRejected, nowMs, {
    code: refusal.code,
    shadowVersion: version,
    device,
    note: `${by}: ${refusal.message}`,
  });
};

/** Says that what somebody wants of a device has changed. */
const emitDesired = (state: CloudState, device: number, note: string, nowMs: number): void => {
  const shadowVersion = documentOf(state, device).version;
  state.emit(Events.shadow, nowMs, { shadowVersion, side: DESIRED, device, note });
};

/** Merges a patch into a document, or says why not. */
const update = (document: ShadowDocument, patch: StatePatch, nowMs: number): Refusal | null => {
  const next = mergeShadow(document.state, patch);
  const refusal = refusalOfPatch(patch) ?? refusalOfState(next);
  if (refusal !== null) return refusal;
  if (patch.desired === null) document.desiredMs = {};
  for (const [path, value] of leavesOf(patch.desired ?? {})) {
    if (value === null) delete document.desiredMs[path];
    else document.desiredMs[path] = nowMs;
  }
  document.state = next;
  document.exists = true;
  document.version++;
  return null;
};

/** Each property that a patch changes, with its old and new value, as the log has it. */
const changesOf = (document: ShadowDocument, patch: ShadowPatch | null): string => {
  const { desired } = document.state;
  const leaves = patch === null ? leavesOf(desired).map(([path]) => [path, null] as const) : leavesOf(patch);
  return leaves
    .map(([path, value]) => `${path} ${shownValue(valueAt(desired, path))} -> ${shownValue(value)}`)
    .join(", ");
};

/** A device reports. Refused when it has not seen the latest version (409). */
export const onShadowUpdate = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const device = inbox.entity[row];
  const document = documentOf(state, device);
  const expected = ShadowUpdate.expected(inbox)[row];
  const text = inbox.body.get(row) ?? "{}";
  meterShadow(state, device, text.length);
  const patch = (JSON.parse(text) as { state?: StatePatch }).state ?? {};
  const claims = patch.desired == null ? "" : changesOf(document, patch.desired);
  const isStale = expected >= 0 && expected !== document.version;
  const refusal = isStale ? VERSION_CONFLICT : update(document, patch, nowMs);
  if (refusal !== null) {
    reject(state, device, { refusal, by: "device" }, nowMs);
    const { version } = document;
    const answer = ANSWERS[refusal.code];
    state.send(letter(ShadowRejected, { answer, version }, ENVELOPE_BYTES), device, nowMs);
    return;
  }
  state.count("shadow.updates", device);
  // The device has won a conflict: desired follows it.
  if (claims !== "") emitDesired(state, device, `device: ${claims}`, nowMs);
  judgeConfig(state, document, nowMs);
  acknowledge(state, device, "update", nowMs);
};

/**
 * Somebody wants a configuration: desired changes, the delta goes out to a device that is there.
 * @returns false where the document cannot take it
 */
export const setDesired = (
  state: CloudState,
  device: number,
  { by, patch }: { by: string; patch: ShadowPatch | null },
  nowMs: number,
): boolean => {
  const document = documentOf(state, device);
  const note = `${by}: ${changesOf(document, patch)}`;
  meterShadow(state, device, JSON.stringify(patch).length);
  const refusal = update(document, { desired: patch }, nowMs);
  if (refusal !== null) {
    reject(state, device, { refusal, by }, nowMs);
    return false;
  }
  state.count("shadow.updates", device);
  emitDesired(state, device, note, nowMs);
  const body = deltaBody(document);
  if (body === undefined || !isPresent(state, device)) return true;
  const bytes = ENVELOPE_BYTES + body.length;
  state.send(letter(ShadowDelta, { version: document.version }, bytes, body), device, nowMs);
  return true;
};

/** The document goes; its version counts on, so that nobody takes a new one for the old. */
export const deleteShadow = (state: CloudState, device: number, by: string, nowMs: number): void => {
  const document = documentOf(state, device);
  meterShadow(state, device, 0);
  if (!document.exists) return;
  Object.assign(document, { exists: false, state: EMPTY_STATE, desiredMs: {}, awaits: -1 });
  emitDesired(state, device, `${by}: document deleted`, nowMs);
};
