// tenants and sites -> tenants, gateway groups, device groups with unique ids, their twins and traces; and the checks
// that need several of them: ids, totals, gateways where devices need them, one tenant or a named one.
import { formatCount } from "../core/units.js";
import type { Context } from "./context.js";
import { type Item, readBy, readItems } from "./issues.js";
import { DEVICES_MAX, GATEWAYS_MAX, GROUPS_MAX, TENANTS_MAX } from "./limits.js";
import type {
  DeviceGroupSpec,
  DeviceTwin,
  GatewayGroupSpec,
  GatewayTwin,
  TenantSpec,
  TraceSpec,
} from "./scenario.js";
import { keyHint } from "./schema-parts.js";
import { deviceGroupSchema, gatewayGroupSchema, siteSchema, tenantSchema } from "./schema/fleet.js";
import { Traces } from "./trace.js";
import { childOf, itemsOf, type Path, spanAt, type Tree, textOf } from "./tree.js";
import { Twins } from "./twins.js";
import type { z } from "zod";

export interface Fleet {
  tenants: TenantSpec[];
  gateways: GatewayGroupSpec[];
  devices: DeviceGroupSpec[];
  deviceTwins: Record<string, DeviceTwin>;
  gatewayTwins: Record<string, GatewayTwin>;
  traces: TraceSpec[];
  /** False when some of it could not be read: then "matches nothing" would only be a second telling. */
  complete: boolean;
  /** Ids as written, also of items that could not be read. */
  declared: { sites: string[]; tenants: string[]; regions: string[] };
}

type DeviceGroupText = z.output<typeof deviceGroupSchema>;
type GatewayGroupText = z.output<typeof gatewayGroupSchema>;
interface OnSite<T> extends Item<T> {
  site: string;
  region: string;
}

/** Tells of the second and later items with one id. */
export const checkUnique = (context: Context, items: readonly Tree[], what: string): void => {
  const seen = new Set<string>();
  for (const tree of items) {
    const id = textOf(tree, "id");
    if (id === undefined) continue;
    if (seen.has(id)) context.problems.error(spanAt(tree, ["id"]), "SCN018", `${what} \`${id}\` is declared twice`);
    seen.add(id);
  }
};

const readTenants = (context: Context): TenantSpec[] => {
  const items = readItems(context.problems, tenantSchema, context.root, "tenants");
  checkUnique(context, itemsOf(context.root, "tenants"), "tenant");
  if (items.length > TENANTS_MAX) {
    context.problems.error(spanAt(context.root, ["tenants"]), "SCN014", `there are ${items.length} tenants; at most ${TENANTS_MAX} are allowed`);
  }
  const tenants = items.map(({ value: { id, sla } }) => ({
    id,
    availabilityPpm: sla.availability,
    freshnessSharePpm: sla.freshness.share,
    freshnessWithinMs: sla.freshness.within,
  }));
  if (tenants.length > 0 || itemsOf(context.root, "tenants").length > 0) return tenants;
  const { sla } = tenantSchema.parse({ id: "default" });
  return [
    {
      id: "default",
      availabilityPpm: sla.availability,
      freshnessSharePpm: sla.freshness.share,
      freshnessWithinMs: sla.freshness.within,
    },
  ];
};

/** The groups of a site, read one by one: `key` holds a list, or for gateways also a single one. */
const readGroups = <S extends z.ZodType>(context: Context, schema: S, site: Tree, path: Path, key: string): Item<z.output<S>>[] => {
  const one = childOf(site, key);
  if (one?.kind !== "map") return readItems(context.problems, schema, site, key, path);
  const value = readBy(context.problems, schema, one, [...path, key]);
  return value === undefined ? [] : [{ value: value as z.output<S>, tree: one, path: [...path, key] }];
};

