// INF-4, INF-8: what a gateway does with a reading that reaches it: quarantine, duplicates, a look of its detectors, then into
// the aggregation window of its sensing time, or on to the cloud at once; an alarm does both.
import { Events } from "../../event/events.js";
import { causeIndex, QUARANTINE_REASONS, ReadingFlag } from "../../event/vocabulary.js";
import { noteRead } from "../device/health.js";
import { isRepeat } from "../protocol/sequence-window.js";
import type { CellState } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { FIRST_OPEN_SET, LATE_SET } from "../state/gateway-columns.js";
import type { GroupModel } from "../state/group-model.js";
import { judgeRules } from "./rules.js";
import { forward } from "./store.js";
import { noteHeard, watchValue } from "./watch.js";
import { addValue } from "./window-sums.js";

const REVOKED = causeIndex("revoked");
const QUARANTINED = causeIndex("quarantined");
const UNREADABLE = QUARANTINE_REASONS.indexOf("unreadable");

/** Writes a reading down where `record` wants it kept. */
const record = (
  cell: CellState,
  device: number,
  nowMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
): void => {
  const entity = cell.entityOf[device];
  if (cell.recorder?.keeps(cell.recorded, entity, seq, flags))
    cell.emit(Events.reading, device, nowMs, { value, sensedMs, flags, readingSeq: seq, device: entity });
};

/**
 * Into the window of the sensing time. An alarm has gone ahead alone, so its window counts it among its values and not
 * among the readings its summary carries: nothing is delivered twice.
 */
const takeIntoWindow = (
  cell: CellState,
  k: number,
  group: GroupModel,
  sensedMs: number,
  value: number,
  isAlarm: boolean,
): void => {
  const { gw } = cell;
  const { twin, openWindows } = cell.gatewayModels[k];
  const window = Math.floor(sensedMs / twin.windowMs);
  const ahead = window - gw.window[k];
  const isOpen = ahead >= 0 && ahead < openWindows;
  const set = isOpen ? FIRST_OPEN_SET + (window % openWindows) : LATE_SET;
  const groups = cell.groups.length;
  const slot = (set * cell.gateways + k) * groups + group.index;
  if (!isOpen) {
    const at = k * groups + group.index;
    if (gw.count[slot] === 0 || sensedMs < gw.lateFromMs[at]) gw.lateFromMs[at] = sensedMs;
  }
  if (isAlarm) gw.alarms[slot]++;
  else if (gw.count[slot] === gw.alarms[slot]) {
    gw.oldestMs[slot] = sensedMs;
    gw.newestMs[slot] = sensedMs;
  } else if (sensedMs < gw.oldestMs[slot]) gw.oldestMs[slot] = sensedMs;
  else if (sensedMs > gw.newestMs[slot]) gw.newestMs[slot] = sensedMs;
  gw.bytesIn[slot] += group.radio.payloadBytes;
  addValue(gw, slot, value);
};

/**
 * The reading at `at` of the upcalls reaches gateway `k`. Hot: once per reading; touches columns only, unless the twin passes
 * it through.
 */
export const receive = (cell: CellState, k: number, at: number, nowMs: number): void => {
  const { upcalls } = cell;
  const device = upcalls.device[at];
  const sensedMs = upcalls.sensedMs[at];
  const value = upcalls.value[at];
  const seq = upcalls.seq[at];
  const flags = upcalls.flags[at];
  const group = cell.group(device);
  const { series } = group;
  const { payloadBytes } = group.radio;
  cell.values[series.fogIn]++;
  cell.values[series.fogBytesIn] += payloadBytes;
  noteHeard(cell, device, nowMs);
  // What its partner has had already says so itself.
  const isPartners = cell.partnerOf[k] >= 0 && (flags & ReadingFlag.duplicate) !== 0;
  if (isRepeat(cell.heard, device, seq, flags) || isPartners) {
    cell.values[series.duplicates]++;
    cell.gw.duplicates[k * cell.groups.length + group.index]++;
    if (cell.recorder !== null)
      record(cell, device, nowMs, sensedMs, value, seq, flags | ReadingFlag.duplicate);
    return;
  }
  if (cell.orders.size > 0 && cell.orders.has(device)) {
    // Decommissioned: not served, but heard, so that its order can be passed on.
    cell.values[series.dropped + REVOKED]++;
    cell.dev.heardS[device] = NEVER_S;
    cell.upcalls.heard.push(device);
    return;
  }
  if ((flags & ReadingFlag.corrupt) !== 0) {
    cell.values[series.dropped + QUARANTINED]++;
    cell.emit(Events.quarantine, device, nowMs, {
      reason: UNREADABLE,
      readingSeq: seq,
      device: cell.entityOf[device],
    });
    if (cell.recorder !== null) record(cell, device, nowMs, sensedMs, value, seq, flags);
    noteRead(cell, device, false, nowMs);
    if (group.sendsVitals) cell.rejected.set(device, (cell.rejected.get(device) ?? 0) + 1);
    return;
  }
  if (cell.refused.size > 0 && cell.refused.has(device)) noteRead(cell, device, true, nowMs);
  watchValue(cell, k, at, nowMs);
  if (group.feedsRules) judgeRules(cell, k, at, nowMs);
  const { twin } = cell.gatewayModels[k];
  const isAlarm = (flags & ReadingFlag.alarm) !== 0;
  const isSummed = twin.aggregate && !group.isPassedThrough;
  if (isAlarm || !isSummed) {
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
        bytes: payloadBytes,
        carries: 1,
        group: group.index,
      },
      nowMs,
    );
  }
  // What goes on to the cloud alone is the cloud's to write down.
  else if (cell.recorder !== null) record(cell, device, nowMs, sensedMs, value, seq, flags);
  if (!isSummed) return;
  if (sensedMs > cell.dev.windowedMs[device]) cell.dev.windowedMs[device] = sensedMs;
  takeIntoWindow(cell, k, group, sensedMs, value, isAlarm);
};
