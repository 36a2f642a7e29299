// A gateway with more device groups than the cloud's memory of its messages is long: their summaries leave at one moment and
// overtake one another on the backhaul.
import { expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";

const GROUPS = 60;
const world = (timeline = ""): string => `iotctl: 1
seed: many
duration: 1h
sites:
  - id: here
    gateways: {twin: fog-gateway, count: 1, overrides: {backhaul: {latency: 20ms, jitter: 2s}}}
    devices:
${Array.from({ length: GROUPS }, (_, n) => `      - {id: room-${n}, twin: temperature-wifi, count: 2, overrides: {mtbf: 0s}}`).join("\n")}
${timeline}`;

test("the summaries of sixty groups at one gateway all count, none as a duplicate", async () => {
  const run = await runScenario(world());
  expect(run.total("messages.produced")).toBe(GROUPS * 2 * 60);
  expect(run.total("messages.delivered")).toBeGreaterThan(0.9 * GROUPS * 2 * 60);
  // What is removed as a repeat is a reading whose acknowledgement was lost: half a percent of them, at the gateway.
  expect(run.total("messages.duplicates")).toBeLessThan(0.02 * GROUPS * 2 * 60);
  expect(run.broken()).toEqual([]);
});

test("what is sent again after a cut of the backhaul is still removed", async () => {
  const cut = "timeline: [{id: cut, at: 20m, fault: backhaul.outage, target: {gateways: true}, for: 10m}]";
  const [calm, cutOff] = [await runScenario(world()), await runScenario(world(cut))];
  expect(cutOff.total("messages.duplicates")).toBeGreaterThan(calm.total("messages.duplicates"));
  expect(cutOff.broken()).toEqual([]);
});
