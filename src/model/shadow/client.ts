// SHD-2, SHD-3, SHD-5, device side: keeps the reported state, takes deltas, settles conflicts by each property's policy
// (cloud, device, latest, manual). Every conflict is an event and a count.
import { EventKind } from "../../event/event.js";
import { Answer, type MessageColumns } from "../../event/message.js";
import { SHADOW_POLICIES } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { deviceClockMs } from "../device/clock.js";
import { Power } from "../device/columns.js";
import { answered, askLater, askNext, Want, want } from "../device/requests.js";
import type { ShadowCopy, ShadowValue } from "./copy.js";

interface Delta {
  desired: Record<string, ShadowValue>;
  timestamps: Record<string, number>;
}

/** The device's copy, made from the twin's initial values at first use. */
export const shadowOf = (cell: CellState, device: number): ShadowCopy => {
  let copy = cell.shadows.get(device);
  if (copy === undefined) {
    const reported: Record<string, ShadowValue> = {};
    for (const property of cell.group(device).twin.shadow) reported[property.name] = property.initial;
    copy = { reported, changedMs: {}, trueMs: {}, version: -1, dirty: false, claims: {} };
    cell.shadows.set(device, copy);
  }
  return copy;
};

const policyOf = (cell: CellState, device: number, name: string) =>
  cell.group(device).twin.shadow.find((property) => property.name === name)?.policy ?? "cloud";

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

const takeDelta = (cell: CellState, device: number, copy: ShadowCopy, delta: Delta, nowMs: number): void => {
  const { series } = cell.group(device);
  for (const name of Object.keys(delta.desired).sort()) {
    const wanted = delta.desired[name];
    const own = copy.reported[name];
    if (own === wanted) {
      copy.dirty = true;
      continue;
    }
    const changedMs = copy.changedMs[name];
    if (changedMs === undefined) {
      copy.reported[name] = wanted;
      copy.dirty = true;
      continue;
    }
    const policy = policyOf(cell, device, name);
    const desiredMs = delta.timestamps[name] ?? 0;
    const winner = settle(policy, changedMs, desiredMs);
    if (winner !== settle(policy, copy.trueMs[name], desiredMs)) cell.values[series.misjudged]++;
    const code = SHADOW_POLICIES.indexOf(policy);
    cell.values[series.conflicts + code]++;
    cell.emit(
      EventKind.shadowConflict,
      device,
      nowMs,
      code,
      winner,
      copy.version,
      `${name}: cloud ${wanted}, device ${own}`,
    );
    if (winner === 2) continue;
    delete copy.changedMs[name];
    if (winner === 0) copy.reported[name] = wanted;
    else copy.claims[name] = own;
    copy.dirty = true;
  }
};

/** A delta, pushed or as the answer to a get: settle it and report. Older versions than the one seen are ignored. */
export const onShadowDelta = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  const version = inbox.a[row];
  if (version <= copy.version) return;
  copy.version = version;
  const body = inbox.body.get(row);
  if (body !== undefined) takeDelta(cell, device, copy, JSON.parse(body) as Delta, nowMs);
  if (copy.dirty) want(cell, device, Want.report, nowMs);
};

/** The answer to a get (with a body where something differs) or to a report. */
export const onShadowAck = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  const copy = shadowOf(cell, device);
  const isReport = inbox.b[row] === Want.report;
  answered(cell, device, isReport ? Want.report : Want.shadow);
  if (isReport) {
    copy.version = inbox.a[row];
    copy.dirty = false;
    copy.claims = {};
    const body = inbox.body.get(row);
    if (body !== undefined) takeDelta(cell, device, copy, JSON.parse(body) as Delta, nowMs);
    // What the document does not contradict is settled.
    for (const name of Object.keys(copy.changedMs)) {
      if (policyOf(cell, device, name) !== "manual") delete copy.changedMs[name];
    }
    if (copy.dirty) cell.dev.wants[device] |= Want.report;
  } else {
    onShadowDelta(cell, device, inbox, row, nowMs);
    copy.version = Math.max(copy.version, inbox.a[row]);
  }
  askNext(cell, device, nowMs);
};

/** 409: somebody was faster. Back off, look at the document again, then report. */
export const onShadowRejected = (
  cell: CellState,
  device: number,
  inbox: MessageColumns,
  row: number,
  nowMs: number,
): void => {
  if (inbox.a[row] === Answer.conflict) cell.dev.wants[device] |= Want.shadow | Want.report;
  askLater(cell, device, nowMs);
};

/** Somebody turns a knob at the device. */
export const setLocally = (
  cell: CellState,
  device: number,
  set: Record<string, ShadowValue>,
  nowMs: number,
): void => {
  if (cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  for (const [name, value] of Object.entries(set)) {
    copy.reported[name] = value;
    copy.changedMs[name] = deviceClockMs(cell, device, nowMs);
    copy.trueMs[name] = nowMs;
  }
  copy.dirty = true;
  cell.emit(EventKind.shadow, device, nowMs, copy.version, 2, 0, JSON.stringify(set));
  want(cell, device, Want.report, nowMs);
};
