// sites as written -> their gateway and device groups, each with the site it stands on and an id that is used once:
// the one written down, or `<site>/gw` and `<site>/<twin>`, numbered where that is taken.
import type { z } from "zod";
import type { Context } from "./context.js";
import { type Item, type Place, readBy, readItems, readItemsIn } from "./issues.js";
import { deviceGroupSchema, gatewayGroupSchema, siteSchema } from "./schema/fleet.js";
import { keyHint } from "./schema-parts.js";
import { childOf, itemsOf, type MapTree, type Path, pathText, textOf } from "./tree.js";
import { checkUnique } from "./unique.js";

export type DeviceGroupText = z.output<typeof deviceGroupSchema>;
export type GatewayGroupText = z.output<typeof gatewayGroupSchema>;

export interface OnSite<T> extends Item<T> {
  site: string;
  region: string;
  id: string;
}

export interface Sites {
  gateways: OnSite<GatewayGroupText>[];
  devices: OnSite<DeviceGroupText>[];
}

const headSchema = siteSchema.pick({ id: true, region: true });
const SITE_KEYS = Object.keys(siteSchema.shape);

/** The groups of a site, read one by one: `key` holds a list, or for gateways also a single one. */
const readGroups = <S extends z.ZodType>(
  context: Context,
  schema: S,
  site: Place,
  key: string,
): Item<z.output<S>>[] => {
  const one = childOf(site.tree, key);
  if (one?.kind !== "map") return readItemsIn(context.problems, schema, site, key);
  const path = [...site.path, key];
  const value = readBy(context.problems, schema, one, path);
  return value === undefined ? [] : [{ value: value as z.output<S>, tree: one, path }];
};

/** `wanted`, or `wanted-2`, `wanted-3`...; `next` remembers how far each has come. */
const freeId = (wanted: string, taken: ReadonlySet<string>, next: Map<string, number>): string => {
  let id = wanted;
  let n = next.get(wanted) ?? 2;
  for (; taken.has(id); n++) id = `${wanted}-${n}`;
  next.set(wanted, n);
  return id;
};

/** Gives the groups without an id one each, in file order. */
const nameGroups = <T extends { id?: string }>(
  groups: readonly OnSite<T>[],
  wanted: (group: OnSite<T>) => string,
  taken: Set<string>,
): void => {
  const next = new Map<string, number>();
  for (const group of groups) {
    group.id = group.value.id ?? freeId(wanted(group), taken, next);
    taken.add(group.id);
  }
};

const readSite = (context: Context, tree: MapTree, path: Path, sites: Sites): void => {
  const { problems } = context;
  for (const [key, { keyAt }] of tree.entries) {
    if (SITE_KEYS.includes(key)) continue;
    problems.error(keyAt, "SCN010", `unknown key \`${key}\` in ${pathText(path)}`, keyHint(key, SITE_KEYS));
  }
  const headEntries = [...tree.entries].filter(([key]) => key === "id" || key === "region");
  const head = readBy(problems, headSchema, { ...tree, entries: new Map(headEntries) }, path);
  const where = {
    site: head?.id ?? textOf(tree, "id") ?? pathText(path),
    region: head?.region ?? "default",
    id: "",
  };
  const gateways = readGroups(context, gatewayGroupSchema, { tree, path }, "gateways");
  sites.gateways.push(...gateways.map((item) => ({ ...item, ...where })));
  const devices = readItemsIn(problems, deviceGroupSchema, { tree, path }, "devices");
  sites.devices.push(...devices.map((item) => ({ ...item, ...where })));
};

/** All groups of all sites that can be read. */
export const readSites = (context: Context): Sites => {
  const { problems, root } = context;
  const trees = itemsOf(root, "sites");
  checkUnique(context, trees, "site");
  const sites: Sites = { gateways: [], devices: [] };
  if (trees.length === 0) readItems(problems, siteSchema, root, "sites");
  trees.forEach((tree, index) => {
    if (tree.kind === "map") readSite(context, tree, ["sites", index], sites);
    else readBy(problems, siteSchema, tree, ["sites", index]);
  });
  const groups = [...sites.gateways, ...sites.devices];
  checkUnique(
    context,
    groups.map(({ tree }) => tree),
    "group",
  );
  // Ids that are written down come first: made ones give way to them.
  const taken = new Set(groups.flatMap(({ value }) => value.id ?? []));
  nameGroups(sites.gateways, ({ site }) => `${site}/gw`, taken);
  nameGroups(sites.devices, ({ site, value }) => `${site}/${value.twin}`, taken);
  return sites;
};
