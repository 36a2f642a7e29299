// AWS IoT Jobs' exponential rate: so many a minute, multiplied whenever so many more were notified, up to a maximum.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { UPDATE_STATES } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";

const AT_MS = 600_000;

const world = (count: number, rate: string): string => `
iotctl: 1
name: rate
seed: rate
duration: 1h
sites:
  - id: hall
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: hall/rooms, twin: temperature-wifi, count: ${count}, overrides: {mtbf: 0s, radio: {loss: 0%, ackLoss: 0%}}}]
firmware: [{version: 9.0.0, size: 10KB}]
rollouts: [{id: fw, at: 10m, to: 9.0.0, target: all, stages: [{percent: 100}], rate: {${rate}}}]
`;

/** When each device began, s after the rollout, ascending. */
const begun = async (count: number, rate: string): Promise<number[]> => {
  const run = await runScenario(world(count, rate));
  return run
    .events(Events.updateStep)
    .filter(({ step }) => UPDATE_STATES[step] === "downloading")
    .map(({ atMs }) => (atMs - AT_MS) / 1_000)
    .sort((x, y) => x - y);
};

const upTo = (times: readonly number[], second: number): number => times.filter((at) => at < second).length;

describe("the rate of a rollout", () => {
  it("grows by its factor with each so many notified, and not beyond its maximum", async () => {
    const times = await begun(
      120,
      "baseRatePerMinute: 12, incrementFactor: 2, numberOfNotifiedThings: 12, maximumPerMinute: 48",
    );
    // 2 a tick of 10 s six times, 4 three times, then 8: the 120th with the tick at 200 s.
    expect(times).toHaveLength(120);
    expect([59, 89, 129, 169].map((second) => upTo(times, second))).toEqual([12, 24, 56, 88]);
    expect(times[119]).toBeGreaterThan(200);
    expect(times[119]).toBeLessThan(210);
  });

  it("stays as it is with a factor of one", async () => {
    const times = await begun(24, "baseRatePerMinute: 12, incrementFactor: 1, numberOfNotifiedThings: 1");
    expect([59, 119].map((second) => upTo(times, second))).toEqual([12, 24]);
  });

  it("grows from one a minute, too, where half of one is more than nothing", async () => {
    const times = await begun(20, "baseRatePerMinute: 1, incrementFactor: 1.5, numberOfNotifiedThings: 1");
    // 1, 1.5, 2.25, ... a minute: twenty in under three minutes instead of twenty.
    expect(times[19]).toBeGreaterThan(100);
    expect(times[19]).toBeLessThan(240);
  });
});

describe("who is asked first", () => {
  it("is drawn from the whole target, and every execution is metered", async () => {
    const run = await runScenario(
      world(100, "baseRatePerMinute: 600").replace("[{percent: 100}]", "[{percent: 10}, {percent: 100}]"),
    );
    const begun = run
      .events(Events.updateStep)
      .filter(({ step }) => UPDATE_STATES[step] === "downloading")
      .sort((x, y) => x.atMs - y.atMs)
      .map(({ entity }) => Number(/\d+$/.exec(entity)?.[0]));
    // Ten of a hundred by lot lie in the first twenty by a chance of one in a hundred billion.
    expect(begun.slice(0, 10).some((number) => number > 20)).toBe(true);
    expect(run.total("meter.remote.actions")).toBe(begun.length);
  });
});
