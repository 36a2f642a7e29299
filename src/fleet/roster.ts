// Scenario -> FleetRoster: the groups of a fleet and their entity numbers. Adding a group leaves the keys, and so the
// random draws, of every other group as they were (contract A2).
import { compareCodeUnits } from "../core/order.js";
import { deriveKey, type StreamKey, seedKey } from "../core/rng.js";
import { dictionariesOf } from "../event/dictionaries.js";
import { MetricLayout } from "../event/metric-layout.js";
import type { DeviceGroup, FleetRoster, GatewayGroup } from "../model/plan/plan.js";
import type { Scenario } from "../spec/scenario.js";

/** All firmware versions a run can meet, by code unit. */
const versionsOf = (scenario: Scenario): string[] => {
  const versions = new Set(scenario.firmware.map((firmware) => firmware.version));
  for (const group of scenario.devices) versions.add(scenario.deviceTwins[group.twin].firmware.version);
  return [...versions].sort(compareCodeUnits);
};

const gatewayGroupsOf = ({ gateways, gatewayTwins }: Scenario, runKey: StreamKey): GatewayGroup[] => {
  let first = 0;
  return gateways.map(({ id, site, region, count, twin }, index) => {
    const key = deriveKey(runKey, `gateways:${id}`);
    const group = { index, id, site, region, twin: gatewayTwins[twin], first, count, key };
    first += count;
    return group;
  });
};

const deviceGroupsOf = (scenario: Scenario, runKey: StreamKey): DeviceGroup[] => {
  let first = 0;
  return scenario.devices.map((spec, index) => {
    const { id, site, region, labels, via, count } = spec;
    const group = {
      index,
      id,
      site,
      region,
      labels,
      via,
      count,
      tenant: scenario.tenants.findIndex((tenant) => tenant.id === spec.tenant),
      twin: scenario.deviceTwins[spec.twin],
      first,
      key: deriveKey(runKey, `devices:${id}`),
      trace: spec.trace === null ? -1 : scenario.traces.findIndex((trace) => trace.id === spec.trace),
    };
    first += count;
    return group;
  });
};

const countOf = (groups: readonly { count: number }[]): number =>
  groups.reduce((sum, { count }) => sum + count, 0);

/** The groups of a checked scenario. */
export const rosterOf = (scenario: Scenario): FleetRoster => {
  const runKey = seedKey(scenario.seed);
  const groups = deviceGroupsOf(scenario, runKey);
  const gatewayGroups = gatewayGroupsOf(scenario, runKey);
  const [deviceCount, gatewayCount] = [countOf(groups), countOf(gatewayGroups)];
  const versions = versionsOf(scenario);
  return {
    scenario,
    runKey,
    groups,
    gatewayGroups,
    deviceCount,
    gatewayCount,
    entityCount: deviceCount + gatewayCount,
    versions,
    layout: new MetricLayout(groups.length, dictionariesOf(versions)),
  };
};
