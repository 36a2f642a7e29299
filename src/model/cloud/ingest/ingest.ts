// INF-13, INF-14: the ingest. Telemetry passes the gates (gates.ts) or ends at one; the rest is delivered. "Delivered" means
// accepted into the queue; the wait there counts into the reading's age.
import { assert } from "../../../core/assert.js";
import { Events } from "../../../event/events.js";
import type { Mail } from "../../../event/message.js";
import { metricIndex } from "../../../event/metric.js";
import { ReadingFlag } from "../../../event/vocabulary.js";
import type { CloudState } from "../cloud-state.js";
import { type Arrival, readReading, readSummary } from "./arrival.js";
import { type Ending, GATES } from "./gates.js";

const MESSAGES_LATENCY = metricIndex("messages.latency");

/** Writes a reading down where `record` wants it kept. */
const record = (state: CloudState, arrival: Arrival, flags: number, nowMs: number): void => {
  const { entity: device, number: readingSeq, value, oldestMs: sensedMs } = arrival;
  if (state.recorder.keeps(state.ingest.recorded, device, readingSeq, flags))
    state.emit(Events.reading, nowMs, { value, sensedMs, flags, readingSeq, device });
};

/** A message has ended at a gate. */
const bookEnding = (
  state: CloudState,
  arrival: Arrival,
  { cause, isError, keptAs }: Ending,
  nowMs: number,
) => {
  const { group, readings, flags, isSummary } = arrival;
  if (cause < 0) state.countGroup("messages.duplicates", group, readings);
  else state.countGroup("messages.dropped", group, readings, cause);
  if (isError) state.countGroup("ingest.errors", group, readings, cause);
  if (keptAs >= 0 && !isSummary && state.plan.recording.keepsReadings)
    record(state, arrival, flags | keptAs, nowMs);
};

/** Counts what was delivered, and how old it is. */
const deliver = (state: CloudState, arrival: Arrival, nowMs: number): void => {
  const { plan } = state;
  const { group, readings, waitMs } = arrival;
  const { freshnessWithinMs } = plan.scenario.tenants[plan.groups[group].tenant];
  const readyMs = nowMs + waitMs;
  const oldestAgeMs = readyMs - arrival.oldestMs;
  const newestAgeMs = readyMs - arrival.newestMs;
  assert(oldestAgeMs >= newestAgeMs && waitMs >= 0, "the oldest reading of a message is the younger one");
  state.countGroup("messages.delivered", group, readings);
  // What is kept is what was put in: a repeat, or what cannot be read, is not.
  state.countGroup("meter.store.bytes", group, arrival.bytes);
  if (newestAgeMs > freshnessWithinMs && newestAgeMs - waitMs <= freshnessWithinMs)
    state.countGroup("ingest.stale", group, readings);
  if (readings === 1 || oldestAgeMs === newestAgeMs) {
    state.latency("messages.latency", group, newestAgeMs, readings);
    if (newestAgeMs <= freshnessWithinMs) state.countGroup("messages.fresh", group, readings);
  } else {
    // Readings inside a summary are taken as evenly spread from the oldest to the newest (an estimate, said so).
    const spanMs = oldestAgeMs - newestAgeMs;
    const freshShare = Math.min(1, Math.max(0, (freshnessWithinMs - newestAgeMs) / spanMs));
    state.countGroup("messages.fresh", group, Math.floor(readings * freshShare + 0.5));
    const series = plan.layout.series(MESSAGES_LATENCY, group);
    state.out.metrics.latencies.addSpread(series, newestAgeMs, oldestAgeMs, readings);
  }
  const isAlarm = (arrival.flags & ReadingFlag.alarm) !== 0;
  if (isAlarm) state.latency("alarms.latency", group, newestAgeMs);
  if (!arrival.isSummary && (isAlarm || plan.recording.keepsReadings))
    record(state, arrival, arrival.flags, nowMs);
};

const takeIn = (state: CloudState, arrival: Arrival, nowMs: number): void => {
  state.countGroup("ingest.messages", arrival.group);
  for (let at = 0; at < GATES.length; at++) {
    const ending = GATES[at](state, arrival, nowMs);
    if (ending === null) continue;
    bookEnding(state, arrival, ending, nowMs);
    return;
  }
  deliver(state, arrival, nowMs);
};

export const onReading = (state: CloudState, mail: Mail, nowMs: number): void =>
  takeIn(state, readReading(state, mail), nowMs);

export const onSummary = (state: CloudState, mail: Mail, nowMs: number): void =>
  takeIn(state, readSummary(state, mail), nowMs);
