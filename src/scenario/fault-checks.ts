// Faults that could strike nobody for want of something else in the timeline: told before the run, since a fault that
// shows nowhere is a game day that never happened.

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

/** Somebody can replay only what he has overheard before. */
const checkReplay = (
  { problems }: Context,
  { entry, tree }: WrittenEntry,
  all: readonly WrittenEntry[],
): void => {
  if (all.some((other) => other.entry.action.do === "command" && other.entry.atMs < entry.atMs)) return;
  const message = "command.replay has nothing to replay: no command is given before it";
  problems.error(spanAt(tree, ["fault"]), "SCN052", message, "command: reboot, earlier");
};

/** A clock shows where somebody changes a property at the device while it is wrong: the change bears a wrong time. */
const checkJump = (
  { problems }: Context,
  { entry, tree }: WrittenEntry,
  all: readonly WrittenEntry[],
): void => {
  const endMs = entry.forMs === null ? Infinity : entry.atMs + entry.forMs;
  const shows = all.some(
    ({ entry: { action, atMs } }) => action.do === "local" && atMs >= entry.atMs && atMs < endMs,
  );
  if (shows) return;
  const message = "clock.jump would show nowhere: nothing is changed at a device while its clock is off";
  problems.error(spanAt(tree, ["fault"]), "SCN052", message, "local: {set: {...}}, while the fault lasts");
};

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

/** Tells of each fault that nothing in the timeline could make visible. */
export const checkFaultsShow = (context: Context, written: readonly WrittenEntry[]): void => {
  for (const one of written) {
    const { action } = one.entry;
    if (action.do !== "fault") continue;
    if (action.fault === "command.replay") checkReplay(context, one, written);
    if (action.fault === "clock.jump") checkJump(context, one, written);
  }
};
