// Scenario -> FleetPlan: entity numbers, who hangs on which gateway, cells, series layout. Pure and deterministic:
// every thread that needs the plan builds it again from the scenario. Adding a group leaves the keys, and so the
// random draws, of every other group as they were (contract A2).
import { compareCodeUnits } from "../core/order.js";
import { deriveKey, seedKey } from "../core/rng.js";
import { dictionariesOf } from "../event/dictionaries.js";
import { MetricLayout } from "../event/metric-layout.js";
import { Agenda } from "../model/plan/agenda.js";
import type { DeviceGroup, FleetPlan, GatewayGroup } from "../model/plan/plan.js";
import type { Scenario } from "../spec/scenario.js";
import { compileAgenda } from "./agenda.js";
import { CELL_DEVICES, divideIntoCells } from "./cells.js";
import { recordingOf } from "./recording.js";
import { resolveTarget } from "./targets.js";

/** All firmware versions a run can meet, by code unit. */
const versionsOf = (scenario: Scenario): string[] => {
  const versions = new Set(scenario.firmware.map((firmware) => firmware.version));
  for (const group of scenario.devices) versions.add(scenario.deviceTwins[group.twin].firmware.version);
  return [...versions].sort(compareCodeUnits);
};

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

/** Numbers the fleet of a checked scenario. `cellDevices` changes only the partition, never a result. */
export const buildFleet = (scenario: Scenario, cellDevices: number = CELL_DEVICES): FleetPlan => {
  const runKey = seedKey(scenario.seed);
  const gatewayGroups: GatewayGroup[] = [];
  let gatewayCount = 0;
  scenario.gateways.forEach((spec, index) => {
    const { id, site, region, count } = spec;
    const key = deriveKey(runKey, `gateways:${id}`);
    gatewayGroups.push({
      index,
      id,
      site,
      region,
      twin: scenario.gatewayTwins[spec.twin],
      first: gatewayCount,
      count,
      key,
    });
    gatewayCount += count;
  });
  const groups: DeviceGroup[] = [];
  let deviceCount = 0;
  scenario.devices.forEach((spec, index) => {
    const { id, site, region, labels, via, count } = spec;
    groups.push({
      index,
      id,
      site,
      region,
      labels,
      via,
      count,
      tenant: scenario.tenants.findIndex((tenant) => tenant.id === spec.tenant),
      twin: scenario.deviceTwins[spec.twin],
      first: deviceCount,
      key: deriveKey(runKey, `devices:${id}`),
      trace: spec.trace === null ? -1 : scenario.traces.findIndex((trace) => trace.id === spec.trace),
    });
    deviceCount += count;
  });
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
  const partnerOf = partnersOf(scenario, gatewayGroups, gatewayCount);

  const versions = versionsOf(scenario);
  const shape = { deviceCount, gatewayCount, homeOf, partnerOf };
  const { cells, cellOf, localOf } = divideIntoCells(shape, cellDevices);
  const plan: FleetPlan = {
    scenario,
    runKey,
    groups,
    gatewayGroups,
    deviceCount,
    gatewayCount,
    entityCount: deviceCount + gatewayCount,
    homeOf,
    groupOf,
    gatewayGroupOf,
    partnerOf,
    versions,
    layout: new MetricLayout(groups.length, dictionariesOf(versions)),
    cells,
    cellOf,
    localOf,
    agenda: new Agenda([]),
    rolloutTargets: [],
    recording: { rules: [], ruleOf: null, keepsReadings: false },
  };
  const rolloutTargets = scenario.rollouts.map(({ id, target }) =>
    resolveTarget(plan, { ...target, kind: "devices" }, `rollout:${id}`),
  );
  return {
    ...plan,
    agenda: compileAgenda(plan),
    rolloutTargets,
    recording: recordingOf(plan),
  };
};
