// How two trees become one: `over` on top of `base`. Maps merge key by key; lists of things with an id (or version)
// merge by it, in the base's order, new ones after; anything else is replaced whole. Labels, stages and other lists
// without ids are therefore replaced, never appended to.
import type { Span } from "./source-text.js";
import type { ListTree, MapTree, Tree } from "./tree.js";
import { childOf, textOf } from "./tree.js";

const identityOf = (tree: Tree): string | undefined => textOf(tree, "id") ?? textOf(tree, "version");

const mergeLists = (base: ListTree, over: ListTree): ListTree => {
  const items = [...base.items];
  const places = new Map<string | undefined, number>();
  base.items.forEach((item, at) => {
    const id = identityOf(item);
    if (!places.has(id)) places.set(id, at);
  });
  for (const item of over.items) {
    const at = places.get(identityOf(item));
    if (at === undefined) items.push(item);
    else items[at] = mergeTrees(items[at], item);
  }
  return { kind: "list", items, at: over.at };
};

const hasIdentities = (list: ListTree): boolean =>
  list.items.length > 0 && list.items.every((item) => identityOf(item) !== undefined);

const mergeMaps = (base: MapTree, over: MapTree): MapTree => {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const below = entries.get(key);
    entries.set(key, below ? { keyAt: entry.keyAt, value: mergeTrees(below.value, entry.value) } : entry);
  }
  return { kind: "map", entries, at: over.at };
};

/** `over` laid on `base`; neither is changed. */
export const mergeTrees = (base: Tree, over: Tree): Tree => {
  if (base.kind === "map" && over.kind === "map") return mergeMaps(base, over);
  if (base.kind === "list" && over.kind === "list" && hasIdentities(base) && hasIdentities(over)) {
    return mergeLists(base, over);
  }
  return over;
};

/** What a map is one of: another value of such a key makes it another thing, of which nothing below is left. */
const ARMS = ["kind", "transport"];
/** Of these keys a map has one: who writes one takes the other away. */
const EITHER: Readonly<Record<string, string>> = { meanAttempts: "meanLength", meanLength: "meanAttempts" };

const isAnotherKind = (base: MapTree, over: MapTree): boolean =>
  ARMS.some((arm) => {
    const [was, is] = [textOf(base, arm), textOf(over, arm)];
    return was !== undefined && is !== undefined && was !== is;
  });

const isNull = (tree: Tree): boolean => tree.kind === "scalar" && tree.value === null;

/**
 * A twin with a group's `overrides` laid over it. As mergeTrees, but null takes a key away, and a map that becomes one of
 * another kind (a signal, the radio of another transport) is what is written, without the keys of the old one.
 */
export const overrideTree = (base: Tree | undefined, over: Tree): Tree => {
  if (over.kind !== "map") return base === undefined ? over : mergeTrees(base, over);
  const below = base?.kind === "map" && !isAnotherKind(base, over) ? base : undefined;
  const entries = new Map(below?.entries);
  for (const [key, entry] of over.entries) {
    if (Object.hasOwn(EITHER, key) && childOf(over, EITHER[key]) === undefined) entries.delete(EITHER[key]);
    // A null for what was not there stays, and is told by whoever reads the map.
    if (isNull(entry.value) && (below === undefined || entries.has(key))) entries.delete(key);
    else entries.set(key, { keyAt: entry.keyAt, value: overrideTree(entries.get(key)?.value, entry.value) });
  }
  return { kind: "map", entries, at: over.at };
};

/**
 * A sound twin's text, placed where `over` is: what is wrong once they are laid over one another is wrong there, not in a
 * file that is fine by itself. A chemistry's name stays, as it is looked for beside its file.
 */
export const placedAt = (base: Tree, over: Tree | undefined, at: Span): Tree => {
  const here = over?.at ?? at;
  if (base.kind === "scalar") return { ...base, at: here };
  if (base.kind === "list")
    return { ...base, items: base.items.map((item) => placedAt(item, undefined, here)), at: here };
  const entries = [...base.entries].map(([key, { value }]) => {
    const placed = key === "chemistry" ? value : placedAt(value, childOf(over, key), here);
    return [key, { keyAt: here, value: placed }] as const;
  });
  return { kind: "map", entries: new Map(entries), at: here };
};