/** `wanted`, or `wanted-2`, `wanted-3`... */
const freeId = (wanted: string, taken: ReadonlySet<string>): string => {
  let id = wanted;
  for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`;
  return id;
};

/** Ids in file order: explicit ones as they are, the others made from site and twin around them. */
const nameGroups = <T extends { id?: string; twin: string }>(
  groups: OnSite<T>[],
  automatic: (group: OnSite<T>) => string,
  taken: Set<string>,
): string[] => {
  for (const { value } of groups) if (value.id !== undefined) taken.add(value.id);
  return groups.map((group) => {
    const id = group.value.id ?? freeId(automatic(group), taken);
    taken.add(id);
    return id;
  });
};

export const readFleet = (context: Context): Fleet => {
  const { problems, root } = context;
  const before = problems.errorCount;
  const siteTrees = itemsOf(root, "sites");
  checkUnique(context, siteTrees, "site");
  const gatewayTexts: OnSite<GatewayGroupText>[] = [];
  const deviceTexts: OnSite<DeviceGroupText>[] = [];
  const headSchema = siteSchema.pick({ id: true, region: true });
  const siteKeys = Object.keys(siteSchema.shape);
  if (childOf(root, "sites") !== undefined && siteTrees.length === 0) readItems(problems, siteSchema, root, "sites");
  siteTrees.forEach((tree, index) => {
    const path: Path = ["sites", index];
    if (tree.kind !== "map") {
      readBy(problems, siteSchema, tree, path);
      return;
    }
    for (const [key, { keyAt }] of tree.entries) {
      if (!siteKeys.includes(key)) problems.error(keyAt, "SCN010", `unknown key \`${key}\` in sites[${index}]`, keyHint(key, siteKeys));
    }
    const headEntries = [...tree.entries].filter(([key]) => key === "id" || key === "region");
    const head = readBy(problems, headSchema, { ...tree, entries: new Map(headEntries) }, path);
    const site = head?.id ?? textOf(tree, "id") ?? `site-${index}`;
    const region = head?.region ?? "default";
    for (const item of readGroups(context, gatewayGroupSchema, tree, path, "gateways")) gatewayTexts.push({ ...item, site, region });
    for (const item of readItems(problems, deviceGroupSchema, tree, "devices", path)) deviceTexts.push({ ...item, site, region });
  });
  checkUnique(context, [...gatewayTexts, ...deviceTexts].map(({ tree }) => tree), "group");

  const tenants = readTenants(context);
  const twins = new Twins(context);
  const taken = new Set<string>();
  const fleet: Fleet = {
    tenants,
    gateways: [],
    devices: [],
    deviceTwins: {},
    gatewayTwins: {},
    traces: [],
    complete: true,
    declared: {
      sites: siteTrees.flatMap((tree) => textOf(tree, "id") ?? []),
      regions: siteTrees.map((tree) => textOf(tree, "region") ?? "default"),
      tenants: [...itemsOf(root, "tenants").flatMap((tree) => textOf(tree, "id") ?? []), ...tenants.map(({ id }) => id)],
    },
  };
  // Explicit ids of both kinds are taken first: a made id must give way to them.
  for (const { value } of [...gatewayTexts, ...deviceTexts]) if (value.id !== undefined) taken.add(value.id);
  const gatewayIds = nameGroups(gatewayTexts, ({ site }) => `${site}/gw`, taken);
  const deviceIds = nameGroups(deviceTexts, ({ site, value }) => `${site}/${value.twin}`, taken);
  gatewayTexts.forEach((text, index) => addGateways(context, fleet, twins, text, gatewayIds[index]));
  const traces = new Traces(context);
  deviceTexts.forEach((text, index) => addDevices(context, fleet, twins, traces, text, deviceIds[index]));
  fleet.traces = traces.specs;
  fleet.complete = problems.errorCount === before;
  checkTotals(context, fleet, deviceTexts);
  return fleet;
};

/** A twin with overrides gets a key of its own; its name stays, so that targets and labels still find it. */
const twinKey = (twin: string, group: Tree, id: string): string => {
  const overrides = childOf(group, "overrides");
  return overrides?.kind === "map" && overrides.entries.size > 0 ? `${twin}@${id}` : twin;
};

const addGateways = (context: Context, fleet: Fleet, twins: Twins, { value, tree, site, region }: OnSite<GatewayGroupText>, id: string): void => {
  const twin = twins.gateway(tree);
  if (value.pairs && value.count % 2 !== 0) {
    context.problems.error(spanAt(tree, ["count"]), "SCN038", `${value.count} gateways cannot stand in pairs`, `count: ${value.count + 1}`);
  }
  if (twin === undefined) return;
  const key = twinKey(value.twin, tree, id);
  fleet.gatewayTwins[key] = twin;
  fleet.gateways.push({ id, site, region, twin: key, count: value.count, pairs: value.pairs });
};

