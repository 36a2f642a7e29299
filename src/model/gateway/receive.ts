// INF-4, INF-8: what a gateway does with a reading that reaches it: quarantine, duplicates, stuck values, then either
// on to the cloud at once or into the aggregation window of its sensing time.
import { EventKind } from "../../event/event.js";
import { MessageKind, ReadingFlag } from "../../event/message.js";
import { ANOMALIES, causeIndex } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { NEVER_S } from "../device/columns.js";
import { type GroupModel, ReportMode } from "../group-model.js";
import { isRepeat } from "../sequence-window.js";
import { LATE_SET } from "./columns.js";
import { judgeRules } from "./rules.js";
import { forward } from "./store.js";

const REVOKED = causeIndex("revoked");
const QUARANTINED = causeIndex("quarantined");
const STUCK = ANOMALIES.indexOf("stuck");
const SILENCE = ANOMALIES.indexOf("silence");

/** Stuck values: the same number `stuckAfter` times running. Sensors that report on change are exempt. */
const watchValue = (
  cell: CellState,
  k: number,
  device: number,
  group: GroupModel,
  value: number,
  nowMs: number,
): void => {
  const { dev } = cell;
  const same = Math.fround(value);
  if (dev.heardValue[device] === same) {
    if (dev.sameCount[device] < 0xffff) dev.sameCount[device]++;
    const isStuck = (dev.anomalies[device] & (1 << STUCK)) !== 0;
    if (
      isStuck ||
      dev.sameCount[device] < cell.gatewayModels[k].twin.stuckAfter ||
      group.mode === ReportMode.onChange
    )
      return;
    dev.anomalies[device] |= 1 << STUCK;
    cell.values[group.series.anomalies + STUCK]++;
    cell.emit(EventKind.anomaly, device, nowMs, STUCK, value, 0);
    return;
  }
  dev.heardValue[device] = same;
  dev.sameCount[device] = 1;
  if ((dev.anomalies[device] & (1 << STUCK)) === 0) return;
  dev.anomalies[device] &= ~(1 << STUCK);
  cell.emit(EventKind.anomalyCleared, device, nowMs, STUCK, value, 0);
};

/** A device was heard: silence, if any, is over. */
const heard = (cell: CellState, device: number, nowMs: number): void => {
  cell.dev.heardS[device] = nowMs / 1_000;
  if ((cell.dev.anomalies[device] & (1 << SILENCE)) === 0) return;
  cell.dev.anomalies[device] &= ~(1 << SILENCE);
  cell.emit(EventKind.anomalyCleared, device, nowMs, SILENCE, 0, 0);
};

/** One reading reaches gateway `k`. Hot: once per reading; touches columns only, unless the twin passes it through. */
export const receive = (
  cell: CellState,
  k: number,
  device: number,
  group: GroupModel,
  nowMs: number,
  sensedMs: number,
  value: number,
  seq: number,
  flags: number,
  delayMs: number,
): void => {
  const { series } = group;
  const { payloadBytes } = group.radio;
  cell.values[series.fogIn]++;
  cell.values[series.fogBytesIn] += payloadBytes;
  heard(cell, device, nowMs);
  if (isRepeat(cell.heard, device, seq, flags)) {
    cell.values[series.duplicates]++;
    return;
  }
  if (cell.orders.size > 0 && cell.orders.has(device)) {
    // Decommissioned: not served, but heard, so that its order can be passed on.
    cell.values[series.dropped + REVOKED]++;
    cell.dev.heardS[device] = NEVER_S;
    cell.justHeard = device;
    return;
  }
  if ((flags & ReadingFlag.corrupt) !== 0) {
    cell.values[series.dropped + QUARANTINED]++;
    cell.emit(EventKind.quarantine, device, nowMs, 1, seq, 0);
    if (group.sendsVitals) cell.rejected.set(device, (cell.rejected.get(device) ?? 0) + 1);
    return;
  }
  watchValue(cell, k, device, group, value, nowMs);
  if (group.feedsRules) judgeRules(cell, k, device, group, { value, flags, sensedMs, delayMs }, nowMs);
  const twin = cell.gatewayModels[k].twin;
  if (group.isPassedThrough || !twin.aggregate || (flags & ReadingFlag.alarm) !== 0) {
    const bytes = payloadBytes;
    forward(
      cell,
      k,
      {
        kind: MessageKind.reading,
        local: device,
        a: value,
        b: sensedMs,
        c: seq,
        d: flags,
        bytes,
        readings: 1,
        group: group.index,
      },
      nowMs,
    );
    return;
  }
  const { gw } = cell;
  const window = Math.floor(sensedMs / twin.windowMs);
  const open = gw.window[k];
  const set = window === open || window === open + 1 ? window % 2 : LATE_SET;
  const slot = (set * cell.gateways + k) * cell.groups.length + group.index;
  if (gw.count[slot] === 0) {
    gw.min[slot] = value;
    gw.max[slot] = value;
    gw.oldestMs[slot] = sensedMs;
    gw.newestMs[slot] = sensedMs;
  } else {
    if (value < gw.min[slot]) gw.min[slot] = value;
    if (value > gw.max[slot]) gw.max[slot] = value;
    if (sensedMs < gw.oldestMs[slot]) gw.oldestMs[slot] = sensedMs;
    if (sensedMs > gw.newestMs[slot]) gw.newestMs[slot] = sensedMs;
  }
  gw.count[slot]++;
  gw.bytesIn[slot] += payloadBytes;
  gw.sum[slot] += value;
  gw.squares[slot] += value * value;
};
