// A YAML text as plain values that remember where they stand. Includes, overrides and parameters work on trees, so a
// problem found at the very end still points into the file that caused it.
import type { Span } from "./source-text.js";

export type Scalar = string | number | boolean | null;
export type Path = readonly (string | number)[];

export interface ScalarTree {
  kind: "scalar";
  value: Scalar;
  /** How a number, switch or null is written, where no quotes make it a text. */
  written?: string;
  at: Span;
}
export interface ListTree {
  kind: "list";
  items: Tree[];
  at: Span;
}
export interface MapTree {
  kind: "map";
  entries: Map<string, { keyAt: Span; value: Tree }>;
  at: Span;
}
export type Tree = ScalarTree | ListTree | MapTree;

/** The child at a key or index, or undefined. */
export const childOf = (tree: Tree | undefined, step: string | number): Tree | undefined => {
  if (tree?.kind === "map") return tree.entries.get(String(step))?.value;
  if (tree?.kind === "list" && typeof step === "number") return tree.items[step];
  return undefined;
};

/** The tree at a path, or undefined. */
export const treeAt = (tree: Tree | undefined, path: Path): Tree | undefined => path.reduce(childOf, tree);

/** The span of the deepest part of `path` that exists; of a missing key, the map that lacks it. */
export const spanAt = (tree: Tree, path: Path): Span => {
  let here = tree;
  for (const step of path) {
    const next = childOf(here, step);
    if (next === undefined) break;
    here = next;
  }
  return here.at;
};

/** The span of a key itself (not its value), or of the map when the key is not there. */
export const keySpanAt = (tree: Tree, path: Path, key: string): Span => {
  const map = treeAt(tree, path);
  return (map?.kind === "map" ? map.entries.get(key)?.keyAt : undefined) ?? spanAt(tree, path);
};

/** The tree as plain data; each key is its map's own, whatever it is called. */
export const plainOf = (tree: Tree): unknown => {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(plainOf);
  const map: Record<string, unknown> = {};
  // Defined, not assigned: a file may call a key `__proto__`. (Without a prototype the schema library takes a key
  // `constructor` for the map's class.)
  for (const [key, { value }] of tree.entries)
    Object.defineProperty(map, key, {
      value: plainOf(value),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return map;
};

/** The items of a list at `key`; none when it is absent or not a list (the schema tells that). */
export const itemsOf = (tree: Tree | undefined, key: string): Tree[] => {
  const list = childOf(tree, key);
  return list?.kind === "list" ? list.items : [];
};

/** The text of a scalar at `key`, numbers as they are written; undefined for anything else. */
export const textOf = (tree: Tree | undefined, key: string): string | undefined => {
  const scalar = childOf(tree, key);
  return scalar?.kind === "scalar" && scalar.value !== null
    ? (scalar.written ?? String(scalar.value))
    : undefined;
};

/** `sites[0].devices[1].count`. */
export const pathText = (path: Path): string =>
  path.reduce<string>(
    (text, step) => text + (typeof step === "number" ? `[${step}]` : text === "" ? step : `.${step}`),
    "",
  );

/** The item of list `key` whose id is `id`, for the place of a problem; the whole where it has none of its own. */
export const itemNamed = (root: Tree, key: string, id: string): Tree =>
  itemsOf(root, key).find((tree) => textOf(tree, "id") === id) ?? root;
