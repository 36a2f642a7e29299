// SHD-5, cloud side: the configurations that were rolled out, who took them, and the way back. A configuration is good
// once each of its devices has reported all its values. A rollback undoes the latest one its targets have, on each of
// them that has it, and whatever before it is not good; what is left, or what was before any, is wanted again.
import { assert } from "../../../core/assert.js";
import { Events } from "../../../event/events.js";
import type { ShadowPatch, ShadowValue } from "../../../spec/shadow.js";
import { type Leaf, leavesOf, patchOf, sameValue, valueAt } from "../../protocol/shadow-document.js";
import { saysRefused } from "../../protocol/shadow-report.js";
import type { CloudState } from "../cloud-state.js";
import type { ShadowDocument } from "./shadow-columns.js";

/** Configurations of one device that can be undone; older ones are what it had before. */
const HISTORY_MAX = 16;

const settled = (
  state: CloudState,
  index: number,
  how: "good" | "bad" | "overtaken",
  nowMs: number,
): void => {
  const record = state.shadow.configs[index];
  record[how]++;
  const { id, devices, good, bad, overtaken } = record;
  assert(good + bad + overtaken <= devices, "a configuration is settled for more devices than it went to");
  if (good + bad + overtaken < devices) return;
  const note = `config ${id} settled: ${good} of ${devices} devices took it, ${bad} did not, ${overtaken} were overtaken`;
  state.emit(Events.audit, nowMs, { note });
};

/** Begins to track a configuration of `devices` devices. Returns its index. */
export const openConfig = (state: CloudState, id: string, patch: ShadowPatch, devices: number): number =>
  state.shadow.configs.push({ id, patch, devices, good: 0, bad: 0, overtaken: 0 }) - 1;

/** Before a configuration reaches a document: what it will change is remembered. */
export const rememberBase = (
  state: CloudState,
  device: number,
  document: ShadowDocument,
  leaves: readonly Leaf<ShadowValue | null>[],
): void => {
  const { twin } = state.plan.groups[state.plan.groupOf[device]];
  for (const [path] of leaves) {
    if (document.base[path] !== undefined) continue;
    const known = valueAt(document.state.reported, path);
    const value = known ?? twin.shadow.find(({ name }) => name === path)?.initial;
    if (value !== undefined) document.base[path] = value;
  }
};

/** A device has no room for configuration `index`. */
export const configRefused = (state: CloudState, index: number, nowMs: number): void =>
  settled(state, index, "bad", nowMs);

/** Configuration `index` stands in a device's document. */
export const configSent = (
  state: CloudState,
  document: ShadowDocument,
  index: number,
  nowMs: number,
): void => {
  if (document.awaits >= 0) settled(state, document.awaits, "overtaken", nowMs);
  document.awaits = index;
  document.history.push(index);
  if (document.history.length > HISTORY_MAX) forgetOldest(state, document);
  // What it refused before it may take now: only that it has all values already is known at once.
  if (hasTaken(state, document)) settleAwaited(state, document, "good", nowMs);
};

/** The oldest configuration can no longer be undone: its values become what was before the others. */
const forgetOldest = (state: CloudState, document: ShadowDocument): void => {
  const oldest = document.history.shift() as number;
  for (const [path, value] of leavesOf(state.shadow.configs[oldest].patch)) {
    if (value === null) delete document.base[path];
    else document.base[path] = value;
  }
};

const settleAwaited = (
  state: CloudState,
  document: ShadowDocument,
  how: "good" | "bad",
  nowMs: number,
): void => {
  const { awaits } = document;
  document.awaits = -1;
  settled(state, awaits, how, nowMs);
};

/** Whether reported holds every value of the configuration that is awaited. */
const hasTaken = (state: CloudState, { awaits, state: { reported } }: ShadowDocument): boolean =>
  leavesOf(state.shadow.configs[awaits].patch).every(
    ([path, value]) => value === null || sameValue(valueAt(reported, path), value),
  );

/** After an update: has the device settled what it was last given? */
export const judgeConfig = (state: CloudState, document: ShadowDocument, nowMs: number): void => {
  const { awaits } = document;
  if (awaits < 0) return;
  if (hasTaken(state, document)) {
    settleAwaited(state, document, "good", nowMs);
    return;
  }
  const { desired, reported } = document.state;
  const isBad = leavesOf(state.shadow.configs[awaits].patch).some(
    ([path, value]) =>
      value !== null && (saysRefused(reported, path, value) || !sameValue(valueAt(desired, path), value)),
  );
  if (isBad) settleAwaited(state, document, "bad", nowMs);
};

/** The latest configuration in force at any of these documents, or -1. */
export const latestConfig = (documents: Iterable<ShadowDocument>): number => {
  let latest = -1;
  for (const { history } of documents) latest = Math.max(latest, history.at(-1) ?? -1);
  return latest;
};

/** What undoing configuration `index` wants of a device again, or null where the device does not have it. */
export const undoConfig = (
  state: CloudState,
  document: ShadowDocument,
  index: number,
  nowMs: number,
): ShadowPatch | null => {
  const { configs } = state.shadow;
  const { history } = document;
  if (index < 0 || history.at(-1) !== index) return null;
  const isGood = (one: number): boolean => configs[one].good === configs[one].devices;
  const undone = [history.pop() as number];
  while (history.length > 0 && !isGood(history[history.length - 1])) undone.push(history.pop() as number);
  if (document.awaits >= 0) settled(state, document.awaits, "overtaken", nowMs);
  document.awaits = -1;
  const before = new Map<string, ShadowValue | null>(Object.entries(document.base));
  for (const one of history)
    for (const [path, value] of leavesOf(configs[one].patch)) before.set(path, value);
  const touched = new Set(undone.flatMap((one) => leavesOf(configs[one].patch).map(([path]) => path)));
  return patchOf([...touched].map((path) => [path, before.get(path) ?? null]));
};
