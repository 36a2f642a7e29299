// The parts of a timeline entry that are about shadows: what a configuration does, and the values it or a hand at the
// device sets, read against the twins that the target reaches.
import type { z } from "zod";
import { deviceGroupMatches } from "../spec/selection.js";
import type { ShadowPatch, ShadowSection } from "../spec/shadow.js";
import type { Target } from "../spec/target.js";
import type { TimelineAction } from "../spec/timeline.js";
import type { Item } from "./issues.js";
import type { timelineSchema } from "./schema/timeline.js";
import { readShadowValues } from "./shadow-values.js";
import type { TargetScope } from "./targets.js";
import { type MapTree, pathText, spanAt, type Tree, treeAt } from "./tree.js";

type EntryText = z.output<typeof timelineSchema>;

/** The properties of the twins an entry reaches. */
const valuesOf = (scope: TargetScope, target: Target, map: MapTree, nullTakesAway: boolean): ShadowPatch => {
  const { fleet, context } = scope;
  const groups = fleet.devices.filter((group) =>
    deviceGroupMatches(target, group, fleet.deviceTwins[group.twin]),
  );
  const properties = groups.flatMap((group) => fleet.deviceTwins[group.twin].shadow);
  const isVoid = groups.length === 0 || !fleet.complete;
  return readShadowValues({ context, properties, isVoid, nullTakesAway }, map);
};

const CONFIG_KEYS = ["desired", "rollback", "delete"] as const;

/** What a configuration does; its values are read once the target is known. */
export const configAction = (
  scope: TargetScope,
  { value, tree, path }: Item<EntryText>,
): TimelineAction | undefined => {
  const config = value.config ?? {};
  const present = CONFIG_KEYS.filter((key) => config[key] !== undefined);
  if (present.length === 1)
    return present[0] === "desired"
      ? { do: "config", how: "set", desired: null }
      : { do: "config", how: present[0] };
  const has = present.length === 0 ? "none of them" : present.join(" and ");
  const message = `${pathText([...path, "config"])} has ${has}; it must have exactly one of ${CONFIG_KEYS.join(", ")}`;
  scope.context.problems.error(spanAt(tree, ["config"]), "SCN017", message);
  return undefined;
};

/** The action with its values. */
export const withValues = (
  scope: TargetScope,
  target: Target,
  action: TimelineAction,
  tree: Tree,
): TimelineAction => {
  const at = (...path: string[]): MapTree | null => {
    const found = treeAt(tree, path);
    return found?.kind === "map" ? found : null;
  };
  if (action.do === "config" && action.how === "set") {
    const map = at("config", "desired");
    return { ...action, desired: map === null ? null : valuesOf(scope, target, map, true) };
  }
  const map = action.do === "local" ? at("local", "set") : null;
  return map === null ? action : { do: "local", set: valuesOf(scope, target, map, false) as ShadowSection };
};
