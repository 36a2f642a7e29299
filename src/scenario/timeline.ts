// timeline: faults, configuration, local changes and commands, each at its time; `every` is written out. Entries of
// one instant keep the file's order.
import { formatDuration } from "../core/duration.js";
import { readBy, readItems, type Item } from "./issues.js";
import { TIMELINE_MAX } from "./limits.js";
import type { FaultKind, Target, TimelineAction, TimelineEntry } from "./scenario.js";
import { keyHint } from "./schema-parts.js";
import { FAULT_KINDS, FAULT_RULES } from "./schema/fault.js";
import { timelineSchema } from "./schema/timeline.js";
import { deviceGroupMatches } from "./selection.js";
import { positionOf } from "./source-text.js";
import { checkUnique } from "./fleet.js";
import { noTarget, resolveTarget, type TargetScope } from "./targets.js";
import { addFixedEvents, resolveTime, type TimeScope } from "./times.js";
import { childOf, itemsOf, pathText, spanAt, type Tree } from "./tree.js";
import type { z } from "zod";

type EntryText = z.output<typeof timelineSchema>;
const ACTIONS = ["fault", "config", "local", "command"] as const;
type ActionKey = (typeof ACTIONS)[number];

/** Names people know the faults by. */
const OTHER_NAMES: Record<string, FaultKind> = {
  "link.clog": "link.loss",
  "network.loss": "link.loss",
  "gateway.outage": "backhaul.outage",
  "network.outage": "backhaul.outage",
  "broker.outage": "cloud.outage",
  blackout: "power.outage",
};

const actionKey = (scope: TargetScope, { value, tree, path }: Item<EntryText>): ActionKey | undefined => {
  const present = ACTIONS.filter((key) => value[key] !== undefined);
  if (present.length === 1) return present[0];
  const has = present.length === 0 ? "none of them" : present.join(" and ");
  const message = `${pathText(path)} has ${has}; it must have exactly one of ${ACTIONS.join(", ")}`;
  scope.context.problems.error(tree.at, "SCN017", message);
  return undefined;
};

const faultAction = (scope: TargetScope, { value, tree, path }: Item<EntryText>): TimelineAction | undefined => {
  const { problems } = scope.context;
  const kind = value.fault as string;
  if (!Object.hasOwn(FAULT_RULES, kind)) {
    const known = Object.hasOwn(OTHER_NAMES, kind) ? `did you mean \`${OTHER_NAMES[kind]}\`?` : keyHint(kind, FAULT_KINDS);
    problems.error(spanAt(tree, ["fault"]), "SCN051", `there is no fault \`${kind}\``, known);
    return undefined;
  }
  const fault = kind as FaultKind;
  const empty: Tree = { kind: "map", entries: new Map(), at: spanAt(tree, ["fault"]) };
  const params = readBy(problems, FAULT_RULES[fault].params, childOf(tree, "params") ?? empty, [...path, "params"]);
  return params === undefined ? undefined : { do: "fault", fault, params };
};

/** The properties of a config or local entry, each known to a twin it reaches and of that twin's type. */
const checkProperties = (scope: TargetScope, target: Target, tree: Tree, path: readonly [string, string]): void => {
  const { fleet, context } = scope;
  const map = childOf(childOf(tree, path[0]), path[1]);
  if (!fleet.complete || map?.kind !== "map") return;
  const groups = fleet.devices.filter((group) => deviceGroupMatches(target, group, fleet.deviceTwins[group.twin]));
  const properties = groups.flatMap((group) => fleet.deviceTwins[group.twin].shadow);
  for (const [name, { keyAt, value }] of map.entries) {
    const known = properties.filter((property) => property.name === name);
    if (known.length === 0) {
      if (groups.length === 0) continue;
      const hint = properties.length === 0 ? "their twins have no shadow properties" : keyHint(name, [...new Set(properties.map((property) => property.name))]);
      context.problems.error(keyAt, "SCN053", `no targeted device has a shadow property \`${name}\``, hint);
      continue;
    }
    const types = [...new Set(known.map(({ initial }) => typeof initial))];
    if (value.kind === "scalar" && !types.includes(typeof value.value as "string")) {
      context.problems.error(value.at, "SCN053", `\`${name}\` is a ${types.join(" or ")} in its twin; here it is a ${typeof value.value}`);
    }
  }
};

