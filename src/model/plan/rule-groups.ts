// INF-3: which device groups a gateway's rules watch and switch, as flags by group.

import { edgeMatches } from "../../spec/selection.js";
import type { EdgeRule, EdgeSelector } from "../../spec/twin.js";
import type { DeviceGroup, FleetPlan, GatewayGroup } from "./plan.js";

/** One rule with the groups it concerns: 1 where a group is meant. */
export interface EdgeRuleGroups {
  rule: EdgeRule;
  watches: Uint8Array;
  switches: Uint8Array;
}

const isMeant = (selector: EdgeSelector, group: DeviceGroup, site: string): boolean =>
  group.site === site &&
  group.via === "gateway" &&
  edgeMatches(selector, { id: group.id, twinName: group.twin.name });

/** The rules of one gateway group. */
export const ruleGroupsOf = (plan: FleetPlan, { site, twin }: GatewayGroup): EdgeRuleGroups[] =>
  twin.rules.map((rule) => ({
    rule,
    watches: Uint8Array.from(plan.groups, (group) => Number(isMeant(rule.when, group, site))),
    switches: Uint8Array.from(plan.groups, (group) => Number(isMeant(rule.actuate, group, site))),
  }));

/** True where readings of a group may set off a rule of some gateway. */
export const feedsRules = (plan: FleetPlan, group: DeviceGroup): boolean =>
  plan.gatewayGroups.some(({ site, twin }) => twin.rules.some(({ when }) => isMeant(when, group, site)));
