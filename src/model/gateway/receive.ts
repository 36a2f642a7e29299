// INF-4, INF-8: what a gateway does with a reading that reaches it: quarantine, duplicates, a look of its detectors, then into
// the aggregation window of its sensing time, or on to the cloud at once; an alarm does both.
import { Events } from "../../event/events.js";
import { causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../event/vocabulary.js";
import { noteRead } from "../device/health.js";
import { isRepeat } from "../protocol/sequence-window.js";
import type { CellState } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { judgeRules } from "./rules.js";
import { forward } from "./store.js";
import { noteHeard, watchValue } from "./watch.js";
import { countRepeat, takeIntoWindow } from "./window.js";

const REVOKED = causeIndex("revoked");
const QUARANTINED = causeIndex("quarantined");
const UNREADABLE = QUARANTINE_REASONS.indexOf("unreadable");

/** Writes the reading at `at` of the upcalls down where `record` wants it kept. */
const record = (cell: CellState, at: number, flags: number, nowMs: number): void => {
  const { recorder, upcalls } = cell;
  if (recorder === null) return;
  const device = upcalls.device[at];
  const seq = upcalls.seq[at];
  const entity = cell.entityOf[device];
  if (!recorder.keeps(cell.recorded, entity, seq, flags)) return;
  const [value, sensedMs] = [upcalls.value[at], upcalls.sensedMs[at]];
  cell.emit(Events.reading, device, nowMs, { value, sensedMs, flags, readingSeq: seq, device: entity });
};

/** A reading that its gateway cannot make sense of. */
const putAside = (cell: CellState, at: number, nowMs: number): void => {
  const device = cell.upcalls.device[at];
  const { series, sendsVitals } = cell.group(device);
  cell.values[series.dropped + QUARANTINED]++;
  cell.emit(Events.quarantine, device, nowMs, {
    reason: UNREADABLE,
    readingSeq: cell.upcalls.seq[at],
    device: cell.entityOf[device],
  });
  record(cell, at, cell.upcalls.flags[at], nowMs);
  noteRead(cell, device, false, nowMs);
  if (sendsVitals) cell.rejected.set(device, (cell.rejected.get(device) ?? 0) + 1);
};

/** The reading at `at` of the upcalls goes on to the cloud by itself. */
const passOn = (cell: CellState, k: number, at: number, nowMs: number): void => {
  const { upcalls } = cell;
  const device = upcalls.device[at];
  const group = cell.group(device);
  forward(
    cell,
    k,
    {
      what: "reading",
      device,
      value: upcalls.value[at],
      sensedMs: upcalls.sensedMs[at],
      number: upcalls.seq[at],
      flags: upcalls.flags[at],
      bytes: group.radio.payloadBytes,
      carries: 1,
      group: group.index,
    },
    nowMs,
  );
};

/** True where the reading at `at` of the upcalls has been here before; a gateway of a pair takes its word for it. */
const isKnown = (cell: CellState, k: number, at: number): boolean => {
  const { upcalls } = cell;
  const flags = upcalls.flags[at];
  // What its partner has had already says so itself.
  const isPartners = cell.partnerOf[k] >= 0 && (flags & ReadingFlag.duplicate) !== 0;
  return isRepeat(cell.heard, upcalls.device[at], upcalls.seq[at], flags) || isPartners;
};

/**
 * The reading at `at` of the upcalls reaches gateway `k`. Hot: once per reading; touches columns only, unless the twin passes
 * it through.
 */
export const receive = (cell: CellState, k: number, at: number, nowMs: number): void => {
  const { upcalls, values } = cell;
  const device = upcalls.device[at];
  const flags = upcalls.flags[at];
  const group = cell.group(device);
  const { series } = group;
  values[series.fogIn]++;
  values[series.fogBytesIn] += group.radio.payloadBytes;
  noteHeard(cell, device, nowMs);
  if (isKnown(cell, k, at)) {
    values[series.duplicates]++;
    countRepeat(cell, k, group.index);
    record(cell, at, flags | ReadingFlag.duplicate, nowMs);
    return;
  }
  if (cell.orders.size > 0 && cell.orders.has(device)) {
    // Decommissioned: not served, but heard, so that its order can be passed on.
    values[series.dropped + REVOKED]++;
    cell.dev.heardS[device] = NEVER_S;
    upcalls.heard.push(device);
    return;
  }
  if ((flags & ReadingFlag.corrupt) !== 0) {
    putAside(cell, at, nowMs);
    return;
  }
  if (cell.refused.size > 0 && cell.refused.has(device)) noteRead(cell, device, true, nowMs);
  watchValue(cell, k, at, nowMs);
  if (group.feedsRules) judgeRules(cell, k, at, nowMs);
  const isAlarm = (flags & ReadingFlag.alarm) !== 0;
  const isSummed = cell.gatewayModels[k].twin.aggregate && !group.isPassedThrough;
  // What goes on to the cloud alone is the cloud's to write down.
  if (isAlarm || !isSummed) passOn(cell, k, at, nowMs);
  else record(cell, at, flags, nowMs);
  if (isSummed) takeIntoWindow(cell, k, at);
};
