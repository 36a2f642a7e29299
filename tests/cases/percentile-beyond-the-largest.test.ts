// Quantiles were read from buckets a factor of sqrt 2 apart: a p99 of 1,391 ms where no message took over 1,100 ms.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const given = readFileSync("tests/cases/percentile-beyond-the-largest/scenario.yaml", "utf8");
/** Fewer devices than in the case and no commands: 18,000 readings have the same quantiles, to about half a percent. */
const fewer = (radio: string, count: number): string =>
  given
    .replace("count: 1000", `count: ${count}`)
    .replace("latency: 100ms, jitter: 1s", radio)
    .replace(/timeline:[\s\S]*expect:/, "expect:");
const near = (run: ScenarioRun, percent: number, wantedMs: number): void => {
  const found = run.latency("messages.latency").quantile(percent)?.ms ?? Number.NaN;
  expect(Math.abs(found / wantedMs - 1)).toBeLessThan(0.01);
};

it("is uniform from 100 to 1,100 ms: p50 600, p95 1,050, p99 1,090 ms, and nothing above 1,100", async () => {
  const run = await runScenario(fewer("latency: 100ms, jitter: 1s", 300));
  const latency = run.latency("messages.latency");
  expect(latency.count).toBeGreaterThan(17_900);
  near(run, 50, 600);
  near(run, 95, 1_050);
  near(run, 99, 1_090);
  expect(latency.least()).toBeGreaterThanOrEqual(100);
  expect(latency.most()).toBeLessThanOrEqual(1_100);
  for (const percent of [1, 50, 99, 99.9, 100])
    expect(latency.quantile(percent)?.ms).toBeLessThanOrEqual(latency.most());
});

it("what always takes the same is told to the millisecond, at every percentile", async () => {
  const run = await runScenario(fewer("latency: 703ms, jitter: 0s", 20));
  const latency = run.latency("messages.latency");
  expect([latency.least(), latency.most()]).toEqual([703, 703]);
  for (const percent of [1, 50, 95, 99]) expect(latency.quantile(percent)?.ms).toBe(703);
});