const targetOf = (scope: TargetScope, item: Item<EntryText>, action: TimelineAction): Target | undefined => {
  const { value, tree, path } = item;
  const { problems } = scope.context;
  const strikes = action.do === "fault" ? FAULT_RULES[action.fault].strikes : "devices";
  const what = action.do === "fault" ? action.fault : action.do;
  if (strikes === null) {
    if (value.target === undefined) return noTarget(tree);
    problems.error(spanAt(tree, ["target"]), "SCN052", `${what} strikes the cloud itself; it has no target`, "remove `target`");
    return undefined;
  }
  if (value.target === undefined) {
    problems.error(tree.at, "SCN011", `${pathText(path)} has no target; ${what} must say whom it strikes`, "target: {site: ...}, or target: all");
    return undefined;
  }
  const targetTree = childOf(tree, "target") as Tree;
  const target = resolveTarget(scope, value.target, targetTree, [...path, "target"], strikes);
  if (target !== undefined && strikes !== "any" && target.kind !== strikes) {
    problems.error(targetTree.at, "SCN052", `${what} strikes ${strikes} only; the target is ${target.kind}`);
    return undefined;
  }
  return target;
};

const actionOf = (scope: TargetScope, item: Item<EntryText>, key: ActionKey): TimelineAction | undefined => {
  const { value } = item;
  if (key === "config") return { do: "config", desired: value.config?.desired ?? {} };
  if (key === "local") return { do: "local", set: value.local?.set ?? {} };
  if (key === "command") return { do: "command", command: value.command as string };
  return faultAction(scope, item);
};

const checkKeys = (scope: TargetScope, { value, tree, path }: Item<EntryText>, key: ActionKey): void => {
  const { problems } = scope.context;
  const label = pathText(path);
  for (const extra of ["for", "params"] as const) {
    if (key !== "fault" && value[extra] !== undefined) {
      problems.error(spanAt(tree, [extra]), "SCN017", `${label}.${extra} belongs to faults; a ${key} has none`);
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
    problems.error(tree.at, "SCN011", `${pathText(path)} has no time; it must have \`at\`, \`every\` or both`, "at: 5m");
    return [];
  }
  const first = value.at === undefined ? value.every : resolveTime({ text: value.at, at: spanAt(tree, ["at"]), label }, time, problems);
  if (first === undefined || value.every === undefined) return first === undefined ? [] : [first];
  const everyMs = value.every;
  const count = Math.ceil((time.durationMs - first) / everyMs);
  if (count <= 0) {
    problems.error(spanAt(tree, ["every"]), "SCN041", `${pathText(path)}.every is longer than the run; it would never happen`);
    return [];
  }
  if (count > TIMELINE_MAX) {
    problems.error(spanAt(tree, ["every"]), "SCN045", `${pathText(path)}.every makes ${count} entries; at most ${TIMELINE_MAX} are allowed`);
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
      const forMs = item.value.for === undefined || atMs + item.value.for >= time.durationMs ? null : item.value.for;
      const entry = { id: times.length === 1 ? id : `${id}-${index + 1}`, atMs, forMs, action, target, position: positionOf(item.tree.at) };
      entries.push(entry);
      addFixedEvents(time, entry);
    });
  }
  if (entries.length > TIMELINE_MAX) {
    context.problems.error(spanAt(context.root, ["timeline"]), "SCN045", `the timeline has ${entries.length} entries; at most ${TIMELINE_MAX} are allowed`);
  }
  return entries.sort((x, y) => x.atMs - y.atMs);
};
