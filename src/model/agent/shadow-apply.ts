// SHD-5, device side: a device's copy of its shadow, and how its values take effect or are refused. New values from the
// cloud are taken on trial, see shadow-trial.ts.
import { Events } from "../../event/events.js";
import { CONFIG_OUTCOMES, causeIndex } from "../../event/vocabulary.js";
import type { ShadowValue } from "../../spec/shadow.js";
import { scheduleReport } from "../device/pace.js";
import { holdRadio, releaseRadio, SETTINGS_HOLD } from "../device/radio-hold.js";
import { settle } from "../power/battery.js";
import { shownValue } from "../protocol/shadow-document.js";
import { watchSession } from "../session/keepalive.js";
import type { CellState } from "../state/cell-state.js";
import { inService } from "../state/lifecycle.js";
import { Power } from "../state/power-states.js";
import { settingsOf, Tuned } from "../state/settings.js";
import { settingsAt } from "../state/settings-at.js";
import { freshCopy, type ShadowCopy } from "../state/shadow-copy.js";

const outcome = (name: (typeof CONFIG_OUTCOMES)[number]): number => CONFIG_OUTCOMES.indexOf(name);
const APPLIED = outcome("applied");
const REFUSED = outcome("refused");
const WRONG_SETTINGS = causeIndex("wrong-settings");
/** The device's copy, made from the twin's initial values at first use. */
export const shadowOf = (cell: CellState, device: number): ShadowCopy => {
  let copy = cell.shadows.get(device);
  if (copy === undefined) {
    copy = freshCopy(device, cell.group(device).shadowInitial);
    cell.shadows.set(device, copy);
  }
  return copy;
};

/** `reportSeconds 60 -> 1, mode heat -> cool`. */
export const changesText = (
  changes: readonly (readonly [string, ShadowValue | null, ShadowValue | null])[],
): string => changes.map(([path, from, to]) => `${path} ${shownValue(from)} -> ${shownValue(to)}`).join(", ");

/** The device goes by its present values from now on. */
export const refreshSettings = (cell: CellState, copy: ShadowCopy, nowMs: number): void => {
  const { device } = copy;
  const { dev } = cell;
  const group = cell.group(device);
  const old = settingsAt(cell, device, group);
  // Its sensor has been looked at by the old interval until now.
  if (group.watchMs > 0) settle(cell, device, nowMs);
  copy.settings = settingsOf(group.twin, group.settings, copy.reported);
  if (copy.settings === null) dev.tuned[device] &= ~Tuned.settings;
  else dev.tuned[device] |= Tuned.settings;
  const now = settingsAt(cell, device, group);
  const isPaced = old.intervalMs !== now.intervalMs || old.heartbeatMs !== now.heartbeatMs;
  if (isPaced && dev.power[device] === Power.running && inService(dev.state[device]))
    scheduleReport(cell, device, nowMs);
  watchSession(cell, device, nowMs);
  if (old.isShutOut === now.isShutOut) return;
  if (now.isShutOut) holdRadio(cell, device, { hold: SETTINGS_HOLD, cause: WRONG_SETTINGS }, nowMs);
  else releaseRadio(cell, device, SETTINGS_HOLD, nowMs);
};

/** Values the device took, and reached the cloud with. */
export const countApplied = (
  cell: CellState,
  copy: ShadowCopy,
  { tookMs, note }: { tookMs: number; note: string },
  nowMs: number,
): void => {
  const { device } = copy;
  cell.values[cell.group(device).series.configApplied]++;
  cell.emit(Events.configOutcome, device, nowMs, {
    outcome: APPLIED,
    shadowVersion: copy.version,
    tookMs,
    note,
  });
};

/** A value the device does not take. */
export const refuseValue = (
  cell: CellState,
  copy: ShadowCopy,
  wish: { path: string; value: ShadowValue; why: string; desiredMs: number },
  nowMs: number,
): void => {
  const { device } = copy;
  const { path, value, why, desiredMs } = wish;
  copy.refused[path] = { value, why, desiredMs };
  copy.dirty = true;
  cell.values[cell.group(device).series.configRefused]++;
  cell.emit(Events.configOutcome, device, nowMs, {
    outcome: REFUSED,
    shadowVersion: copy.version,
    tookMs: 0,
    note: `${path} ${shownValue(value)}: ${why}`,
  });
};
