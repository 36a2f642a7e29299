// One gateway group's twin, with its rules and detectors.
import type { GatewayTwin } from "../../spec/twin.js";
import type { FleetPlan, GatewayGroup } from "../plan/plan.js";
import { type EdgeRuleGroups, ruleGroupsOf } from "../plan/rule-groups.js";
import { openWindows } from "./gateway-columns.js";
import { type Watcher, watchersOf } from "./watchers.js";

export class GatewayModel {
  readonly twin: GatewayTwin;
  readonly openWindows: number;
  readonly rules: readonly EdgeRuleGroups[];
  /** Detectors that look at each reading, and at each device once per window: by device group. */
  readonly onValue: readonly (readonly Watcher<"onValue">[])[];
  readonly onWindow: readonly (readonly Watcher<"onWindow">[])[];

  constructor(plan: FleetPlan, group: GatewayGroup) {
    this.twin = group.twin;
    this.openWindows = openWindows(group.twin);
    this.rules = ruleGroupsOf(plan, group);
    this.onValue = plan.groups.map(({ twin }) => watchersOf(group.twin, twin, ({ onValue }) => onValue));
    this.onWindow = plan.groups.map(({ twin }) => watchersOf(group.twin, twin, ({ onWindow }) => onWindow));
  }
}