const tenantOf = (context: Context, fleet: Fleet, value: DeviceGroupText, tree: Tree): string | undefined => {
  const { problems } = context;
  const names = [...new Set(fleet.declared.tenants)];
  if (value.tenant === undefined) {
    if (names.length === 1) return names[0];
    problems.error(tree.at, "SCN037", "the group names no tenant", `tenants: ${names.join(", ")}`);
    return undefined;
  }
  if (names.includes(value.tenant)) return value.tenant;
  const at = spanAt(tree, ["tenant"]);
  problems.error(at, "SCN030", `there is no tenant \`${value.tenant}\``, keyHint(value.tenant, names));
  return undefined;
};

const addDevices = (
  context: Context,
  fleet: Fleet,
  twins: Twins,
  traces: Traces,
  { value, tree, site, region }: OnSite<DeviceGroupText>,
  id: string,
): void => {
  const twin = twins.device(tree);
  const tenant = tenantOf(context, fleet, value, tree);
  const replay = childOf(tree, "replay");
  const trace = value.replay === undefined || replay === undefined ? null : traces.add(value.replay, replay);
  if (twin === undefined || tenant === undefined || trace === undefined) return;
  const via = value.via ?? twin.attach;
  if (via === "gateway" && !siteHasGateways(context, site)) {
    const hint = "add `gateways: {twin: fog-gateway, count: 1}` to the site, or `via: direct` to the group";
    context.problems.error(tree.at, "SCN035", `the devices of ${id} go through gateways, but site \`${site}\` has none`, hint);
  }
  const key = twinKey(value.twin, tree, id);
  fleet.deviceTwins[key] = twin;
  const { count, labels } = value;
  fleet.devices.push({ id, site, region, tenant, twin: key, count, via, labels, trace });
};

const siteHasGateways = (context: Context, site: string): boolean =>
  itemsOf(context.root, "sites").some((tree) => textOf(tree, "id") === site && childOf(tree, "gateways") !== undefined);

const checkTotals = (context: Context, fleet: Fleet, groups: readonly Item<DeviceGroupText>[]): void => {
  const { problems, root } = context;
  const at = childOf(root, "sites") === undefined ? { ...root.at, end: root.at.start + 1 } : spanAt(root, ["sites"]);
  const devices = groups.reduce((sum, { value }) => sum + value.count, 0);
  if (devices > DEVICES_MAX) {
    problems.error(at, "SCN034", `the fleet has ${formatCount(devices)} devices; at most ${formatCount(DEVICES_MAX)} are allowed`);
  }
  if (groups.length === 0 && fleet.complete) {
    problems.error(at, "SCN034", "the fleet has no devices", "sites: [{id: north, devices: [{twin: parking-nbiot, count: 10}]}]");
    fleet.complete = false;
  }
  const gateways = fleet.gateways.reduce((sum, { count }) => sum + count, 0);
  if (gateways > GATEWAYS_MAX || groups.length > GROUPS_MAX) {
    problems.error(at, "SCN034", `the fleet has ${formatCount(gateways)} gateways and ${groups.length} device groups; at most ${formatCount(GATEWAYS_MAX)} and ${GROUPS_MAX} are allowed`);
  }
  if (!fleet.complete) return;
  for (const site of new Set(fleet.gateways.map((group) => group.site))) checkCapacity(context, fleet, site);
};

const checkCapacity = (context: Context, fleet: Fleet, site: string): void => {
  const behind = fleet.devices.filter((group) => group.site === site && group.via === "gateway");
  const devices = behind.reduce((sum, { count }) => sum + count, 0);
  const capacity = fleet.gateways
    .filter((group) => group.site === site)
    .reduce((sum, { count, twin }) => sum + count * fleet.gatewayTwins[twin].capacityDevices, 0);
  if (devices <= capacity) return;
  const tree = itemsOf(context.root, "sites").find((one) => textOf(one, "id") === site) ?? context.root;
  const message = `site \`${site}\` has ${formatCount(devices)} devices behind gateways that can serve ${formatCount(capacity)}`;
  context.problems.warning(spanAt(tree, ["gateways"]), "SCN036", message, "add gateways, or expect refusals");
};
