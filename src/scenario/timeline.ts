// timeline: faults, configuration, local changes and commands, each at its time; `every` is written out. Entries of
// one instant keep the file's order.

import type { z } from "zod";
import { formatDuration } from "../core/duration.js";
import { checkUnique } from "./unique.js";
import { type Item, readBy, readItems } from "./issues.js";
import { TIMELINE_MAX } from "./limits.js";
import type { FaultKind, Target, TimelineAction, TimelineEntry } from "./scenario.js";
import { FAULT_KINDS, FAULT_RULES } from "./schema/fault.js";
import { timelineSchema } from "./schema/timeline.js";
import { keyHint } from "./schema-parts.js";
import { deviceGroupMatches } from "./selection.js";
import { positionOf } from "./source-text.js";
import { noTarget, resolveTarget, type TargetScope } from "./targets.js";
import { addFixedEvents, resolveTime, type TimeScope } from "./times.js";
import { childOf, itemsOf, pathText, spanAt, type Tree } from "./tree.js";

const checkKeys = (scope: TargetScope, { value, tree, path }: Item<EntryText>, key: ActionKey): void => {
  const { problems } = scope.context;
  const label = pathText(path);
  for (const extra of ["for", "params"] as const) {
    if (key !== "fault" && value[extra] !== undefined) {
      problems.error(
        spanAt(tree, [extra]),
        "SCN017",
        `${label}.${extra} belongs to faults; a ${key} has none`,
      );
    }
  }
  if (value.every !== undefined && value.for !== undefined && value.for > value.every) {
    const message = `${label}.for is longer than every; the next one would begin before this one ends`;
    problems.error(spanAt(tree, ["for"]), "SCN014", message, `at most ${formatDuration(value.every)}`);
  }
};

/** When the entry happens: once, or at `at` (else one interval in) and every interval after, until the end. */
const timesOf = (scope: TargetScope, time: TimeScope, { value, tree, path }: Item<EntryText>): number[] => {
  const { problems } = scope.context;
  const label = pathText([...path, "at"]);
  if (value.at === undefined && value.every === undefined) {
    problems.error(
      tree.at,
      "SCN011",
      `${pathText(path)} has no time; it must have \`at\`, \`every\` or both`,
      "at: 5m",
    );
    return [];
  }
  const first =
    value.at === undefined
      ? value.every
      : resolveTime({ text: value.at, at: spanAt(tree, ["at"]), label }, time, problems);
  if (first === undefined || value.every === undefined) return first === undefined ? [] : [first];
  const everyMs = value.every;
  const count = Math.ceil((time.durationMs - first) / everyMs);
  if (count <= 0) {
    problems.error(
      spanAt(tree, ["every"]),
      "SCN041",
      `${pathText(path)}.every is longer than the run; it would never happen`,
    );
    return [];
  }
  if (count > TIMELINE_MAX) {
    problems.error(
      spanAt(tree, ["every"]),
      "SCN045",
      `${pathText(path)}.every makes ${count} entries; at most ${TIMELINE_MAX} are allowed`,
    );
    return [];
  }
  return Array.from({ length: count }, (_, index) => first + index * everyMs);
};

/** An id for an entry that has none: what it does and its place among those. */
const freeId = (item: Item<EntryText>, key: ActionKey, taken: Set<string>): string => {
  const base = item.value.id ?? item.value.fault ?? item.value.command ?? key;
  let id = base;
  for (let n = 2; item.value.id === undefined && taken.has(id); n++) id = `${base}-${n}`;
  taken.add(id);
  return id;
};

export const readTimeline = (scope: TargetScope, time: TimeScope): TimelineEntry[] => {
  const { context } = scope;
  const items = readItems(context.problems, timelineSchema, context.root, "timeline");
  const trees = [...itemsOf(context.root, "timeline"), ...itemsOf(context.root, "rollouts")];
  checkUnique(context, trees, "timeline entry or rollout");
  const taken = new Set(items.flatMap(({ value }) => value.id ?? []));
  const entries: TimelineEntry[] = [];
  for (const item of items) {
    const key = actionKey(scope, item);
    const times = timesOf(scope, time, item);
    if (key === undefined) continue;
    checkKeys(scope, item, key);
    const action = actionOf(scope, item, key);
    const target = action === undefined ? undefined : targetOf(scope, item, action);
    const id = freeId(item, key, taken);
    if (action === undefined || target === undefined) {
      // Other entries may still refer to its events: those names are right, only this entry is not.
      for (const word of ["start", "end"]) time.fixed.set(`${id}.${word}`, 0);
      continue;
    }
    if (action.do === "config") checkProperties(scope, target, item.tree, ["config", "desired"]);
    if (action.do === "local") checkProperties(scope, target, item.tree, ["local", "set"]);
    times.forEach((atMs, index) => {
      const forMs =
        item.value.for === undefined || atMs + item.value.for >= time.durationMs ? null : item.value.for;
      const entry = {
        id: times.length === 1 ? id : `${id}-${index + 1}`,
        atMs,
        forMs,
        action,
        target,
        position: positionOf(item.tree.at),
      };
      entries.push(entry);
      addFixedEvents(time, entry);
    });
  }
  if (entries.length > TIMELINE_MAX) {
    context.problems.error(
      spanAt(context.root, ["timeline"]),
      "SCN045",
      `the timeline has ${entries.length} entries; at most ${TIMELINE_MAX} are allowed`,
    );
  }
  return entries.sort((x, y) => x.atMs - y.atMs);
};
