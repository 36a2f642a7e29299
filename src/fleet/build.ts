// Scenario -> FleetPlan: who hangs on which gateway, who lives in which cell, who is struck by what. Pure and
// deterministic: every thread builds its own, once, and hands it to whoever needs it there.
import { Agenda } from "../model/plan/agenda.js";
import type { FleetPlan, FleetRoster, GatewayGroup } from "../model/plan/plan.js";
import type { Scenario } from "../spec/scenario.js";
import { compileAgenda } from "./agenda.js";
import { CELL_DEVICES, divideIntoCells } from "./cells.js";
import { recordingOf } from "./recording.js";
import { rosterOf } from "./roster.js";
import { resolveTarget } from "./targets.js";

/** Who takes over from whom: in a group of pairs the first and the second, the third and the fourth ... */
const partnersOf = (
  scenario: Scenario,
  groups: readonly GatewayGroup[],
  gatewayCount: number,
): Int32Array => {
  const partners = new Int32Array(gatewayCount).fill(-1);
  for (const { index, first, count } of groups) {
    if (!scenario.gateways[index].pairs) continue;
    for (let at = 0; at + 1 < count; at += 2) {
      partners[first + at] = first + at + 1;
      partners[first + at + 1] = first + at;
    }
  }
  return partners;
};

/** Group and gateway of each device, group and partner of each gateway. */
const placesOf = ({ scenario, groups, gatewayGroups, deviceCount, gatewayCount }: FleetRoster) => {
  const homeOf = new Int32Array(deviceCount).fill(-1);
  const groupOf = new Uint16Array(deviceCount);
  for (const group of groups) {
    groupOf.fill(group.index, group.first, group.first + group.count);
    if (group.via === "direct") continue;
    const own = gatewayGroups.filter((gateways) => gateways.site === group.site);
    const slots = own.flatMap((gateways) =>
      Array.from({ length: gateways.count }, (_, k) => gateways.first + k),
    );
    for (let i = 0; i < group.count; i++) homeOf[group.first + i] = slots[i % slots.length];
  }
  const gatewayGroupOf = new Int32Array(gatewayCount);
  for (const group of gatewayGroups) gatewayGroupOf.fill(group.index, group.first, group.first + group.count);
  return { homeOf, groupOf, gatewayGroupOf, partnerOf: partnersOf(scenario, gatewayGroups, gatewayCount) };
};

/** Numbers the fleet of a checked scenario. `cellDevices` changes only the partition, never a result. */
export const buildFleet = (scenario: Scenario, cellDevices: number = CELL_DEVICES): FleetPlan => {
  const roster = rosterOf(scenario);
  const places = placesOf(roster);
  const plan: FleetPlan = {
    ...roster,
    ...places,
    ...divideIntoCells({ ...roster, ...places }, cellDevices),
    agenda: new Agenda([]),
    rolloutTargets: [],
    recording: { rules: [], ruleOf: null, keepsReadings: false },
  };
  const rolloutTargets = scenario.rollouts.map(({ id, target }) =>
    resolveTarget(plan, { ...target, kind: "devices" }, `rollout:${id}`),
  );
  return {
    ...plan,
    agenda: compileAgenda(plan, (target, id) => resolveTarget(plan, target, id)),
    rolloutTargets,
    recording: recordingOf(plan),
  };
};
