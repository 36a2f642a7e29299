// NET-2: class A. A sleeping device hears the cloud only after it has sent something.
import { describe, expect, it } from "vitest";
import { KeyedRandom } from "../../src/core/rng.js";
import { Events } from "../../src/event/events.js";
import { COMMAND_OUTCOMES } from "../../src/event/vocabulary.js";
import { buildFleet } from "../../src/fleet/build.js";
import { resolveTarget } from "../../src/fleet/targets.js";
import { rssiDbm } from "../../src/model/radio/signal-strength.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { scenarioOf } from "./radio.js";

const MINUTE_MS = 60_000;
/** Commands that were carried out: the cloud repeats them until it hears so. */
const done = (run: ScenarioRun) =>
  run.events(Events.command).filter(({ outcome }) => COMMAND_OUTCOMES[outcome] === "done");

const world = (radio: string, more: object = {}) =>
  scenarioOf({
    radio,
    reporting: "{mode: periodic, interval: 8m, payload: 10B}",
    count: 30,
    duration: "3h",
    rest: "timeline:\n  - {id: c, at: 60m, command: blink, target: all}",
    ...more,
  });

describe("a command", () => {
  it("reaches class A devices after their next uplink: within the reporting interval, not at once", async () => {
    const run = await runScenario(world("{transport: lorawan, sf: 7, loss: 0%}"));
    expect(run.broken()).toEqual([]);
    const acted = done(run).map(({ atMs }) => atMs - 60 * MINUTE_MS);
    expect(acted).toHaveLength(30);
    expect(Math.max(...acted)).toBeLessThanOrEqual(9 * MINUTE_MS);
    const mean = acted.reduce((sum, ms) => sum + ms, 0) / 30;
    // Phases are even over 8 min: a mean of 4 min, deviation 2.3 min / sqrt(30).
    expect(Math.abs(mean - 4 * MINUTE_MS)).toBeLessThan(1.5 * MINUTE_MS);
  });

  it("reaches a modem in PSM likewise, and one that is paged at once", async () => {
    const late = await runScenario(world("{transport: nb-iot, loss: 0%, psm: {}}", { attach: "direct" }));
    const prompt = await runScenario(world("{transport: nb-iot, loss: 0%, edrx: 20s}", { attach: "direct" }));
    const last = (run: typeof late): number =>
      Math.max(...done(run).map(({ atMs }) => atMs)) - 60 * MINUTE_MS;
    expect(done(late)).toHaveLength(30);
    expect(last(late)).toBeGreaterThan(5 * MINUTE_MS);
    expect(last(prompt)).toBeLessThan(MINUTE_MS);
  });

  it("of several waits its turn: one downlink after each uplink", async () => {
    // Not confirmed: a reading that is repeated would be one more uplink.
    const run = await runScenario(
      world("{transport: lorawan, sf: 7, loss: 0%, confirmed: false}", {
        rest: "timeline:\n  - {id: a, at: 60m, command: blink, target: all}\n  - {id: b, at: 61m, command: read-sensor, target: all}",
      }),
    );
    expect(run.broken()).toEqual([]);
    const times = new Map<string, number[]>();
    for (const { entity, atMs } of done(run)) times.set(entity, [...(times.get(entity) ?? []), atMs]);
    expect(times.size).toBe(30);
    for (const [first, second] of times.values())
      expect(second - first).toBeGreaterThanOrEqual(7 * MINUTE_MS);
  });

  it("goes on waiting over a checkpoint", async () => {
    const scenario = world("{transport: lorawan, sf: 7}");
    const whole = await runScenario(scenario);
    const saved: Uint8Array[] = [];
    await runScenario(scenario, {
      checkpointsAtMs: [65 * MINUTE_MS],
      onCheckpoint: (_, bytes) => {
        saved.push(bytes);
      },
    });
    const resumed = await runScenario(scenario, { resume: saved[0] });
    expect(resumed.result.digest).toBe(whole.result.digest);
  });
});

describe("the worst signal", () => {
  it("is the lowest mean received power, the very one the devices run with", () => {
    const scenario = scenarioOf({
      radio: "{transport: lorawan, distance: {min: 50m, max: 2km}}",
      count: 200,
      rest: "timeline:\n  - {id: f, at: 1m, for: 1m, fault: device.offline, target: {twin: probe, count: 20, pick: worst-signal}}",
    });
    const plan = buildFleet(scenario);
    const picked = resolveTarget(plan, scenario.timeline[0].target, "f");
    const random = new KeyedRandom(plan.groups[0].key);
    const all = Array.from({ length: 200 }, (_, index) => rssiDbm(plan.groups[0].twin.radio, random, index));
    const weakest = all.map((dbm, index) => ({ dbm, index })).sort((x, y) => x.dbm - y.dbm);
    expect([...picked]).toEqual(
      weakest
        .slice(0, 20)
        .map(({ index }) => index)
        .sort((x, y) => x - y),
    );
  });

  it("without a link budget is the lossiest link", async () => {
    const scenario = scenarioOf({
      radio: "{transport: wifi, loss: 20%, confirmed: false}",
      count: 100,
      duration: "24h",
    });
    const plan = buildFleet(scenario);
    const random = new KeyedRandom(plan.groups[0].key);
    const all = Array.from({ length: 100 }, (_, index) => rssiDbm(plan.groups[0].twin.radio, random, index));
    expect(Math.min(...all)).toBeGreaterThanOrEqual(-120);
    expect(Math.max(...all)).toBeLessThanOrEqual(-60);
  });
});
