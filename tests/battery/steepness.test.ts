// FLT-7: a battery that falls faster than its twin was designed for is told by its slope.

import { describe, expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { type BatteryNote, batteryNote } from "../../src/event/vocabulary.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { reporter, worldOf } from "./world.js";

/** A value that moves, so that no gateway takes it for stuck. 1,000 mAh designed to last 1,000 hours: 1 mA on average. The radio takes 1.7 uA more than `sleep`. */
const world = (sleep: string, more: { life?: string; rest?: string; count?: number } = {}) => {
  const { life = ", life: 1000h", rest, count } = more;
  const power = `{source: battery, ambient: {mean: 25degC, swing: 0degC}, sleep: ${sleep}, battery: {chemistry: ideal, capacity: 1000mAh, nominal: 3V${life}}}`;
  return worldOf({
    duration: "5d",
    twin: reporter(power).replace("value: 20}", "value: 20, noise: 1}"),
    rest,
    count,
  });
};

const notes = (run: ScenarioRun, note: BatteryNote) =>
  run.events(Events.battery).filter(({ what }) => what === batteryNote(note));
const DRAIN = `firmware:
  - {version: 1.1.0, size: 10KB, behaviours: [{drain: {current: 1500uA}}]}
  - {version: 1.2.0, size: 10KB}
rollouts:
  - {id: bad, at: 1d, to: 1.1.0, target: all, stages: [{percent: 100}], abort: []}
  - {id: good, at: 3d, to: 1.2.0, target: all, stages: [{percent: 100}], abort: []}`;

describe("a battery designed for 1 mA", () => {
  test.each([
    ["1.9mA", 0],
    ["2.1mA", 1],
  ])("at %s makes %d warnings", async (sleep, told) => {
    const run = await runScenario(world(sleep));
    expect(notes(run, "steep")).toHaveLength(told);
    expect(run.total("battery.steep")).toBe(told);
    expect(run.total("device.health", "warning")).toBe(told);
  });

  test("is told after the second measurement, with its current, once", async () => {
    const [told, ...more] = notes(await runScenario(world("3mA")), "steep");
    expect(more).toEqual([]);
    expect(told.atMs / 3_600_000).toBeGreaterThan(12);
    expect(told.atMs / 3_600_000).toBeLessThan(14);
    expect(told.meanUa).toBe(3_001);
  });

  test("falls too fast with a firmware that drains it and steadily again with the next", async () => {
    const run = await runScenario(world("1mA", { rest: DRAIN }));
    const [steep] = notes(run, "steep");
    const [steady] = notes(run, "steady");
    expect(steep.atMs / 86_400_000).toBeGreaterThan(1);
    expect(steep.atMs / 86_400_000).toBeLessThan(2.5);
    expect(steady.atMs / 86_400_000).toBeGreaterThan(3);
    expect(steady.atMs / 86_400_000).toBeLessThan(4);
    expect(run.total("battery.steep")).toBe(0);
    expect(run.total("device.health", "healthy")).toBe(1);
  });

  test("nobody is told where the twin names no life", async () => {
    expect(notes(await runScenario(world("9mA", { life: "" })), "steep")).toEqual([]);
  });
});

test("neither cells, workers nor a pause show", async () => {
  const scenario = world("1mA", { rest: DRAIN, count: 20 });
  const plain = await runScenario(scenario);
  expect(notes(plain, "steep")).toHaveLength(20);
  for (const options of [{ cellDevices: 6 }, { cellDevices: 6, workers: 2 }])
    expect((await runScenario(scenario, options)).result.digest).toBe(plain.result.digest);
  const saved: Uint8Array[] = [];
  await runScenario(scenario, {
    checkpointsAtMs: [2.6 * 86_400_000],
    onCheckpoint: (_, bytes) => void saved.push(bytes.slice()),
  });
  const resumed = await runScenario(scenario, { resume: saved[0] });
  expect(resumed.result.digest).toBe(plain.result.digest);
});
