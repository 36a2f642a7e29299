// Broken once: the time to serve one message was cut to whole microseconds, so a limit of 300,000/s
// let 333,333 through.
import { expect, test } from "vitest";
import type { Scenario } from "../../src/spec/scenario.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { limitsAt } from "./limits.js";

/** Messages served between two moments, the queue never empty. */
const servedBetween = (scenario: Scenario, fromMs: number, untilMs: number): number => {
  const [before, after] = limitsAt(scenario, [fromMs, untilMs], { waiting: 1e9 });
  return Math.round((after.served - before.served) * 1_000) / 1_000;
};

const text = (perSecond: number, timeline = "") => `iotctl: 1
name: ingest
seed: ingest
duration: 1m
sites:
  - id: lab
    region: eu
    devices: [{twin: temperature-wifi, via: direct, count: 36, overrides: {mtbf: 0s, reporting: {interval: 100ms}, radio: {loss: 0%, ackLoss: 0%}}}]
cloud: {ingest: {perSecond: ${perSecond}}}
${timeline}`;

test("a limit serves what it says, 300,000 a second and 7 alike", () => {
  for (const perSecond of [300_000, 7, 333_333])
    expect(servedBetween(scenarioOf(text(perSecond)), 500, 1_500)).toBe(perSecond);
});

test("a limit that changes between two messages serves each part at its own rate", () => {
  const scenario = scenarioOf(
    text(300, "timeline: [{at: 10s, fault: broker.limit, for: 10s, params: {ingestPerSecond: 100}}]"),
  );
  const served = (from: number, until: number) => servedBetween(scenario, from, until);
  expect(served(5_000, 25_000)).toBe(5 * 300 + 10 * 100 + 5 * 300);
  expect(served(12_000, 14_000)).toBe(2 * 100);
});

test("360 a second into 300 leave 60 a second waiting", async () => {
  const run = await runScenario(text(300));
  expect(run.total("ingest.messages")).toBeGreaterThan(21_500);
  const depth = run.total("broker.queue.depth");
  expect(depth).toBeLessThanOrEqual(60 * 60 + 10);
  expect(depth).toBeGreaterThan(60 * 60 - 40);
});
