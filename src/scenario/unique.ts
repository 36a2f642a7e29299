// Ids are used once: a second thing of one id is told where it stands.
import type { Context } from "./context.js";
import { spanAt, type Tree, textOf } from "./tree.js";

/** Tells of the second and later items with one id. */
export const checkUnique = (context: Context, items: readonly Tree[], what: string): void => {
  const seen = new Set<string>();
  for (const tree of items) {
    const id = textOf(tree, "id");
    if (id === undefined) continue;
    if (seen.has(id))
      context.problems.error(spanAt(tree, ["id"]), "SCN018", `${what} \`${id}\` is declared twice`);
    seen.add(id);
  }
};
