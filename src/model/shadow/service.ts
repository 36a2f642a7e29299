// SHD-1, cloud side: get and update with version check, deltas pushed to whoever is there.
import { EventKind } from "../../event/event.js";
import { Answer, type MessageColumns, MessageKind } from "../../event/message.js";
import type { CloudState } from "../cloud/cloud-state.js";
import { meterMessage, meterShadow } from "../cloud/metering.js";
import type { ShadowValue } from "./copy.js";
import { deltaOf, emptyShadow, mergeSection, type ShadowDocument } from "./document.js";

/** Column b of an ack: what it answers (device requests: Want.shadow, Want.report). */
const ACK_GET = 2;
const ACK_UPDATE = 4;
const ENVELOPE_BYTES = 200;

interface DeviceReport {
  reported: Record<string, ShadowValue>;
  claims: Record<string, ShadowValue>;
}

const documentOf = (state: CloudState, device: number): ShadowDocument => {
  let document = state.columns.shadows.get(device);
  if (document === undefined) {
    document = emptyShadow();
    state.columns.shadows.set(device, document);
  }
  return document;
};

/** What a device has to look at: the differing desired values with their times, or nothing. */
const bodyOf = (document: ShadowDocument): string | undefined => {
  const desired = deltaOf(document);
  const names = Object.keys(desired);
  if (names.length === 0) return undefined;
  const timestamps = Object.fromEntries(names.map((name) => [name, document.desiredMs[name] ?? 0]));
  return JSON.stringify({ desired, timestamps });
};

/** A device asks for its document. */
export const onShadowGet = (state: CloudState, inbox: MessageColumns, row: number, nowMs: number): void => {
  const device = inbox.entity[row];
  const document = documentOf(state, device);
  const body = bodyOf(document);
  meterShadow(state, device, ENVELOPE_BYTES + (body?.length ?? 0));
  state.send(
    MessageKind.shadowAck,
    device,
    nowMs,
    document.version,
    ACK_GET,
    0,
    0,
    ENVELOPE_BYTES + (body?.length ?? 0),
    body,
  );
};

/** A device reports. Refused when it has not seen the latest version (409). */
export const onShadowUpdate = (
  state: CloudState,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  const device = inbox.entity[row];
  const document = documentOf(state, device);
  const expected = inbox.a[row];
  const text = inbox.body.get(row) ?? "";
  meterShadow(state, device, text.length);
  if (expected >= 0 && expected !== document.version) {
    state.count("shadow.rejected", device);
    state.send(
      MessageKind.shadowRejected,
      device,
      nowMs,
      Answer.conflict,
      document.version,
      0,
      0,
      ENVELOPE_BYTES,
    );
    return;
  }
  const report = JSON.parse(text) as DeviceReport;
  document.reported = mergeSection(document.reported, report.reported);
  for (const [name, value] of Object.entries(report.claims)) {
    document.desired[name] = value;
    document.desiredMs[name] = nowMs;
  }
  document.version++;
  state.count("shadow.updates", device);
  const body = bodyOf(document);
  state.send(
    MessageKind.shadowAck,
    device,
    nowMs,
    document.version,
    ACK_UPDATE,
    0,
    0,
    ENVELOPE_BYTES + (body?.length ?? 0),
    body,
  );
};

/** Somebody wants a configuration: desired changes, the delta goes out to a device that is there. */
export const setDesired = (
  state: CloudState,
  device: number,
  desired: Record<string, ShadowValue>,
  nowMs: number,
): void => {
  const document = documentOf(state, device);
  document.desired = mergeSection(document.desired, desired);
  for (const name of Object.keys(desired)) document.desiredMs[name] = nowMs;
  document.version++;
  state.count("shadow.updates", device);
  meterShadow(state, device, JSON.stringify(desired).length);
  state.emit(EventKind.shadow, nowMs, document.version, 1, device, JSON.stringify(desired));
  const body = bodyOf(document);
  if (body === undefined || !state.isPresent(device)) return;
  meterMessage(state, device, body.length);
  state.send(
    MessageKind.shadowDelta,
    device,
    nowMs,
    document.version,
    0,
    0,
    0,
    ENVELOPE_BYTES + body.length,
    body,
  );
};
