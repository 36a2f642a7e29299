// OTA: a rollout goes out in stages, a bad firmware is stopped by its canary, devices come back by themselves.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { UPDATE_STATES } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

const rollout = (behaviours: string): string =>
  town(
    `firmware:
  - {version: 9.0.0, size: 40KB${behaviours}}
rollouts:
  - id: fw
    at: 10m
    to: 9.0.0
    target: {twin: temperature-wifi}
    stages: [{percent: 10, soak: 20m}, {percent: 50, soak: 20m}, {percent: 100}]
    abort: [{failureType: ALL, thresholdPercentage: 10, minNumberOfExecutedThings: 3, action: ROLLBACK}]`,
    "duration: 4h\nstart: {state: active}",
  );

describe("a rollout", () => {
  it("of a good firmware completes: every device downloads, verifies, boots and commits", async () => {
    const run = await runScenario(rollout(""));
    expect(run.broken()).toEqual([]);
    expect(run.result.rollouts[0]).toMatchObject({
      status: "completed",
      attempted: 60,
      succeeded: 60,
      failed: 0,
      blastRadius: 1,
    });
    expect(run.total("device.version", "9.0.0")).toBe(60);
    const committed = run
      .events(Events.updateStep)
      .filter((event) => UPDATE_STATES[event.step] === "committed");
    expect(committed).toHaveLength(60);
  });

  it("soaks between its stages", async () => {
    const run = await runScenario(rollout(""));
    const { stages } = run.result.rollouts[0];
    expect(stages.map((stage) => stage.notified)).toEqual([6, 24, 30]);
    expect((stages[1].startedMs ?? 0) - (stages[0].startedMs ?? 0)).toBeGreaterThanOrEqual(20 * 60_000);
  });

  it("of a boot-looping firmware is aborted at the canary and leaves no device on it", async () => {
    const run = await runScenario(rollout(", behaviours: [{boot-loop: {share: 60%}}]"));
    expect(run.broken()).toEqual([]);
    const [result] = run.result.rollouts;
    expect(result.status).toBe("aborted");
    expect(result.attempted).toBe(6);
    expect(result.failed).toBeGreaterThan(0);
    expect(result.rolledBack).toBe(result.succeeded);
    expect(run.total("device.version", "9.0.0")).toBe(0);
    expect(run.total("device.bricked")).toBe(0);
    expect(run.total("device.reboots.cause", "boot-loop")).toBe(2 * result.failed);
  });

  it("that begins while its devices are busy with another one is asked for when that has ended", async () => {
    const run = await runScenario(
      town(
        `firmware: [{version: 9.0.0, size: 400KB}, {version: 9.1.0, size: 4KB}]
rollouts:
  - {id: one, at: 10m, to: 9.0.0, target: {twin: temperature-wifi}, stages: [{percent: 100}], rate: {baseRatePerMinute: 1000}}
  - {id: two, at: 605s, to: 9.1.0, target: {twin: temperature-wifi}, stages: [{percent: 100}], rate: {baseRatePerMinute: 1000}}`,
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(run.result.rollouts.map(({ succeeded }) => succeeded)).toEqual([60, 60]);
    expect(run.total("device.version", "9.1.0")).toBe(60);
  });
});
