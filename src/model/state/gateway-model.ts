// One gateway group's twin, with its rules.
import type { GatewayTwin } from "../../spec/twin.js";
import type { FleetPlan, GatewayGroup } from "../plan/plan.js";
import { type EdgeRuleGroups, ruleGroupsOf } from "../plan/rule-groups.js";
import { openWindows } from "./gateway-columns.js";

export class GatewayModel {
  readonly twin: GatewayTwin;
  readonly openWindows: number;
  readonly rules: readonly EdgeRuleGroups[];

  constructor(plan: FleetPlan, group: GatewayGroup) {
    this.twin = group.twin;
    this.openWindows = openWindows(group.twin);
    this.rules = ruleGroupsOf(plan, group);
  }
}
