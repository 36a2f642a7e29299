// A target as written -> Target, with every name looked up and the question "does it match anything?" answered before
// the run: a selector that matches nothing is an error unless the file says `allowEmpty: true`.

import { closest } from "../core/diagnostic.js";
import type { Feels } from "../fault/fault.js";
import type { FirmwareSpec } from "../spec/firmware.js";
import { countMatching, entityNumber, globMatches, type Selector } from "../spec/selection.js";
import type { Target } from "../spec/target.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import type { Item } from "./issues.js";
import type { TargetText } from "./schema/target.js";
import { keyHint } from "./schema-parts.js";
import { positionOf } from "./source-text.js";
import { childOf, type Path, pathText, spanAt, type Tree, treeAt } from "./tree.js";

export interface TargetScope {
  context: Context;
  fleet: Fleet;
  /** Versions of twins and firmware. */
  versions: ReadonlySet<string>;
}

/** All versions a run can meet. */
export const knownVersions = (fleet: Fleet, firmware: readonly FirmwareSpec[]): Set<string> =>
  new Set([
    ...Object.values(fleet.deviceTwins).map((twin) => twin.firmware.version),
    ...firmware.map(({ version }) => version),
  ]);

const EVERYTHING: Omit<Selector, "kind" | "feels"> = {
  sites: [],
  regions: [],
  tenants: [],
  twins: [],
  groups: [],
  ids: [],
  labels: {},
  versions: [],
  percentPpm: null,
  count: null,
  pick: "random",
  allowEmpty: false,
};

const both = (one: string | undefined, many: readonly string[] | undefined): string[] => [
  ...new Set([...(one === undefined ? [] : [one]), ...(many ?? [])]),
];

/** Whom an action strikes where its target does not say, and who of them can feel it. */
export interface Strikes {
  kind: Target["kind"];
  feels: Feels;
}

/** What keeps the rest from feeling it, and what to write instead. */
const UNFEELING: Record<Exclude<Feels, "any">, { why: string; hint: string }> = {
  session: {
    why: "devices behind gateways have no session of their own",
    hint: "strike their gateways: target: {site: ..., gateways: true}",
  },
  mains: { why: "they all run on batteries", hint: "params: {scope: all} strikes batteries, too" },
  clock: {
    why: "nothing of theirs goes by a clock",
    hint: "a device goes by its clock where a shadow property has policy: latest",
  },
};

const selectorOf = (text: Exclude<TargetText, "all">, { kind, feels }: Strikes): Selector => {
  const part = typeof text.gateways === "object" ? text.gateways : text;
  return {
    sites: both(text.site, text.sites),
    regions: both(text.region, text.regions),
    tenants: both(text.tenant, text.tenants),
    twins: both(text.twin, text.twins),
    groups: both(text.group, text.groups),
    ids: both(text.id, text.ids),
    labels: text.labels,
    versions: both(text.version, text.versions),
    kind: text.gateways === undefined ? (text.kind ?? kind) : "gateways",
    feels,
    percentPpm: part.percent ?? null,
    count: part.count ?? null,
    pick: text.pick,
    allowEmpty: text.allowEmpty,
  };
};

/** Keys that cannot stand together. */
const checkKeys = (scope: TargetScope, text: Exclude<TargetText, "all">, tree: Tree, label: string): void => {
  const { problems } = scope.context;
  const tell = (one: string, other: string): void =>
    problems.error(tree.at, "SCN017", `${label} has both ${one} and ${other}; it must have one of them`);
  if (text.percent !== undefined && text.count !== undefined) tell("percent", "count");
  if (text.gateways !== undefined && text.kind !== undefined) tell("gateways", "kind");
  if (typeof text.gateways === "object") {
    if (text.gateways.percent !== undefined && text.gateways.count !== undefined)
      tell("gateways.percent", "gateways.count");
    if (text.percent !== undefined || text.count !== undefined) tell("gateways: {...}", "percent or count");
  }
};

/** The subtree a name came from: `site`, or its place in `sites`. */
const placeOf = (tree: Tree, single: string, many: string, value: string): ReturnType<typeof spanAt> => {
  const list = treeAt(tree, [many]);
  if (list?.kind === "list") {
    const item = list.items.find((one) => one.kind === "scalar" && String(one.value) === value);
    if (item !== undefined) return item.at;
  }
  return spanAt(tree, [single]);
};

