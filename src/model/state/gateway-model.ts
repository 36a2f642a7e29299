// One gateway group's twin with its random stream.
import { KeyedRandom } from "../../core/rng.js";
import type { GatewayTwin } from "../../spec/twin.js";
import type { FleetPlan, GatewayGroup } from "../plan/plan.js";
import { type EdgeRuleGroups, ruleGroupsOf } from "../plan/rule-groups.js";
import { openWindows } from "./gateway-columns.js";

export class GatewayModel {
  readonly twin: GatewayTwin;
  readonly first: number;
  readonly random: KeyedRandom;
  readonly openWindows: number;
  readonly rules: readonly EdgeRuleGroups[];

  constructor(plan: FleetPlan, group: GatewayGroup) {
    this.twin = group.twin;
    this.first = group.first;
    this.openWindows = openWindows(group.twin);
    this.random = new KeyedRandom(group.key);
    this.rules = ruleGroupsOf(plan, group);
  }
}
