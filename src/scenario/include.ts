// include: worlds (sites, tenants, cloud, prices, firmware, alerts) that lie under the scenario. Later ones lie on
// earlier ones, the including file on all of them (merge.ts has the rules). A world may include worlds; a loop is told.
import { beside, type Files, inside } from "./files.js";
import { shown } from "./issues.js";
import { INCLUDES_MAX } from "./limits.js";
import { mergeTrees } from "./merge.js";
import type { Problems } from "./problems.js";
import { keyHint } from "./schema-parts.js";
import { type MapTree, plainOf, type Tree } from "./tree.js";

/** What a world may say: everything that stands, nothing that happens. */
export const WORLD_KEYS = [
  "iotctl",
  "name",
  "description",
  "params",
  "include",
  "tenants",
  "sites",
  "cloud",
  "priceBook",
  "firmware",
  "alerts",
  "start",
] as const;
/** These describe the world file itself and do not reach the scenario. */
const OWN_KEYS = ["include", "name", "description", "iotctl"];

const checkWorld = (world: MapTree, problems: Problems): void => {
  for (const [key, { keyAt }] of world.entries) {
    if (problems.isFull) return;
    if ((WORLD_KEYS as readonly string[]).includes(key)) continue;
    const hint = keyHint(key, WORLD_KEYS);
    problems.error(keyAt, "SCN008", `a world has no \`${key}\`; it says what stands, not what happens`, hint);
  }
};

const withoutKeys = (map: MapTree, keys: readonly string[]): MapTree => ({
  ...map,
  entries: new Map([...map.entries].filter(([key]) => !keys.includes(key))),
});

const namesOf = (include: Tree, problems: Problems): { name: string; tree: Tree }[] => {
  const items = include.kind === "list" ? include.items : [include];
  return items.flatMap((tree) => {
    if (tree.kind === "scalar" && typeof tree.value === "string" && tree.value !== "") {
      return [{ name: tree.value, tree }];
    }
    problems.error(tree.at, "SCN012", `include is ${shown(plainOf(tree))}; it must be a list of file names`);
    return [];
  });
};

/** The file's tree with its worlds below it; `include` itself is gone. */
export const resolveIncludes = (root: MapTree, file: string, files: Files, problems: Problems): MapTree => {
  let included = 0;
  const expand = (tree: MapTree, path: string, chain: readonly string[]): MapTree => {
    const include = tree.entries.get("include")?.value;
    let below: MapTree | undefined;
    for (const { name, tree: asked } of include === undefined ? [] : namesOf(include, problems)) {
      const { shippedRoot } = files.access;
      const candidates = [
        beside(path, name),
        inside(shippedRoot, "scenarios", name),
        inside(shippedRoot, name),
      ];
      const found = files.find(candidates);
      if (found === undefined) {
        const places = `looked for ${candidates[0]} and among the shipped scenarios`;
        problems.error(asked.at, "SCN001", `include \`${name}\` does not exist`, places);
        continue;
      }
      if (chain.includes(found)) {
        const loop = [...chain.slice(chain.indexOf(found)), found].join(" -> ");
        problems.error(asked.at, "SCN007", `include loop: ${loop}`, "remove one of these includes");
        continue;
      }
      if (++included > INCLUDES_MAX) {
        problems.error(asked.at, "SCN014", `more than ${INCLUDES_MAX} files are included`);
        break;
      }
      const world = files.readDocument(found, asked.at);
      if (world === null) continue;
      checkWorld(world, problems);
      const expanded = withoutKeys(expand(world, found, [...chain, found]), OWN_KEYS);
      below = below === undefined ? expanded : (mergeTrees(below, expanded) as MapTree);
    }
    const own = withoutKeys(tree, ["include"]);
    return below === undefined ? own : { ...(mergeTrees(below, own) as MapTree), at: tree.at };
  };
  return expand(root, file, [file]);
};
