// How two trees become one: `over` on top of `base`. Maps merge key by key; lists of things with an id (or version)
// merge by it, in the base's order, new ones after; anything else is replaced whole. Labels, stages and other lists
// without ids are therefore replaced, never appended to.
import type { ListTree, MapTree, Tree } from "./tree.js";
import { textOf } from "./tree.js";

const identityOf = (tree: Tree): string | undefined => textOf(tree, "id") ?? textOf(tree, "version");

const mergeLists = (base: ListTree, over: ListTree): ListTree => {
  const items = [...base.items];
  const baseCount = base.items.length;
  for (const item of over.items) {
    const id = identityOf(item);
    const at =
      id === undefined ? -1 : items.slice(0, baseCount).findIndex((known) => identityOf(known) === id);
    if (at < 0) items.push(item);
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
