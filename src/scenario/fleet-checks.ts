// What a fleet must be as a whole: neither empty nor beyond the limits, and its gateways large enough (a warning: an
// over-allocated site is a thing people want to simulate).
import { formatCount } from "../core/units.js";
import type { Context } from "./context.js";
import type { Fleet } from "./fleet.js";
import { DEVICES_MAX, GATEWAYS_MAX, GROUPS_MAX } from "./limits.js";
import { childOf, itemsOf, spanAt, type Tree, textOf } from "./tree.js";

/** No site has a device group, not even one that cannot be read. */
const hasNoGroups = (root: Tree): boolean => {
  const sites = childOf(root, "sites") ?? { kind: "list" as const, items: [], at: root.at };
  if (sites.kind !== "list" || sites.items.some(({ kind }) => kind !== "map")) return false;
  return sites.items.every((site) => {
    const devices = childOf(site, "devices");
    return devices === undefined || (devices.kind === "list" && devices.items.length === 0);
  });
};

/** Tells what is wrong with the fleet as a whole. */
export const checkTotals = (context: Context, fleet: Fleet): void => {
  const { problems, root } = context;
  const at =
    childOf(root, "sites") === undefined ? { ...root.at, end: root.at.start + 1 } : spanAt(root, ["sites"]);
  const devices = fleet.devices.reduce((sum, { count }) => sum + count, 0);
  if (devices > DEVICES_MAX) {
    problems.error(
      at,
      "SCN034",
      `the fleet has ${formatCount(devices)} devices; at most ${formatCount(DEVICES_MAX)} are allowed`,
    );
  }
  if (hasNoGroups(root)) {
    problems.error(
      at,
      "SCN034",
      "the fleet has no devices",
      "sites: [{id: north, devices: [{twin: parking-nbiot, count: 10}]}]",
    );
  }
  const gateways = fleet.gateways.reduce((sum, { count }) => sum + count, 0);
  if (gateways > GATEWAYS_MAX || fleet.devices.length > GROUPS_MAX) {
    problems.error(
      at,
      "SCN034",
      `the fleet has ${formatCount(gateways)} gateways and ${fleet.devices.length} device groups; at most ${formatCount(GATEWAYS_MAX)} and ${GROUPS_MAX} are allowed`,
    );
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
