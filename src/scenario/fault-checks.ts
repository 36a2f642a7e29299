// Faults that could strike nobody for want of something else in the timeline: told before the run, since a fault that
// shows nowhere is a game day that never happened.

import type { Need } from "../fault/fault.js";
import { FAULTS } from "../fault/faults.js";
import { countMatching } from "../spec/selection.js";
import type { TimelineEntry } from "../spec/timeline.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { STRIKES_QUIET } from "./limits.js";
import { spanAt, type Tree } from "./tree.js";

/** A timeline entry and where it was written. */
export interface WrittenEntry {
  entry: TimelineEntry;
  tree: Tree;
}

/** How many one entry strikes, before the fleet is built: percentages to the nearest whole. */
const strikes = (fleet: Fleet, { target }: TimelineEntry): number => {
  const { devices, gateways } = countMatching(target, fleet);
  const all = devices + gateways;
  return Math.min(all, target.count ?? Math.round((all * (target.percentPpm ?? 1e6)) / 1e6));
};

/** Each strike is a row and some microseconds: millions of them are slow, and the file's author should know. */
export const checkStrikes = ({ problems }: Context, fleet: Fleet, written: readonly WrittenEntry[]): void => {
  let sum = 0;
  for (const { entry, tree } of written) {
    sum += strikes(fleet, entry);
    if (sum <= STRIKES_QUIET) continue;
    const total = written.reduce((count, one) => count + strikes(fleet, one.entry), 0);
    const message = `the timeline's ${written.length} entries strike ${total} entities in all; each is a row and takes time`;
    problems.warning(tree.at, "SCN046", message, "strike fewer, or less often");
    return;
  }
};

/** True where the timeline has what a fault needs. */
const isMet = (
  { action, when }: Need,
  { atMs, forMs }: TimelineEntry,
  all: readonly WrittenEntry[],
): boolean => {
  const [fromMs, toMs] = when === "before" ? [0, atMs] : [atMs, atMs + (forMs ?? Infinity)];
  return all.some(({ entry }) => entry.action.do === action && entry.atMs >= fromMs && entry.atMs < toMs);
};

/** Tells of each fault that nothing in the timeline could make visible. */
export const checkFaultsShow = ({ problems }: Context, written: readonly WrittenEntry[]): void => {
  for (const { entry, tree } of written) {
    if (entry.action.do !== "fault") continue;
    const { need } = FAULTS[entry.action.fault];
    if (need !== undefined && !isMet(need, entry, written))
      problems.error(spanAt(tree, ["fault"]), "SCN052", need.says, need.hint);
  }
};
