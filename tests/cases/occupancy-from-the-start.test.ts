// A random process that started where it never is (all vacant), and one draw used for two stays: 52 % more changes in the
// first half hour, and each sensor's second stay the first one over again.
import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { caseText, sumBetween } from "../case-text.js";
import { runScenario } from "../run-scenario.js";

/** The case, shorter than the windows of its own expectations, which are left out. */
const shorter = (changes: [string, string][]): string =>
  caseText("occupancy-from-the-start", { changes }).replace(/^expect:[\s\S]*/m, "");

const MINUTE_MS = 60_000;

test("2,000 sensors that are occupied two thirds of the time change 53.3 times a minute from the first minute on", async () => {
  const run = await runScenario(shorter([["duration: 12h", "duration: 1h"]]));
  expect(run.broken()).toEqual([]);
  // Poisson: within four deviations.
  const changes = (fromMin: number, untilMin: number): number =>
    sumBetween(run, "changes.noticed", [fromMin * MINUTE_MS, untilMin * MINUTE_MS]);
  expect(Math.abs(changes(0, 30) - 1_600)).toBeLessThan(160);
  expect(Math.abs(changes(0, 5) - 267)).toBeLessThan(65);
  expect(Math.abs(changes(30, 60) - 1_600)).toBeLessThan(160);
});

test("no sensor's second stay is its first one again, polled ones included", async () => {
  for (const mode of ["on-change", "polled, interval: 5s"]) {
    const run = await runScenario(
      shorter([
        ["duration: 12h", "duration: 90m"],
        ["count: 2000", "count: 200"],
        [
          "passthrough: false}",
          `passthrough: false, mode: ${mode}}, rules: [{above: 0.5, actuate: lamp, latency: 0s}]`,
        ],
      ]),
    );
    const lamps = new Map<string, number[]>();
    for (const { entity, atMs } of run.events(Events.actuation))
      lamps.set(entity, [...(lamps.get(entity) ?? []), atMs]);
    // A lamp that is switched twice: vacant from 0, then occupied, for twice as long where the draw is the same.
    const twice = [...lamps.values()].filter(({ length }) => length > 1);
    expect(twice.length).toBeGreaterThan(100);
    const repeated = twice.filter(([on, off]) => Math.abs(off - on - 2 * on) <= 10_000);
    expect(repeated.length).toBeLessThan(0.05 * twice.length);
  }
});

test("two thirds are occupied at the start: of lamps that follow them every second, two thirds are lit at once", async () => {
  const run = await runScenario(
    shorter([
      ["duration: 12h", "duration: 5m"],
      [
        "passthrough: false}",
        "passthrough: false, mode: polled, interval: 1s}, rules: [{above: 0.5, actuate: lamp, latency: 0s}]",
      ],
    ]),
  );
  const lit = run.events(Events.actuation).filter(({ atMs, isOn }) => atMs <= 1_001 && isOn);
  // Binomial: 0.667 of 2,000, a deviation of 0.0105.
  expect(Math.abs(lit.length / 2_000 - 2 / 3)).toBeLessThan(0.04);
});
