import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedWorld, capturedWorld } from "./captured-world.js";
import { smallFleet } from "./small-fleet.js";
import { StartedPrograms, WAIT } from "./started-program.js";

let world: CapturedWorld;
const programs = new StartedPrograms();
beforeEach(() => {
  world = capturedWorld();
});
afterEach(() => {
  programs.end();
  world.dispose();
});

const start = (...argv: string[]) => programs.start(world, ...argv);

describe("the program", () => {
  test("a reader that goes away early (`| head -1`) does not make it fail", async () => {
    world.files.write("small.yaml", smallFleet());
    const { child, exit, err } = start("simulate", "small.yaml");
    child.stdout.destroy();
    expect(await exit).toBe(0);
    expect(err()).toBe("");
    expect(world.files.exists("reports/small-1/summary.json")).toBe(true);
    expect(world.files.exists("reports/small-1/INCOMPLETE")).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends a run cleanly with what there is",
    async (signal) => {
      world.files.write("long.yaml", smallFleet({ duration: "365d" }).replace("after: 5m", "after: 364d"));
      const { child, exit, err } = start("simulate", "long.yaml");
      await vi.waitFor(() => expect(world.files.exists("reports/small-1/run.duckdb")).toBe(true), WAIT);
      child.kill(signal);
      expect(await exit).toBe(130);
      expect(err()).toContain("ending at the next exchange point");
      const summary = JSON.parse(world.files.readText("reports/small-1/summary.json")) as Summary;
      expect(summary).toMatchObject({ verdict: "interrupted", ledger: { balanced: true } });
      expect(world.files.exists("reports/small-1/INCOMPLETE")).toBe(false);
    },
  );
});
