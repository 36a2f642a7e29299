// The worlds that are made of the twins: read without a word, and sound for the first hours of a run.
import { expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";

const worldText = (world: string): string => `iotctl: 1
duration: 3h
include: [scenarios/worlds/${world}.yaml]
`;

test.each([
  { world: "smart-building", devices: 1_126, gateways: 8 },
  { world: "farm-to-pharmacy", devices: 700, gateways: 6 },
])("$world runs with balanced ledgers", async ({ world, devices, gateways }) => {
  const run = await runScenario(worldText(world), { strict: true });
  expect(run.broken()).toEqual([]);
  expect([run.plan.deviceCount, run.plan.gatewayCount]).toEqual([devices, gateways]);
  const produced = run.total("messages.produced");
  expect(produced).toBeGreaterThan(devices);
  // The camera's stills and the unconfirmed LoRa readings may be lost on the way; nothing else is.
  expect(run.total("messages.dropped")).toBeLessThan(0.05 * produced);
  expect(run.total("device.brownouts")).toBe(0);
});

test("in the building zones are heated and cooled by their own controllers", async () => {
  const run = await runScenario(worldText("smart-building").replace("3h", "24h"));
  expect(run.total("actions.local")).toBeGreaterThan(40);
});
