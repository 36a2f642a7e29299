import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedSystem, capturedSystem } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";
import { StartedPrograms, WAIT } from "./started-program.js";

let system: CapturedSystem;
const programs = new StartedPrograms();
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => {
  programs.end();
  system.dispose();
});

const start = (...argv: string[]) => programs.start(system, ...argv);

describe("the program", () => {
  test("a reader that goes away early (`| head -1`) does not make it fail", async () => {
    system.files.write("small.yaml", smallFleet());
    const { child, exit, err } = start("simulate", "small.yaml");
    child.stdout.destroy();
    expect(await exit).toBe(0);
    expect(err()).toBe("");
    expect(system.files.exists("reports/small-1/summary.json")).toBe(true);
    expect(system.files.exists("reports/small-1/INCOMPLETE")).toBe(false);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "%s ends a run cleanly with what there is",
    async (signal) => {
      system.files.write("long.yaml", smallFleet({ duration: "365d" }).replace("after: 5m", "after: 364d"));
      const { child, exit, err } = start("simulate", "long.yaml");
      await vi.waitFor(() => expect(system.files.exists("reports/small-1/run.duckdb")).toBe(true), WAIT);
      child.kill(signal);
      expect(await exit).toBe(130);
      expect(err()).toContain("ending at the next exchange point");
      const summary = JSON.parse(system.files.readText("reports/small-1/summary.json")) as Summary;
      expect(summary).toMatchObject({ verdict: "interrupted", ledger: { balanced: true } });
      expect(system.files.exists("reports/small-1/INCOMPLETE")).toBe(false);
    },
  );
});