const checkNames = (scope: TargetScope, target: Selector, tree: Tree): boolean => {
  const { fleet, versions } = scope;
  const { problems } = scope.context;
  let sound = true;
  const check = (single: string, many: string, wanted: readonly string[], known: readonly string[]): void => {
    const all = new Set(known);
    for (const value of wanted) {
      if (all.has(value)) continue;
      sound = false;
      // A list may have a hundred thousand names, and each problem seeks its place and the nearest word.
      if (problems.isFull) break;
      problems.error(
        placeOf(tree, single, many, value),
        "SCN030",
        `there is no ${single} \`${value}\``,
        keyHint(value, [...all]),
      );
    }
  };
  const { sites, regions, tenants } = fleet.declared;
  check("site", "sites", target.sites, sites);
  check("region", "regions", target.regions, regions);
  check("tenant", "tenants", target.tenants, tenants);
  if (!fleet.complete) return sound;
  check(
    "group",
    "groups",
    target.groups,
    [...fleet.devices, ...fleet.gateways].map(({ id }) => id),
  );
  check("version", "versions", target.versions, [...versions]);
  for (const id of target.ids) {
    if ([...fleet.devices, ...fleet.gateways].some((group) => entityNumber(id, group) !== undefined))
      continue;
    sound = false;
    if (problems.isFull) break;
    problems.error(
      placeOf(tree, "id", "ids", id),
      "SCN030",
      `there is no device or gateway \`${id}\``,
      idHint(scope, id),
    );
  }
  for (const glob of target.twins) {
    const names = [...Object.values(fleet.deviceTwins), ...Object.values(fleet.gatewayTwins)].map(
      ({ name }) => name,
    );
    if (names.some((name) => globMatches(glob, name))) continue;
    sound = false;
    problems.error(
      placeOf(tree, "twin", "twins", glob),
      "SCN030",
      `no group has a twin \`${glob}\``,
      keyHint(glob, [...new Set(names)]),
    );
  }
  return checkLabels(scope, target.labels, tree, ["labels"]) && sound;
};

const idHint = ({ fleet }: TargetScope, id: string): string => {
  const groups = [...fleet.devices, ...fleet.gateways];
  const group = groups.find((one) => id.startsWith(`${one.id}/`)) ?? groups[0];
  if (group === undefined) return "ids are <group>/<number>";
  const last = String(group.count - 1);
  return `ids of ${group.id} go from ${group.id}/${"0".repeat(last.length)} to ${group.id}/${last}`;
};

/** Labels that no device group carries; tells and returns false. Used by targets and firmware behaviours. */
export const checkLabels = (
  scope: TargetScope,
  labels: Readonly<Record<string, string>>,
  tree: Tree,
  path: Path,
): boolean => {
  const { problems } = scope.context;
  let sound = true;
  for (const [key, value] of Object.entries(labels)) {
    const values = scope.fleet.devices.flatMap((group) =>
      Object.hasOwn(group.labels, key) ? [group.labels[key]] : [],
    );
    if (values.includes(value)) continue;
    sound = false;
    const keys = scope.fleet.devices.flatMap((group) => Object.keys(group.labels));
    const near = closest(values.length === 0 ? key : value, values.length === 0 ? keys : values);
    const known =
      values.length === 0
        ? `labels in use: ${[...new Set(keys)].join(", ") || "none"}`
        : `values in use: ${[...new Set(values)].join(", ")}`;
    problems.error(
      spanAt(tree, [...path, key]),
      "SCN030",
      `no device group has label ${key}: ${value}`,
      near === undefined ? known : `did you mean \`${near}\`?`,
    );
  }
  return sound;
};

/** The target of an item, everybody where it names none; or undefined after telling what is wrong with it. */
export const resolveTarget = (
  scope: TargetScope,
  item: Item<{ target?: TargetText }>,
  strikes: Strikes,
): Target | undefined => {
  const text = item.value.target ?? "all";
  const tree = childOf(item.tree, "target") ?? item.tree;
  const position = positionOf(tree.at);
  const { fleet, context } = scope;
  const label = pathText([...item.path, "target"]);
  const selector: Selector = text === "all" ? { ...EVERYTHING, ...strikes } : selectorOf(text, strikes);
  if (text !== "all") {
    checkKeys(scope, text, tree, label);
    if (!checkNames(scope, selector, tree)) return undefined;
  }
  const { devices, gateways } = countMatching(selector, fleet);
  if (fleet.complete && devices + gateways === 0 && !selector.allowEmpty) {
    const all = countMatching({ ...selector, feels: "any" }, fleet);
    if (selector.feels !== "any" && all.devices + all.gateways > 0) {
      const { why, hint } = UNFEELING[selector.feels];
      const message = `nobody of ${label} (${all.devices} devices, ${all.gateways} gateways) can feel it: ${why}`;
      context.problems.error(tree.at, "SCN052", message, hint);
      return undefined;
    }
    const what = { devices: "device", gateways: "gateway", any: "device or gateway" }[selector.kind];
    const hint = "loosen it, or write `allowEmpty: true` if that is meant";
    context.problems.error(tree.at, "SCN050", `${label} matches no ${what}`, hint);
    return undefined;
  }
  return { ...selector, position };
};

/** The target of an action that has none (limits and outages of the cloud itself): everybody who feels it. */
export const noTarget = (tree: Tree, feels: Feels): Target => ({
  ...EVERYTHING,
  kind: "any",
  feels,
  allowEmpty: true,
  position: positionOf(tree.at),
});
