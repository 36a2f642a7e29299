// tenants and sites -> tenants, gateway groups and device groups with their twins and traces, and the checks that need
// several of them: gateways where devices need them, one tenant or a named one, totals.

import type { DeviceGroupSpec, GatewayGroupSpec, TenantSpec, TraceSpec } from "../spec/fleet.js";
import type { DeviceTwin, GatewayTwin } from "../spec/twin.js";
import type { Context } from "./context.js";
import { checkEdgeRules } from "./edge-rules.js";
import { keyHint } from "./schema-parts.js";
import { type DeviceGroupText, type GatewayGroupText, type OnSite, readSites } from "./sites.js";
import { readTenants } from "./tenants.js";
import { Traces } from "./trace.js";
import { childOf, itemsOf, spanAt, type Tree, textOf } from "./tree.js";
import { Twins } from "./twins.js";
import { checkUnreadGroups } from "./unread-groups.js";

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

/** The fleet as far as it can be read; `complete` says whether that is all of it. */
export const readFleet = (context: Context, durationMs: number): Fleet => {
  const { problems, root } = context;
  const before = problems.errorCount;
  const sites = readSites(context);
  const tenants = readTenants(context);
  const twins = new Twins(context);
  const traces = new Traces(context, durationMs);
  const fleet: Fleet = {
    tenants,
    gateways: [],
    devices: [],
    deviceTwins: {},
    gatewayTwins: {},
    traces: traces.specs,
    complete: true,
    declared: {
      sites: itemsOf(root, "sites").flatMap((tree) => textOf(tree, "id") ?? []),
      regions: itemsOf(root, "sites").map((tree) => textOf(tree, "region") ?? "default"),
      tenants: [
        ...new Set([
          ...itemsOf(root, "tenants").flatMap((tree) => textOf(tree, "id") ?? []),
          ...tenants.map(({ id }) => id),
        ]),
      ],
    },
  };
  for (const group of sites.gateways) addGateways(context, fleet, twins, group);
  for (const group of sites.devices) addDevices({ context, fleet, twins, traces }, group);
  for (const { id, tree } of sites.gateways) {
    const spec = fleet.gateways.find((group) => group.id === id);
    if (spec !== undefined && problems.errorCount === before) checkEdgeRules(context, fleet, spec, tree);
  }
  checkUnreadGroups(context, sites, twins);
  const all =
    fleet.gateways.length === sites.gateways.length && fleet.devices.length === sites.devices.length;
  fleet.complete = all && sites.devices.length > 0 && problems.errorCount === before;
  return fleet;
};

/** A twin with overrides gets a key of its own; its name stays, so that targets and labels still find it. */
const twinKey = (twin: string, group: Tree, id: string): string => {
  const overrides = childOf(group, "overrides");
  return overrides?.kind === "map" && overrides.entries.size > 0 ? `${twin}@${id}` : twin;
};

const addGateways = (
  context: Context,
  fleet: Fleet,
  twins: Twins,
  { value, tree, site, region, id }: OnSite<GatewayGroupText>,
): void => {
  const twin = twins.gateway(tree);
  if (twin === undefined) return;
  const key = twinKey(value.twin, tree, id);
  fleet.gatewayTwins[key] = twin;
  const { count, pairs } = value;
  if (pairs && count % 2 !== 0)
    context.problems.error(
      spanAt(tree, ["count"]),
      "SCN038",
      `${id} are ${count} gateways in pairs: one of them would have no partner`,
      `write count: ${count + 1}, or leave out pairs`,
    );
  fleet.gateways.push({ id, site, region, twin: key, count, pairs });
};

const tenantOf = (context: Context, fleet: Fleet, value: DeviceGroupText, tree: Tree): string | undefined => {
  const { problems } = context;
  const names = fleet.declared.tenants;
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

/** What groups are read from, and into. */
interface Reading {
  context: Context;
  fleet: Fleet;
  twins: Twins;
  traces: Traces;
}

const addDevices = (
  { context, fleet, twins, traces }: Reading,
  { value, tree, site, region, id }: OnSite<DeviceGroupText>,
): void => {
  const twin = twins.device(tree);
  const tenant = tenantOf(context, fleet, value, tree);
  const replay = childOf(tree, "replay");
  const trace = value.replay === undefined || replay === undefined ? null : traces.add(value.replay, replay);
  if (twin === undefined || tenant === undefined || trace === undefined) return;
  const via = value.via ?? twin.attach;
  if (via === "gateway" && !siteHasGateways(context, site)) {
    const hint = "add `gateways: {twin: fog-gateway, count: 1}` to the site, or `via: direct` to the group";
    context.problems.error(
      tree.at,
      "SCN035",
      `the devices of ${id} go through gateways, but site \`${site}\` has none`,
      hint,
    );
  }
  // A chosen transport rests on the group's own way to the cloud, too.
  const key = twin.radio.choice === null ? twinKey(value.twin, tree, id) : `${value.twin}@${id}`;
  fleet.deviceTwins[key] = twin;
  const { count, labels } = value;
  fleet.devices.push({ id, site, region, tenant, twin: key, count, via, labels, trace });
};

const siteHasGateways = (context: Context, site: string): boolean =>
  itemsOf(context.root, "sites").some(
    (tree) => textOf(tree, "id") === site && childOf(tree, "gateways") !== undefined,
  );
