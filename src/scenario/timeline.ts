// timeline: faults, configuration, local changes, commands and decommissioning, each at its time; `every` is written out. Entries of
// one instant keep the file's order.

import { formatDuration } from "../core/duration.js";
import type { TimelineEntry } from "../spec/timeline.js";
import { type ActionKey, actionKey, type EntryText, resolveAction, TIMELINE_KEYS } from "./action.js";
import { checkFaultsShow, checkStrikes, type WrittenEntry } from "./fault-checks.js";
import { type Item, readItems } from "./issues.js";
import { TIMELINE_MAX } from "./limits.js";
import { timelineSchema } from "./schema/timeline.js";
import { positionOf } from "./source-text.js";
import type { TargetScope } from "./targets.js";
import { addFixedEvents, resolveTime, type TimeScope } from "./times.js";
import { itemsOf, pathText, spanAt, textOf } from "./tree.js";
import { checkUnique } from "./unique.js";

/** From when on something happens again and again, ms. */
interface Repetition {
  first: number;
  everyMs: number;
}

/** The end of a repetition: its `until`, its `count`, or the end of the run; undefined after telling. */
const endOf = (
  { context: { problems } }: TargetScope,
  time: TimeScope,
  { value, tree, path }: Item<EntryText>,
  { first, everyMs }: Repetition,
): number | undefined => {
  const label = (key: string): string => pathText([...path, key]);
  if (value.until !== undefined && value.count !== undefined) {
    problems.error(tree.at, "SCN017", `${pathText(path)} has both until and count; it must have one of them`);
    return undefined;
  }
  if (value.until !== undefined) {
    const at = spanAt(tree, ["until"]);
    const untilMs = resolveTime({ text: value.until, at, label: label("until") }, time, problems);
    if (untilMs !== undefined && untilMs < first) {
      problems.error(at, "SCN041", `${label("until")} is before it happens for the first time`);
      return undefined;
    }
    // The one that falls on `until` still happens.
    return untilMs === undefined ? undefined : untilMs + 1;
  }
  if (value.count === undefined) return time.durationMs;
  const lastMs = first + (value.count - 1) * everyMs;
  if (lastMs < time.durationMs) return lastMs + 1;
  const message = `${label("count")} is ${value.count}; the last one would be at ${formatDuration(lastMs)}, the run goes to ${formatDuration(time.durationMs)}`;
  problems.error(
    spanAt(tree, ["count"]),
    "SCN041",
    message,
    "leave count out: it then repeats to the end of the run",
  );
  return undefined;
};

/** When the entry happens: once, or at `at` (else one interval in) and every interval after, until its end. */
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
  if (value.every === undefined) {
    const stray = value.until !== undefined ? "until" : value.count !== undefined ? "count" : undefined;
    if (stray !== undefined)
      problems.error(
        spanAt(tree, [stray]),
        "SCN017",
        `${pathText(path)} has ${stray} without every; it would mean nothing`,
        "`for` is how long it lasts, `every` how often it comes",
      );
    return first === undefined || stray !== undefined ? [] : [first];
  }
  if (first === undefined) return [];
  const everyMs = value.every;
  const endMs = first < time.durationMs ? endOf(scope, time, { value, tree, path }, { first, everyMs }) : 0;
  if (endMs === undefined) return [];
  const count = Math.ceil((endMs - first) / everyMs);
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
const freeId = (
  item: Item<EntryText>,
  key: ActionKey,
  taken: Set<string>,
  next: Map<string, number>,
): string => {
  const base = item.value.id ?? item.value.fault ?? item.value.command ?? key;
  let id = base;
  let n = next.get(base) ?? 2;
  for (; item.value.id === undefined && taken.has(id); n++) id = `${base}-${n}`;
  next.set(base, n);
  taken.add(id);
  return id;
};

/** A fault that would outlast the run is never mended in it: what comes after it cannot be seen. */
const warnBeyondEnd = (
  { context }: TargetScope,
  { durationMs }: TimeScope,
  { value, tree, path }: Item<EntryText>,
  firstMs: number | undefined,
): void => {
  if (value.for === undefined || firstMs === undefined || firstMs + value.for <= durationMs) return;
  const from = firstMs === 0 ? "" : ` from ${formatDuration(firstMs)} on`;
  context.problems.warning(
    spanAt(tree, ["for"]),
    "SCN086",
    `${pathText([...path, "for"])} is ${formatDuration(value.for)}${from}; the run ends at ${formatDuration(durationMs)}, before that`,
    "lengthen `duration` to see the recovery, or leave `for` out to say: until the end",
  );
};

export const readTimeline = (scope: TargetScope, time: TimeScope): TimelineEntry[] => {
  const { context } = scope;
  const items = readItems(context.problems, timelineSchema, context.root, "timeline");
  const trees = [...itemsOf(context.root, "timeline"), ...itemsOf(context.root, "rollouts")];
  checkUnique(context, trees, "timeline entry or rollout");
  const next = new Map<string, number>();
  const taken = new Set(items.flatMap(({ value }) => value.id ?? []));
  const written: WrittenEntry[] = [];
  for (const item of items) {
    const key = actionKey(scope, item, TIMELINE_KEYS);
    const times = timesOf(scope, time, item);
    if (key === undefined) continue;
    const resolved = resolveAction(scope, item, key);
    const id = freeId(item, key, taken, next);
    if (resolved === undefined) continue;
    warnBeyondEnd(scope, time, item, times[0]);
    times.forEach((atMs, index) => {
      const forMs =
        item.value.for === undefined || atMs + item.value.for >= time.durationMs ? null : item.value.for;
      const own = times.length === 1 ? id : `${id}-${index + 1}`;
      if (own !== id && taken.has(own)) {
        const at = spanAt(item.tree, ["every"]);
        context.problems.error(
          at,
          "SCN018",
          `${pathText(item.path)} makes \`${own}\`, which is another entry's id`,
        );
      }
      const entry = {
        id: own,
        atMs,
        forMs,
        ...resolved,
        position: positionOf(item.tree.at),
      };
      written.push({ entry, tree: item.tree });
      addFixedEvents(time, entry);
    });
  }
  // Others may refer to an entry that could not be read: its name is right, only the entry is not.
  for (const tree of itemsOf(context.root, "timeline")) {
    const id = textOf(tree, "id");
    if (id === undefined || time.fixed.has(`${id}.start`) || time.fixed.has(`${id}-1.start`)) continue;
    for (const word of ["start", "end"]) time.fixed.set(`${id}.${word}`, 0);
  }
  if (written.length > TIMELINE_MAX) {
    context.problems.error(
      spanAt(context.root, ["timeline"]),
      "SCN045",
      `the timeline has ${written.length} entries; at most ${TIMELINE_MAX} are allowed`,
    );
  }
  checkFaultsShow(context, written);
  checkStrikes(context, scope.fleet, written);
  return written.map(({ entry }) => entry).sort((x, y) => x.atMs - y.atMs);
};
