import { afterEach, describe, expect, test } from "vitest";
import { Interruption } from "../../src/cli/interruption.js";
import { progressLine, startProgress } from "../../src/cli/progress.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { busySnapshot } from "../dashboard/worlds.js";
import { type CapturedSystem, capturedSystem } from "./captured-system.js";

let system: CapturedSystem;
afterEach(() => system.dispose());

const scenario = { name: "storm", variant: "naive" } as Scenario;

describe("progress in a pipe", () => {
  test("is a line on standard error now and then, never on standard output", async () => {
    let clockMs = 0;
    system = capturedSystem({ nowMs: () => clockMs });
    const progress = await startProgress(system, scenario, { onQuit: () => {} });
    for (; clockMs <= 60_000; clockMs += 200) progress.update(busySnapshot());
    progress.stop();
    expect(system.err().trimEnd().split("\n")).toHaveLength(6);
    expect(system.err()).toContain("storm / naive: 50 % at 45m of 1h30m");
    expect(system.out()).toBe("");
  });

  test("a short run says nothing", async () => {
    let clockMs = 0;
    system = capturedSystem({ nowMs: () => clockMs });
    const progress = await startProgress(system, scenario, { onQuit: () => {} });
    for (; clockMs < 9_000; clockMs += 200) progress.update(busySnapshot());
    expect(system.err()).toBe("");
  });

  test.each([
    ["--quiet", { quiet: true }],
    ["--quiet with --json", { quiet: true, json: true }],
  ])("%s is silent", async (_, choices) => {
    let clockMs = 0;
    system = capturedSystem({ nowMs: () => clockMs });
    const progress = await startProgress(system, scenario, { ...choices, onQuit: () => {} });
    for (; clockMs < 90_000; clockMs += 200) progress.update(busySnapshot());
    progress.ending();
    expect(system.err()).toBe("");
  });

  test("tells how long it will take at this pace", () => {
    system = capturedSystem();
    expect(progressLine(busySnapshot(), 30_000)).toMatch(
      /50 % at 45m of 1h30m, 9,312 of 10,000 online, about 30s left/,
    );
  });
});

describe("interruption", () => {
  test("the first ask ends cleanly, the second ends the process", () => {
    system = capturedSystem();
    const interruption = new Interruption(system);
    let first = 0;
    interruption.onFirst = () => first++;
    expect(interruption.signal.aborted).toBe(false);
    system.interrupt();
    expect([interruption.signal.aborted, first, system.killed]).toEqual([true, 1, []]);
    system.interrupt();
    expect([first, system.killed]).toEqual([1, [130]]);
  });

  test("afterwards signals are the process's own again", () => {
    system = capturedSystem();
    const interruption = new Interruption(system);
    interruption.end();
    system.interrupt();
    expect(interruption.asked).toBe(false);
  });
});
