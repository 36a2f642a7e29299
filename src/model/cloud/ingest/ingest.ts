// INF-13, INF-14: the ingest. A queue with a service rate and a bound; duplicates go, unreadable payloads are put
// aside with their reason, the rest is delivered. "Delivered" means accepted into the queue; the wait there counts
// into the reading's age.
import { assert } from "../../../core/assert.js";
import { Events } from "../../../event/events.js";
import type { Mail, MessageColumns } from "../../../event/message.js";
import { metricIndex } from "../../../event/metric.js";
import { Reading, Summary } from "../../../event/uplinks.js";
import { causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../../event/vocabulary.js";
import type { FleetPlan } from "../../plan/plan.js";
import { isRepeat, wasSeen } from "../../protocol/sequence-window.js";
import type { CloudState } from "../cloud-state.js";
import { meterTelemetry } from "../meter/metering.js";
import { isRevoked } from "../registry/credential.js";

const OVERFLOW = causeIndex("ingest-overflow");
const REVOKED = causeIndex("revoked");
const QUARANTINED = causeIndex("quarantined");
const SENDER_QUARANTINED = causeIndex("sender-quarantined");
const UNREADABLE = QUARANTINE_REASONS.indexOf("unreadable");
const MESSAGES_LATENCY = metricIndex("messages.latency");

/** How many readings a message stands for, and of which group; repeats stand for none. */
export const readingsOf = (
  plan: FleetPlan,
  block: MessageColumns,
  row: number,
): { group: number; count: number } => {
  if (block.kind[row] === Summary.kind) {
    const isRepeat = Summary.isRepeat(block)[row] === 1;
    return { group: Summary.group(block)[row], count: isRepeat ? 0 : Summary.readings(block)[row] };
  }
  if (block.kind[row] !== Reading.kind) return { group: 0, count: 0 };
  const isRepeat = (Reading.flags(block)[row] & ReadingFlag.duplicate) !== 0;
  return { group: plan.groupOf[block.entity[row]], count: isRepeat ? 0 : 1 };
};

/** A queued message, in thousandths: `n` messages a second take `n` of them off in a millisecond, so nothing is rounded. */
const MESSAGE = 1_000;

/** What has been served since the last look, at the limit in force. Also called when it changes: one that tightens slows what already waits. */
export const settleQueue = ({ columns }: CloudState, nowMs: number): void => {
  const { ingest, limits } = columns;
  assert(nowMs >= ingest.atMs, "the ingest queue is served backwards");
  const served = (nowMs - ingest.atMs) * limits.inForce.ingestPerSecond;
  ingest.waiting = Math.max(0, ingest.waiting - served);
  ingest.atMs = nowMs;
};

/** Puts one message into the queue. Returns the wait in ms, or -1 when the queue is full. */
const enqueue = (state: CloudState, nowMs: number): number => {
  const { columns, plan } = state;
  const { ingest, limits } = columns;
  settleQueue(state, nowMs);
  const depth = Math.ceil(ingest.waiting / MESSAGE);
  if (depth >= plan.scenario.cloud.ingestQueueMax) return -1;
  if (depth + 1 > columns.window.queueMax) columns.window.queueMax = depth + 1;
  state.peak("broker.queue.depth", depth + 1);
  const waitMs = Math.floor(ingest.waiting / limits.inForce.ingestPerSecond);
  ingest.waiting += MESSAGE;
  return waitMs;
};

const deliver = (
  state: CloudState,
  group: number,
  bytes: number,
  count: number,
  oldestAgeMs: number,
  newestAgeMs: number,
  waitMs: number,
): void => {
  const { plan } = state;
  const { freshnessWithinMs } = plan.scenario.tenants[plan.groups[group].tenant];
  assert(oldestAgeMs >= newestAgeMs && waitMs >= 0, "the oldest reading of a message is the younger one");
  state.countGroup("messages.delivered", group, count);
  // What is kept is what was put in: a repeat, or what cannot be read, is not.
  state.countGroup("meter.store.bytes", group, bytes);
  if (newestAgeMs > freshnessWithinMs && newestAgeMs - waitMs <= freshnessWithinMs)
    state.countGroup("ingest.stale", group, count);
  if (count === 1 || oldestAgeMs === newestAgeMs) {
    state.latency("messages.latency", group, newestAgeMs, count);
    if (newestAgeMs <= freshnessWithinMs) state.countGroup("messages.fresh", group, count);
    return;
  }
  // Readings inside a summary are taken as evenly spread from the oldest to the newest (an estimate, said so).
  const spanMs = oldestAgeMs - newestAgeMs;
  const freshShare = Math.min(1, Math.max(0, (freshnessWithinMs - newestAgeMs) / spanMs));
  state.countGroup("messages.fresh", group, Math.floor(count * freshShare + 0.5));
  state.out.metrics.latencies.addSpread(
    plan.layout.series(MESSAGES_LATENCY, group),
    newestAgeMs,
    oldestAgeMs,
    count,
  );
};

const record = (state: CloudState, { inbox, row }: Mail, nowMs: number, flags: number): void =>
  state.record(
    nowMs,
    inbox.entity[row],
    Reading.sensedMs(inbox)[row],
    Reading.value(inbox)[row],
    Reading.number(inbox)[row],
    Reading.flags(inbox)[row] | flags,
  );

/** What a quarantined sender had on its way. */
const putAside = (state: CloudState, group: number, count: number): void => {
  state.countGroup("messages.dropped", group, count, SENDER_QUARANTINED);
  state.countGroup("ingest.errors", group, count, SENDER_QUARANTINED);
};

/** One reading, direct or passed through by a gateway. */
export const onReading = (state: CloudState, mail: Mail, nowMs: number): void => {
  const { inbox, row } = mail;
  const number = Reading.number(inbox)[row];
  const flags = Reading.flags(inbox)[row];
  const device = inbox.entity[row];
  const group = state.plan.groupOf[device];
  state.countGroup("ingest.messages", group);
  // The front takes nothing from a revoked credential, so nothing is billed for it.
  if (!isRevoked(state, device)) meterTelemetry(state, group, inbox.bytes[row]);
  if (isRepeat(state.columns.heardReadings, device, number, flags)) {
    state.countGroup("messages.duplicates", group);
    if (state.plan.recording.keepsReadings) record(state, mail, nowMs, ReadingFlag.duplicate);
    return;
  }
  if (isRevoked(state, device)) {
    state.countGroup("messages.dropped", group, 1, REVOKED);
    return;
  }
  if (state.isQuarantined(device)) {
    putAside(state, group, 1);
    return;
  }
  if ((flags & ReadingFlag.corrupt) !== 0) {
    state.countGroup("messages.dropped", group, 1, QUARANTINED);
    state.countGroup("ingest.errors", group, 1, QUARANTINED);
    state.emit(Events.quarantine, nowMs, { reason: UNREADABLE, readingSeq: number, device });
    state.columns.rejected.set(device, (state.columns.rejected.get(device) ?? 0) + 1);
    if (state.plan.recording.keepsReadings) record(state, mail, nowMs, 0);
    return;
  }
  const waitMs = enqueue(state, nowMs);
  if (waitMs < 0) {
    state.countGroup("messages.dropped", group, 1, OVERFLOW);
    state.countGroup("ingest.errors", group, 1, OVERFLOW);
    return;
  }
  const ageMs = nowMs + waitMs - Reading.sensedMs(inbox)[row];
  deliver(state, group, inbox.bytes[row], 1, ageMs, ageMs, waitMs);
  const isAlarm = (flags & ReadingFlag.alarm) !== 0;
  if (isAlarm) state.latency("alarms.latency", group, ageMs);
  if (isAlarm || state.plan.recording.keepsReadings) record(state, mail, nowMs, 0);
};

/** One fog summary: stands for many readings. */
export const onSummary = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const { plan, columns } = state;
  const group = Summary.group(inbox)[row];
  const id = Summary.id(inbox)[row];
  const saysRepeat = Summary.isRepeat(inbox)[row] === 1;
  const gateway = inbox.entity[row] - plan.deviceCount;
  const count = Summary.readings(inbox)[row];
  state.countGroup("ingest.messages", group);
  meterTelemetry(state, group, inbox.bytes[row]);
  if (wasSeen(columns.heardSummaries, gateway, id, saysRepeat)) {
    state.countGroup("messages.duplicates", group, count);
    return;
  }
  if (state.isQuarantined(inbox.entity[row])) {
    putAside(state, group, count);
    return;
  }
  const waitMs = enqueue(state, nowMs);
  if (waitMs < 0) {
    state.countGroup("messages.dropped", group, count, OVERFLOW);
    state.countGroup("ingest.errors", group, count, OVERFLOW);
    return;
  }
  const readyMs = nowMs + waitMs;
  const oldestAgeMs = readyMs - Summary.oldestMs(inbox)[row];
  const newestAgeMs = readyMs - Summary.newestMs(inbox)[row];
  deliver(state, group, inbox.bytes[row], count, oldestAgeMs, newestAgeMs, waitMs);
};
