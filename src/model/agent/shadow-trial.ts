// SHD-5, device side: values from the cloud are on trial until the device has reached the cloud with them. A device that
// does not within its self-test time, or restarts against its will before, goes back to the last known good values and
// reports what it took back. The trial ends with the first answer: a setting that does its harm later, such as
// a short interval on a small battery, stays.
import { Events } from "../../event/events.js";
import { CONFIG_OUTCOMES, REBOOT_CAUSES } from "../../event/vocabulary.js";
import type { ShadowValue } from "../../spec/shadow.js";
import { Want, want } from "../device/requests.js";
import { type Leaf, mergeSection, patchOf, valueAt } from "../protocol/shadow-document.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import { Tuned } from "../state/settings.js";
import type { ShadowCopy } from "../state/shadow-copy.js";
import { changesText, countApplied, refreshSettings, shadowOf } from "./shadow-apply.js";

const ROLLED_BACK = CONFIG_OUTCOMES.indexOf("rolled-back");
/** Restarts that a bad setting can bring about. */
const UNWANTED: ReadonlySet<number> = new Set(
  (["watchdog", "brown-out", "boot-loop", "leak"] as const).map((cause) => REBOOT_CAUSES.indexOf(cause)),
);

/** Plans the look at a trial that the device cannot end by an answer from the cloud. */
const watchTrial = (cell: CellState, device: number, endMs: number): void => {
  if (cell.dueMs(device, Timer.request) > endMs) cell.wake(device, Timer.request, endMs);
};

/** Values the cloud wants, and the cloud's time of each wish, by path. */
interface Wishes {
  values: readonly Leaf[];
  desiredMs: Record<string, number>;
}

/** Takes values from the cloud. */
export const takeValues = (
  cell: CellState,
  copy: ShadowCopy,
  { values, desiredMs }: Wishes,
  nowMs: number,
): void => {
  const { device } = copy;
  const group = cell.group(device);
  const before = values.map(
    ([path]): Leaf<ShadowValue | null> => [path, valueAt(copy.reported, path) ?? null],
  );
  copy.reported = mergeSection(copy.reported, patchOf(values));
  copy.dirty = true;
  for (const [path] of values) delete copy.refused[path];
  const isBound = values.some(([path]) => (group.shadowProperties.get(path)?.sets ?? null) !== null);
  const { selfTestMs } = group.twin.firmware;
  if (!isBound || selfTestMs === 0) {
    if (isBound) refreshSettings(cell, copy, nowMs);
    const note = changesText(values.map(([path, to], at) => [path, before[at][1], to]));
    countApplied(cell, copy, { tookMs: 0, note }, nowMs);
    return;
  }
  copy.trial = {
    // What was good before an unfinished trial is good still.
    before: { ...Object.fromEntries(before), ...copy.trial?.before },
    desiredMs: { ...copy.trial?.desiredMs, ...desiredMs },
    sinceMs: nowMs,
    endMs: nowMs + selfTestMs,
  };
  cell.dev.tuned[device] |= Tuned.trial;
  refreshSettings(cell, copy, nowMs);
  watchTrial(cell, device, copy.trial.endMs);
};

/** The cloud has answered: what is on trial is good. */
export const onReached = (cell: CellState, copy: ShadowCopy, nowMs: number): void => {
  const { device } = copy;
  const { trial } = copy;
  if (trial === null) return;
  copy.trial = null;
  cell.dev.tuned[device] &= ~Tuned.trial;
  const changes = Object.entries(trial.before).map(
    ([path, from]) => [path, from, valueAt(copy.reported, path) ?? null] as const,
  );
  countApplied(cell, copy, { tookMs: nowMs - trial.sinceMs, note: changesText(changes) }, nowMs);
};

/** Back to the last known good values. */
const rollBack = (cell: CellState, copy: ShadowCopy, why: string, nowMs: number): void => {
  const { device } = copy;
  const { trial } = copy;
  if (trial === null) return;
  const changes = Object.entries(trial.before).map(
    ([path, to]) => [path, valueAt(copy.reported, path) ?? null, to] as const,
  );
  for (const [path, value] of changes)
    if (value !== null)
      copy.refused[path] = { value, why: `taken back: ${why}`, desiredMs: trial.desiredMs[path] ?? 0 };
  copy.reported = mergeSection(copy.reported, patchOf(Object.entries(trial.before)));
  copy.trial = null;
  copy.dirty = true;
  cell.dev.tuned[device] &= ~Tuned.trial;
  cell.values[cell.group(device).series.configRolledBack]++;
  const note = `${changesText(changes)}: ${why}`;
  cell.emit(Events.configOutcome, device, nowMs, {
    outcome: ROLLED_BACK,
    shadowVersion: copy.version,
    tookMs: nowMs - trial.sinceMs,
    note,
  });
  refreshSettings(cell, copy, nowMs);
  want(cell, device, Want.report, nowMs);
};

/** REQUEST timer of a device with a trial: its self-test time may be over. */
export const judgeTrial = (cell: CellState, device: number, nowMs: number): void => {
  if ((cell.dev.tuned[device] & Tuned.trial) === 0 || cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  if (copy.trial === null) return;
  if (nowMs >= copy.trial.endMs) rollBack(cell, copy, "the cloud was not reached", nowMs);
  else watchTrial(cell, device, copy.trial.endMs);
};

/** A device with a trial has booted: what brought it down without its will may be the configuration. */
export const resumeTrial = (cell: CellState, device: number, nowMs: number): void => {
  if ((cell.dev.tuned[device] & Tuned.trial) === 0 || cell.dev.power[device] !== Power.running) return;
  const copy = shadowOf(cell, device);
  if (copy.trial === null) return;
  const cause = cell.dev.rebootCause[device];
  if (UNWANTED.has(cause)) {
    rollBack(cell, copy, `restarted by ${REBOOT_CAUSES[cause]}`, nowMs);
    return;
  }
  copy.trial.endMs = nowMs + cell.group(device).twin.firmware.selfTestMs;
  watchTrial(cell, device, copy.trial.endMs);
};

/** Values set at the device itself need no trial; they are no longer part of one. */
export const takeOutOfTrial = (copy: ShadowCopy, path: string): void => {
  if (copy.trial !== null) delete copy.trial.before[path];
};
