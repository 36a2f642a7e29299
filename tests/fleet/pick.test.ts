import fc from "fast-check";
import { expect, test } from "vitest";
import { buildFleet } from "../../src/fleet/build.js";
import { resolveTarget } from "../../src/fleet/targets.js";
import { Chance } from "../../src/model/plan/chance.js";
import { Purpose } from "../../src/model/plan/purpose.js";
import { scenarioOf } from "../scenario/reading.js";

const plan = buildFleet(
  scenarioOf(`iotctl: 1
duration: 1h
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 5}
    devices: [{twin: parking-lora, count: 60}, {twin: parking-nbiot, count: 30}]
timeline: [{at: 1m, fault: device.offline, for: 1m, target: {percent: 50}}]
`),
);

test("so many of a target are those of least rank, as sorting everybody gives them", () => {
  const { target } = plan.scenario.timeline[0];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 95 }), fc.string(), (count, purpose) => {
      const chance = new Chance(plan, `pick:${purpose}`);
      const everybody = Array.from({ length: plan.entityCount }, (_, entity) => entity);
      const rank = (entity: number): number => chance.uniform(entity, Purpose.rank, 0);
      const byRank = everybody.sort((x, y) => rank(x) - rank(y) || x - y);
      const least = byRank.slice(0, count).sort((x, y) => x - y);
      expect([...resolveTarget(plan, { ...target, kind: "any", count }, purpose)]).toEqual(least);
    }),
    { numRuns: 50 },
  );
});

test("of the weakest signals, those without one come last, the first of them first", () => {
  const { target } = plan.scenario.timeline[0];
  const worst = resolveTarget(
    plan,
    { ...target, kind: "any", count: plan.deviceCount + 2, pick: "worst-signal" },
    "x",
  );
  expect([...worst.slice(plan.deviceCount)]).toEqual([plan.deviceCount, plan.deviceCount + 1]);
});
