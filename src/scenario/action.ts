// What a timeline entry does, and to whom: exactly one of fault, config, local, command and decommission, with the keys
// that belong to it, parameters in base units, and a target of the kind it can strike.

import type { z } from "zod";
import { closest } from "../core/diagnostic.js";
import { formatDuration } from "../core/duration.js";
import { FAULT_KINDS, FAULTS, type FaultKind, isFaultKind } from "../fault/faults.js";
import type { Target } from "../spec/target.js";
import type { TimelineAction } from "../spec/timeline.js";
import { configAction, withValues } from "./config-action.js";
import { type Item, readBy } from "./issues.js";
import { FAULT_PARAMS } from "./schema/fault.js";
import type { timelineSchema } from "./schema/timeline.js";
import { noTarget, resolveTarget, type TargetScope } from "./targets.js";
import { childOf, pathText, spanAt, type Tree } from "./tree.js";

export type EntryText = z.output<typeof timelineSchema>;
export const TIMELINE_KEYS = ["fault", "config", "local", "command", "decommission"] as const;
export type ActionKey = (typeof TIMELINE_KEYS)[number];

/** Names people know the faults by. */
const OTHER_NAMES: ReadonlyMap<string, FaultKind> = new Map(
  FAULT_KINDS.flatMap((kind) => (FAULTS[kind].alsoCalled ?? []).map((name) => [name, kind] as const)),
);

/** The one action of an entry among those that its list knows, or undefined after telling. */
export const actionKey = <Key extends string>(
  scope: TargetScope,
  { value, tree, path }: Item<{ readonly [key in Key]?: unknown }>,
  keys: readonly Key[],
): Key | undefined => {
  const present = keys.filter((key) => value[key] !== undefined);
  if (present.length === 1) return present[0];
  const has = present.length === 0 ? "none of them" : present.join(" and ");
  const message = `${pathText(path)} has ${has}; it must have exactly one of ${keys.join(", ")}`;
  scope.context.problems.error(tree.at, "SCN017", message);
  return undefined;
};

/** The fault somebody means by another name: without gateways there is no backhaul to lose, only the cloud. */
const meantFault = ({ fleet }: TargetScope, kind: string): FaultKind | undefined => {
  const near = OTHER_NAMES.get(kind) ?? closest(kind, FAULT_KINDS);
  return near === "backhaul.outage" && fleet.complete && fleet.gateways.length === 0
    ? "cloud.outage"
    : (near as FaultKind | undefined);
};

const faultAction = (
  scope: TargetScope,
  { value, tree, path }: Item<EntryText>,
): TimelineAction | undefined => {
  const { problems } = scope.context;
  const kind = value.fault as string;
  if (!isFaultKind(kind)) {
    const near = meantFault(scope, kind);
    const all = `faults are ${FAULT_KINDS.join(", ")}`;
    const hint = near === undefined ? all : `did you mean \`${near}\`? ${all}`;
    problems.error(spanAt(tree, ["fault"]), "SCN051", `there is no fault \`${kind}\``, hint);
    return undefined;
  }
  const empty: Tree = { kind: "map", entries: new Map(), at: spanAt(tree, ["fault"]) };
  const params = readBy(problems, FAULT_PARAMS[kind], childOf(tree, "params") ?? empty, [...path, "params"]);
  return params === undefined ? undefined : { do: "fault", fault: kind, params };
};

const targetOf = (scope: TargetScope, item: Item<EntryText>, action: TimelineAction): Target | undefined => {
  const { value, tree, path } = item;
  const { problems } = scope.context;
  const fault = action.do === "fault" ? FAULTS[action.fault] : null;
  const strikes = fault === null ? "devices" : fault.strikes;
  const feels = (action.do === "fault" && fault?.feels?.(action.params)) || "any";
  const what = action.do === "fault" ? action.fault : action.do;
  if (strikes === "cloud") {
    if (value.target === undefined || value.target === "all") return noTarget(tree, feels);
    if (fault?.canBePartial) return resolveTarget(scope, item, { kind: "any", feels });
    problems.error(
      spanAt(tree, ["target"]),
      "SCN052",
      `${what} strikes the cloud itself, for everybody`,
      "remove `target`, or write target: all",
    );
    return undefined;
  }
  if (value.target === undefined) {
    problems.error(
      tree.at,
      "SCN011",
      `${pathText(path)} has no target; ${what} must say whom it strikes`,
      "target: {site: ...}, or target: all",
    );
    return undefined;
  }
  const targetTree = childOf(tree, "target") as Tree;
  const target = resolveTarget(scope, item, { kind: strikes, feels });
  if (target !== undefined && strikes !== "any" && target.kind !== strikes) {
    problems.error(targetTree.at, "SCN052", `${what} strikes ${strikes} only; the target is ${target.kind}`);
    return undefined;
  }
  return target;
};

const actionOf = (scope: TargetScope, item: Item<EntryText>, key: ActionKey): TimelineAction | undefined => {
  const { value } = item;
  if (key === "config") return configAction(scope, item);
  if (key === "local") return { do: "local", set: {} };
  if (key === "command") return { do: "command", command: value.command as string };
  if (key === "decommission") {
    const { decommission } = value;
    return { do: "decommission", reason: typeof decommission === "object" ? decommission.reason : "" };
  }
  return faultAction(scope, item);
};

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

/** What the entry does and to whom, or undefined after telling what is wrong with it. */
export const resolveAction = (
  scope: TargetScope,
  item: Item<EntryText>,
  key: ActionKey,
): { action: TimelineAction; target: Target } | undefined => {
  checkKeys(scope, item, key);
  const action = actionOf(scope, item, key);
  if (action === undefined) {
    // Whoever is meant is looked up all the same: all problems are told at once.
    if (item.value.target !== undefined) resolveTarget(scope, item, { kind: "any", feels: "any" });
    return undefined;
  }
  const target = targetOf(scope, item, action);
  if (target === undefined) return undefined;
  return { action: withValues(scope, target, action, item.tree), target };
};
