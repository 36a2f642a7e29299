// The invariant that no service level leaves its range, broken on purpose: each part of it is noticed.
import { expect, test } from "vitest";
import { levelsInRange } from "../../src/sla/level-range.js";

const tenant = (availability: number | null, freshness: number | null = 1) => ({
  tenant: "city",
  availability,
  freshness,
});
const NOTHING = { tenants: [], slis: [], rollouts: [] };

test("holds for shares from 0 to 1, for what has no data, and for counts of any size", () => {
  const found = levelsInRange({
    tenants: [tenant(0), tenant(1), tenant(null, null)],
    slis: [
      { id: "M1", value: 0, unit: "share" },
      { id: "M2", value: 1, unit: "share" },
      { id: "M4", value: null, unit: "s" },
      { id: "M9", value: 17_000, unit: "J per device and day" },
    ],
    rollouts: [
      { id: "fw", blastRadius: 0 },
      { id: "fw2", blastRadius: 1 },
    ],
  });
  expect(found).toEqual({
    name: "levels-in-range",
    ok: true,
    detail: "every share of a service level lies within 0 and 1",
  });
});

test.each([
  ["availability of city is 1.692", { ...NOTHING, tenants: [tenant(1.692)] }],
  ["availability of city is -0.1", { ...NOTHING, tenants: [tenant(-0.1)] }],
  ["availability of city is NaN", { ...NOTHING, tenants: [tenant(Number.NaN)] }],
  ["freshness of city is 1.01", { ...NOTHING, tenants: [tenant(1, 1.01)] }],
  ["freshness of city is -1", { ...NOTHING, tenants: [tenant(1, -1)] }],
  ["blast radius of fw is 1.5", { ...NOTHING, rollouts: [{ id: "fw", blastRadius: 1.5 }] }],
  ["blast radius of fw is -0.5", { ...NOTHING, rollouts: [{ id: "fw", blastRadius: -0.5 }] }],
  ["M12 is 1.2", { ...NOTHING, slis: [{ id: "M12", value: 1.2, unit: "share" }] }],
  ["M6 is -0.2", { ...NOTHING, slis: [{ id: "M6", value: -0.2, unit: "share" }] }],
  ["M8 is -1 reboots", { ...NOTHING, slis: [{ id: "M8", value: -1, unit: "reboots" }] }],
  ["M4 is Infinity s", { ...NOTHING, slis: [{ id: "M4", value: Number.POSITIVE_INFINITY, unit: "s" }] }],
  ["M4 is NaN s", { ...NOTHING, slis: [{ id: "M4", value: Number.NaN, unit: "s" }] }],
])("is broken where %s", (detail, levels) => {
  expect(levelsInRange(levels)).toEqual({ name: "levels-in-range", ok: false, detail });
});

test("tells all that are wrong", () => {
  const { detail } = levelsInRange({
    tenants: [tenant(2, 3)],
    slis: [{ id: "M4", value: -1, unit: "s" }],
    rollouts: [],
  });
  expect(detail).toBe("availability of city is 2; freshness of city is 3; M4 is -1 s");
});
