// Variants of one file, and a run that goes on from a checkpoint, as the command line does both (SCN-3).
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedSystem, capturedSystem, iotctl } from "../cli/captured-system.js";
import { smallFleet } from "../cli/small-fleet.js";
import { decided, summaryIn } from "../cli/stored-summary.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  system.files.write("small.yaml", smallFleet());
});
afterEach(() => system.dispose());

const summaryOf = (folder: string): Summary => summaryIn(system, folder);

describe("iotctl simulate", () => {
  test("variants run one after the other and end in a comparison", async () => {
    const variants = "variants: {tight: {set: {connectLimit: 50}}, wide: {set: {connectLimit: 200}}}\n";
    system.files.write("two.yaml", `${smallFleet()}${variants}`);
    expect(await iotctl(system, "simulate", "two.yaml")).toBe(0);
    expect(system.files.list("reports")).toEqual(["small-comparison-1", "small-tight-1", "small-wide-1"]);
    expect(system.files.list("reports/small-comparison-1")).toEqual(["comparison.html", "comparison.md"]);
    expect(system.out()).toContain("2 runs compared");
    expect(await iotctl(system, "simulate", "two.yaml", "--json", "--out", "both")).toBe(0);
    const summaries = JSON.parse(system.out()) as Summary[];
    expect(summaries.map(({ run }) => run.variant)).toEqual(["tight", "wide"]);
    expect(system.files.list("both")).toEqual(["comparison.html", "comparison.md", "tight", "wide"]);
    expect(await iotctl(system, "simulate", "two.yaml", "--variant", "wide", "--quiet")).toBe(0);
    expect(decided(summaryOf("reports/small-wide-2"))).toEqual(decided(summaries[1]));
  });

  test("a run resumed from a checkpoint ends as the unbroken one", async () => {
    await iotctl(
      system,
      "simulate",
      "small.yaml",
      "--quiet",
      "--checkpoint-at",
      "4m",
      "--checkpoint-at",
      "7m",
    );
    const checkpoint = "reports/small-1/checkpoint-4m.iotctl";
    expect(system.files.exists("reports/small-1/checkpoint-7m.iotctl")).toBe(true);
    expect(await iotctl(system, "simulate", "small.yaml", "--quiet", "--resume", checkpoint)).toBe(0);
    expect(decided(summaryOf("reports/small-2"))).toEqual(decided(summaryOf("reports/small-1")));
    const rows = "select count(*), sum(a) from raw.events";
    await iotctl(system, "query", "small-1", rows, "--csv");
    const whole = system.out();
    await iotctl(system, "query", "small-2", rows, "--csv");
    expect(system.out()).toBe(whole);
    expect(await iotctl(system, "simulate", "small.yaml", "--seed", "12", "--resume", checkpoint)).toBe(2);
    expect(system.err()).toContain("belongs to another run");
    expect(system.files.exists("reports/small-3")).toBe(false);
  });
});
