// From scenario to numbers: who hangs on which gateway, which cell holds whom, whom a target names.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entityName } from "../../src/event/naming.js";
import { buildFleet } from "../../src/fleet/build.js";
import { namingOf } from "../../src/fleet/naming.js";
import { resolveTarget } from "../../src/fleet/targets.js";
import { globMatches } from "../../src/spec/selection.js";
import { scenarioOf } from "../run-scenario.js";
import { town } from "../worlds.js";

const scenario = scenarioOf(town(""));
type Target = Parameters<typeof resolveTarget>[1];
const ANY: Target = {
  sites: [],
  regions: [],
  tenants: [],
  twins: [],
  groups: [],
  ids: [],
  labels: {},
  versions: [],
  kind: "any",
  feels: "any",
  percentPpm: null,
  count: null,
  pick: "random",
  allowEmpty: false,
  position: { file: "", line: 1, column: 1 },
};
const target = (part: Partial<Target>): Target => ({ ...ANY, ...part });

describe("cells", () => {
  it("hold every entity once, gateways with their devices, whatever their size", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), (cellDevices) => {
        const plan = buildFleet(scenario, cellDevices);
        const all = plan.cells.flatMap((cell) => [...cell.devices, ...cell.gateways]).sort((x, y) => x - y);
        expect(all).toEqual(Array.from({ length: plan.entityCount }, (_, entity) => entity));
        for (let device = 0; device < plan.deviceCount; device++) {
          const gateway = plan.homeOf[device];
          if (gateway >= 0) expect(plan.cellOf[device]).toBe(plan.cellOf[plan.deviceCount + gateway]);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("spread a group evenly over its site's gateways", () => {
    const plan = buildFleet(scenario);
    const load = new Map<number, number>();
    for (const gateway of plan.homeOf) if (gateway >= 0) load.set(gateway, (load.get(gateway) ?? 0) + 1);
    expect([...load.values()]).toEqual([30, 30, 30, 30]);
  });
});

describe("a target", () => {
  const plan = buildFleet(scenario);

  it("takes a percentage of what matches, the same one every time", () => {
    const some = resolveTarget(
      plan,
      target({ twins: ["parking-*"], percentPpm: 100_000, kind: "devices" }),
      "x",
    );
    expect(some).toHaveLength(8);
    expect(
      resolveTarget(plan, target({ twins: ["parking-*"], percentPpm: 100_000, kind: "devices" }), "x"),
    ).toEqual(some);
    expect(
      resolveTarget(plan, target({ twins: ["parking-*"], percentPpm: 100_000, kind: "devices" }), "y"),
    ).not.toEqual(some);
  });

  it("finds entities by the names that results show", () => {
    const naming = namingOf(plan);
    const name = entityName(naming, 75);
    expect([...resolveTarget(plan, target({ ids: [name] }), "x")]).toEqual([75]);
  });

  it("a glob's star stands for any run of characters", () => {
    expect(globMatches("parking-*", "parking-lora")).toBe(true);
    expect(globMatches("*-lora", "parking-lora")).toBe(true);
    expect(globMatches("p*k*lora", "parking-lora")).toBe(true);
    expect(globMatches("parking", "parking-lora")).toBe(false);
    expect(globMatches("*a*a*a", "aa")).toBe(false);
  });
});
