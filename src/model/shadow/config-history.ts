// SHD-5, cloud side: the configurations that were rolled out, who took them, and the way back. A configuration is good
// once each of its devices has reported all its values. A rollback undoes, device by device, the latest one and whatever
// below it is not good; what is left, or what the device had before any, is wanted again.
import { EventKind } from "../../event/event.js";
import type { ShadowPatch, ShadowValue } from "../../scenario/scenario.js";
import type { CloudState } from "../cloud/cloud-state.js";
import type { ShadowDocument } from "./cloud-document.js";
import { type Leaf, leavesOf, patchOf, sameValue, valueAt } from "./document.js";
import { saysRefused } from "./report.js";

/** One configuration: who was meant and how many have settled it, one way or the other. */
export interface ConfigRecord {
  id: string;
  patch: ShadowPatch;
  devices: number;
  /** Reported every value. */
  good: number;
  /** Refused or took back a value, or won a conflict, or had no room for it. */
  bad: number;
  /** Given another configuration before they settled this one. */
  overtaken: number;
}

const settled = (
  state: CloudState,
  index: number,
  how: "good" | "bad" | "overtaken",
  nowMs: number,
): void => {
  const record = state.columns.configs[index];
  record[how]++;
  const { id, devices, good, bad, overtaken } = record;
  if (good + bad + overtaken < devices) return;
  const note = `config ${id} settled: ${good} of ${devices} devices took it, ${bad} did not, ${overtaken} were overtaken`;
  state.emit(EventKind.audit, nowMs, devices, good, bad, note);
};

/** Begins to track a configuration of `devices` devices. Returns its index. */
export const openConfig = (state: CloudState, id: string, patch: ShadowPatch, devices: number): number =>
  state.columns.configs.push({ id, patch, devices, good: 0, bad: 0, overtaken: 0 }) - 1;

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

/** A device has, or has not, room for configuration `index`. */
export const configSent = (
  state: CloudState,
  document: ShadowDocument,
  index: number,
  isTaken: boolean,
  nowMs: number,
): void => {
  if (!isTaken) {
    settled(state, index, "bad", nowMs);
    return;
  }
  if (document.awaits >= 0) settled(state, document.awaits, "overtaken", nowMs);
  document.history.push(index);
  document.awaits = index;
  judgeConfig(state, document, nowMs);
};

/** After an update: has the device settled what it was last given? */
export const judgeConfig = (state: CloudState, document: ShadowDocument, nowMs: number): void => {
  const { awaits } = document;
  if (awaits < 0) return;
  const { desired, reported } = document.state;
  const leaves = leavesOf(state.columns.configs[awaits].patch);
  const isGood = leaves.every(([path, value]) => value === null || sameValue(valueAt(reported, path), value));
  const isBad = (): boolean =>
    leaves.some(
      ([path, value]) =>
        value !== null && (saysRefused(reported, path, value) || !sameValue(valueAt(desired, path), value)),
    );
  if (!isGood && !isBad()) return;
  document.awaits = -1;
  settled(state, awaits, isGood ? "good" : "bad", nowMs);
};

/** What a rollback wants of a device again, or null where there is nothing to undo. */
export const undoLatest = (
  state: CloudState,
  document: ShadowDocument,
  nowMs: number,
): ShadowPatch | null => {
  const { configs } = state.columns;
  const { history } = document;
  const isGood = (index: number): boolean => configs[index].good === configs[index].devices;
  const undone: number[] = [];
  while (history.length > 0 && (undone.length === 0 || !isGood(history[history.length - 1])))
    undone.push(history.pop() as number);
  if (undone.length === 0) return null;
  if (document.awaits >= 0) settled(state, document.awaits, "overtaken", nowMs);
  document.awaits = -1;
  const before = new Map<string, ShadowValue | null>(Object.entries(document.base));
  for (const index of history)
    for (const [path, value] of leavesOf(configs[index].patch)) before.set(path, value);
  const touched = new Set(undone.flatMap((index) => leavesOf(configs[index].patch).map(([path]) => path)));
  return patchOf([...touched].map((path) => [path, before.get(path) ?? null]));
};
