// INF-4, INF-8: what a gateway does with a reading that reaches it: quarantine, duplicates, a look of its detectors, then into
// the aggregation window of its sensing time, or on to the cloud at once; an alarm does both.
import { Events } from "../../event/events.js";
import { causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../event/vocabulary.js";
import { noteRead } from "../device/health.js";
import { isRepeat } from "../protocol/sequence-window.js";
import type { Arrival } from "../state/arrival.js";
import type { CellState } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { judgeRules } from "./rules.js";
import { forward } from "./store.js";
import { noteHeard, watchValue } from "./watch.js";
import { countRepeat, takeIntoWindow } from "./window.js";

const REVOKED = causeIndex("revoked");
const QUARANTINED = causeIndex("quarantined");
const UNREADABLE = QUARANTINE_REASONS.indexOf("unreadable");

/** Writes a reading down where `record` wants it kept. */
const record = (cell: CellState, reading: Arrival, flags: number, nowMs: number): void => {
  const { recorder } = cell;
  if (recorder === null) return;
  const { device, value, sensedMs, seq } = reading;
  const entity = cell.entityOf[device];
  if (!recorder.keeps(cell.recorded, entity, seq, flags)) return;
  cell.emit(Events.reading, device, nowMs, { value, sensedMs, flags, readingSeq: seq, device: entity });
};

/** A reading that its gateway cannot make sense of. */
const putAside = (cell: CellState, reading: Arrival, nowMs: number): void => {
  const { device, seq } = reading;
  const { series, sendsVitals } = reading.group;
  cell.values[series.dropped + QUARANTINED]++;
  cell.emit(Events.quarantine, device, nowMs, {
    reason: UNREADABLE,
    readingSeq: seq,
    device: cell.entityOf[device],
  });
  record(cell, reading, reading.flags, nowMs);
  noteRead(cell, device, false, nowMs);
  if (sendsVitals) cell.rejected.set(device, (cell.rejected.get(device) ?? 0) + 1);
};

/** A reading goes on to the cloud by itself. */
const passOn = (cell: CellState, k: number, reading: Arrival, nowMs: number): void => {
  const { device, group, value, sensedMs, seq, flags } = reading;
  const bytes = group.radio.payloadBytes;
  forward(
    cell,
    k,
    {
      what: "reading",
      device,
      value,
      sensedMs,
      number: seq,
      flags,
      bytes,
      carries: 1,
      group: group.index,
    },
    nowMs,
  );
};

/** True where a reading has been here before; a gateway of a pair takes its word for it. */
const isKnown = (cell: CellState, k: number, { device, seq, flags }: Arrival): boolean => {
  // What its partner has had already says so itself.
  const isPartners = cell.partnerOf[k] >= 0 && (flags & ReadingFlag.duplicate) !== 0;
  return isRepeat(cell.heard, device, seq, flags) || isPartners;
};

/** A reading reaches gateway `k`. Hot: once per reading; touches columns only, unless the twin passes it through. */
export const receive = (cell: CellState, k: number, reading: Arrival, nowMs: number): void => {
  const { values } = cell;
  const { device, group, flags } = reading;
  const { series } = group;
  values[series.fogIn]++;
  values[series.fogBytesIn] += group.radio.payloadBytes;
  noteHeard(cell, reading, nowMs);
  if (isKnown(cell, k, reading)) {
    values[series.duplicates]++;
    countRepeat(cell, k, group.index);
    record(cell, reading, flags | ReadingFlag.duplicate, nowMs);
    return;
  }
  if (cell.orders.size > 0 && cell.orders.has(device)) {
    // Decommissioned: not served, but heard, so that its order can be passed on.
    values[series.dropped + REVOKED]++;
    cell.dev.heardS[device] = NEVER_S;
    cell.upcalls.heard.push(device);
    return;
  }
  if ((flags & ReadingFlag.corrupt) !== 0) {
    putAside(cell, reading, nowMs);
    return;
  }
  if (cell.refused.size > 0 && cell.refused.has(device)) noteRead(cell, device, true, nowMs);
  watchValue(cell, k, reading, nowMs);
  if (group.feedsRules) judgeRules(cell, k, reading, nowMs);
  const isAlarm = (flags & ReadingFlag.alarm) !== 0;
  const isSummed = cell.gatewayModels[k].twin.aggregate && !group.isPassedThrough;
  // What goes on to the cloud alone is the cloud's to write down.
  if (isAlarm || !isSummed) passOn(cell, k, reading, nowMs);
  else record(cell, reading, flags, nowMs);
  if (isSummed) takeIntoWindow(cell, k, reading);
};
