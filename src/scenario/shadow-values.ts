// Values for shadow properties as written in a timeline: dotted names or nested maps, null to take away, lists as one
// value. Each is checked against the twins it reaches, by its place in the text.

import type { ShadowPatch, ShadowPropertyTwin } from "../spec/shadow.js";
import { SHADOW_DEPTH_MAX } from "../spec/shadow.js";
import type { Context } from "./context.js";
import { keyHint } from "./schema-parts.js";
import type { Span } from "./source-text.js";
import { type MapTree, plainOf, type Tree } from "./tree.js";

/** A property in a text: its dotted path, where its name stands, its value. */
export interface TreeLeaf {
  path: string;
  keyAt: Span;
  value: Tree;
}

/** Characters of one name in a shadow document's path. */
const NAME_MAX = 80;
/** Names of the language's own: laid into a map they would change what it is. */
const RESERVED: readonly string[] = ["__proto__", "constructor", "prototype"];

/** Why a dotted path cannot be a shadow property's, or undefined. */
export const pathFault = (path: string): string | undefined => {
  const names = path.split(".");
  if (names.includes("")) return "has an empty part; its names are parted by single dots";
  const reserved = names.find((name) => RESERVED.includes(name));
  if (reserved !== undefined) return `has a part \`${reserved}\`, which no property can be called`;
  if (names.some((name) => name.length > NAME_MAX)) return `has a name of more than ${NAME_MAX} characters`;
  return names.length >= SHADOW_DEPTH_MAX
    ? `nests too deeply; a shadow document has at most ${SHADOW_DEPTH_MAX} levels`
    : undefined;
};

/** How a path reads in a message, however long it is. */
export const shownPath = (path: string): string =>
  path.length > NAME_MAX ? `${path.slice(0, NAME_MAX)}...` : path;

/** All values of a map that are no maps themselves, by dotted path. */
export const leavesOfTree = (tree: MapTree, above = ""): TreeLeaf[] =>
  [...tree.entries].flatMap(([name, { keyAt, value }]) =>
    value.kind === "map"
      ? leavesOfTree(value, `${above}${name}.`)
      : [{ path: `${above}${name}`, keyAt, value }],
  );

/** The first empty value inside a list, or null: a list holds values only. */
export const badList = (tree: Tree, isInList = false): Tree | null => {
  if (tree.kind === "scalar") return tree.value === null && isInList ? tree : null;
  const inner = tree.kind === "list" ? tree.items : [...tree.entries.values()].map(({ value }) => value);
  for (const each of inner) {
    const bad = badList(each, isInList || tree.kind === "list");
    if (bad !== null) return bad;
  }
  return null;
};

const kindOf = (value: unknown): string =>
  Array.isArray(value) ? "list" : typeof value === "object" ? "map" : typeof value;

const listLevels = (tree: Tree): number =>
  tree.kind === "list"
    ? 1 + Math.max(0, ...tree.items.map(listLevels))
    : tree.kind === "map"
      ? 1 + Math.max(0, ...[...tree.entries.values()].map(({ value }) => listLevels(value)))
      : 0;

/** Lays dotted leaves into nested maps. */
const nest = (leaves: readonly TreeLeaf[]): ShadowPatch => {
  const patch: Record<string, unknown> = {};
  for (const { path, value } of leaves) {
    const names = path.split(".");
    let here = patch;
    for (const name of names.slice(0, -1)) {
      if (!Object.hasOwn(here, name) || here[name] === null || typeof here[name] !== "object")
        here[name] = {};
      here = here[name] as Record<string, unknown>;
    }
    here[names[names.length - 1]] = plainOf(value);
  }
  return patch as ShadowPatch;
};

interface Reading {
  context: Context;
  /** Properties of the twins that are reached. */
  properties: readonly ShadowPropertyTwin[];
  /** Whether nobody is reached, so that nothing can be said of names. */
  isVoid: boolean;
  /** `null` takes a property away (desired), or means nothing (a knob). */
  nullTakesAway: boolean;
}

const checkOne = (
  { context, properties, isVoid, nullTakesAway }: Reading,
  { path, keyAt, value }: TreeLeaf,
): void => {
  const { problems } = context;
  const fault = pathFault(path);
  if (fault !== undefined) {
    problems.error(keyAt, "SCN016", `\`${shownPath(path)}\` ${fault}`);
    return;
  }
  if (path.split(".").length + listLevels(value) > SHADOW_DEPTH_MAX)
    problems.error(
      keyAt,
      "SCN014",
      `\`${path}\` nests too deeply; a shadow document has at most ${SHADOW_DEPTH_MAX} levels`,
    );
  const hole = badList(value);
  if (hole !== null)
    problems.error(
      hole.at,
      "SCN012",
      `\`${path}\` has an empty value (null) in a list`,
      "a list holds values only",
    );
  const known = properties.filter((property) => property.name === path);
  const isNull = value.kind === "scalar" && value.value === null;
  if (isNull && !nullTakesAway) {
    problems.error(value.at, "SCN012", `\`${path}\` is empty; a knob has a value`);
    return;
  }
  if (known.length === 0) {
    if (isVoid || (isNull && properties.some(({ name }) => name.startsWith(`${path}.`)))) return;
    const hint =
      properties.length === 0
        ? "their twins have no shadow properties"
        : keyHint(path, [...new Set(properties.map((property) => property.name))]);
    problems.error(keyAt, "SCN053", `no targeted device has a shadow property \`${path}\``, hint);
    return;
  }
  if (isNull) return;
  const types = [...new Set(known.map(({ initial }) => kindOf(initial)))];
  const is = kindOf(plainOf(value));
  if (!types.includes(is))
    problems.error(
      value.at,
      "SCN053",
      `\`${path}\` is a ${types.join(" or ")} in its twin; here it is a ${is}`,
    );
};

/** A map of values as a patch; problems are told. */
export const readShadowValues = (reading: Reading, tree: MapTree): ShadowPatch => {
  const leaves = leavesOfTree(tree);
  for (const leaf of leaves) checkOne(reading, leaf);
  // Of each path, and of everything above it, who set it first: one look per name instead of one per pair.
  const set = new Map<string, string>();
  const above = new Map<string, string>();
  for (const { path, keyAt } of leaves) {
    const parents = [...path.matchAll(/\./g)]
      .slice(0, SHADOW_DEPTH_MAX)
      .map(({ index }) => path.slice(0, index));
    const other = set.get(path) ?? above.get(path) ?? parents.map((name) => set.get(name)).find(Boolean);
    if (other !== undefined)
      reading.context.problems.error(keyAt, "SCN018", `\`${path}\` is set twice, once as \`${other}\``);
    if (!set.has(path)) set.set(path, path);
    for (const name of parents) if (!above.has(name)) above.set(name, path);
  }
  return nest(leaves.filter(({ path }) => pathFault(path) === undefined));
};
