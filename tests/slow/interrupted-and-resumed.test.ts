// An interrupted run as its user meets it: the account so far, and a checkpoint that goes on.
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedSystem, capturedSystem } from "../cli/captured-system.js";
import { smallFleet } from "../cli/small-fleet.js";
import { StartedPrograms, WAIT } from "../cli/started-program.js";

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
  test("Ctrl-C keeps a partial account, and a checkpoint from before goes on from there", {
    timeout: 60_000,
  }, async () => {
    system.files.write("long.yaml", smallFleet({ duration: "365d" }).replace("after: 5m", "after: 364d"));
    const first = start("simulate", "long.yaml", "--checkpoint-at", "1h", "--out", "first");
    await vi.waitFor(() => expect(system.files.list("first")).toContain("checkpoint-1h.iotctl"), WAIT);
    first.child.kill("SIGINT");
    expect(await first.exit).toBe(130);
    expect(system.files.readText("first/summary.md")).toMatch(/interrupted/i);
    const again = start("simulate", "long.yaml", "--resume", "first/checkpoint-1h.iotctl", "--out", "second");
    await vi.waitFor(() => expect(system.files.exists("second/run.duckdb")).toBe(true), WAIT);
    again.child.kill("SIGINT");
    expect(await again.exit).toBe(130);
    const { run, verdict } = JSON.parse(system.files.readText("second/summary.json")) as Summary;
    expect(verdict).toBe("interrupted");
    expect(run.virtualMs).toBeGreaterThanOrEqual(3_600_000);
  });
});
