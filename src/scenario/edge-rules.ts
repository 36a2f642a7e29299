// INF-3: whom a gateway's rules name must stand behind its own gateways, and an actuator must be listening.

import type { DeviceGroupSpec, GatewayGroupSpec } from "../spec/fleet.js";
import type { Scenario } from "../spec/scenario.js";
import { edgeMatches } from "../spec/selection.js";
import type { EdgeRule, EdgeSelector } from "../spec/twin.js";
import { TRANSPORTS } from "../transport/kinds.js";
import type { Context } from "./context.js";
import { keyHint } from "./schema-parts.js";
import type { Span } from "./source-text.js";
import { spanAt, type Tree } from "./tree.js";

const wordsOf = ({ twin, group }: EdgeSelector): string =>
  twin === null ? `group \`${group}\`` : `\`${twin}\``;

type Fleet = Pick<Scenario, "devices" | "deviceTwins" | "gateways" | "gatewayTwins">;

interface Scope {
  context: Context;
  fleet: Fleet;
  gateways: GatewayGroupSpec;
  /** Where the rule stands: in the group's overrides, else the group itself (it is in the twin's file). */
  at: Span;
  label: string;
}

const twinName = (fleet: Fleet, group: DeviceGroupSpec): string => fleet.deviceTwins[group.twin].name;

/** The groups meant behind these gateways; tells where there are none. */
const behind = (
  { context, fleet, gateways, at, label }: Scope,
  selector: EdgeSelector,
): DeviceGroupSpec[] => {
  const meant = fleet.devices.filter((group) =>
    edgeMatches(selector, { id: group.id, twinName: twinName(fleet, group) }),
  );
  const here = meant.filter(({ site, via }) => site === gateways.site && via === "gateway");
  if (here.length > 0) return here;
  const onSite = fleet.devices.filter(({ site, via }) => site === gateways.site && via === "gateway");
  const known = onSite.map((group) => (selector.twin === null ? group.id : twinName(fleet, group)));
  const where =
    meant.length === 0
      ? "there is none in the fleet"
      : meant.some(({ site }) => site === gateways.site)
        ? "it speaks to the cloud directly"
        : `it stands behind other gateways, at ${[...new Set(meant.map(({ site }) => site))].join(", ")}`;
  context.problems.error(
    at,
    "SCN054",
    `${label} names ${wordsOf(selector)}, but no such device is behind the gateways of ${gateways.id}: ${where}`,
    keyHint(selector.twin ?? selector.group ?? "", [...new Set(known)]),
  );
  return [];
};

const checkRule = (scope: Scope, rule: EdgeRule): void => {
  const { context, fleet, gateways, at, label } = scope;
  const sensors = behind(scope, rule.when);
  const actuators = behind(scope, rule.actuate);
  if (rule.when.alarm && sensors.length > 0) {
    const silent = sensors.filter((group) => fleet.deviceTwins[group.twin].reporting.alarm === null);
    if (silent.length > 0)
      context.problems.error(
        at,
        "SCN054",
        `${label} waits for alarms of ${silent.map(({ id }) => id).join(", ")}, whose twin raises none`,
        "give the twin `reporting.alarm`, or the rule `above` or `below`",
      );
  }
  for (const group of actuators) {
    const { radio } = fleet.deviceTwins[group.twin];
    if (!TRANSPORTS[radio.transport].hearsAfterUplinkOnly(radio)) continue;
    context.problems.error(
      at,
      "SCN054",
      `${label} switches ${group.id}, which sleeps between its own reports and hears nothing else (${radio.transport})`,
      "an actuator must listen: ethernet, wifi, ble, zigbee or modbus-tcp",
    );
  }
  const slots = fleet.gateways
    .filter(({ site }) => site === gateways.site)
    .reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(0, ...actuators.map(({ count }) => count));
  if (actuators.length > 0 && most < slots)
    context.problems.warning(
      at,
      "SCN054",
      `${label} switches ${wordsOf(rule.actuate)}, but only ${most} of ${slots} gateways have one behind them`,
      "devices of a group are dealt to the site's gateways in turn",
    );
};

/** Checks every rule of one gateway group against the devices around it. */
export const checkEdgeRules = (
  context: Context,
  fleet: Fleet,
  gateways: GatewayGroupSpec,
  tree: Tree,
): void => {
  fleet.gatewayTwins[gateways.twin].rules.forEach((rule, index) => {
    const at = spanAt(tree, ["overrides", "rules", index]);
    checkRule({ context, fleet, gateways, at, label: `${gateways.id} rules[${index}]` }, rule);
  });
};
