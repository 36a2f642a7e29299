// Variants of one file, and a run that goes on from a checkpoint, as the command line does both (SCN-3).
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { type CapturedWorld, capturedWorld, iotctl } from "../cli/captured-world.js";
import { smallFleet } from "../cli/small-fleet.js";
import { decided, summaryIn } from "../cli/stored-summary.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
  world.files.write("small.yaml", smallFleet());
});
afterEach(() => world.dispose());

const summaryOf = (folder: string): Summary => summaryIn(world, folder);

describe("iotctl simulate", () => {
  test("variants run one after the other and end in a comparison", async () => {
    const variants = "variants: {tight: {set: {connectLimit: 50}}, wide: {set: {connectLimit: 200}}}\n";
    world.files.write("two.yaml", `${smallFleet()}${variants}`);
    expect(await iotctl(world, "simulate", "two.yaml")).toBe(0);
    expect(world.files.list("reports")).toEqual(["small-comparison-1", "small-tight-1", "small-wide-1"]);
    expect(world.files.list("reports/small-comparison-1")).toEqual(["comparison.html", "comparison.md"]);
    expect(world.out()).toContain("2 runs compared");
    expect(await iotctl(world, "simulate", "two.yaml", "--json", "--out", "both")).toBe(0);
    const summaries = JSON.parse(world.out()) as Summary[];
    expect(summaries.map(({ run }) => run.variant)).toEqual(["tight", "wide"]);
    expect(world.files.list("both")).toEqual(["comparison.html", "comparison.md", "tight", "wide"]);
    expect(await iotctl(world, "simulate", "two.yaml", "--variant", "wide", "--quiet")).toBe(0);
    expect(decided(summaryOf("reports/small-wide-2"))).toEqual(decided(summaries[1]));
  });

  test("a run resumed from a checkpoint ends as the unbroken one", async () => {
    await iotctl(
      world,
      "simulate",
      "small.yaml",
      "--quiet",
      "--checkpoint-at",
      "4m",
      "--checkpoint-at",
      "7m",
    );
    const checkpoint = "reports/small-1/checkpoint-4m.iotctl";
    expect(world.files.exists("reports/small-1/checkpoint-7m.iotctl")).toBe(true);
    expect(await iotctl(world, "simulate", "small.yaml", "--quiet", "--resume", checkpoint)).toBe(0);
    expect(decided(summaryOf("reports/small-2"))).toEqual(decided(summaryOf("reports/small-1")));
    const rows = "select count(*), sum(a) from raw.events";
    await iotctl(world, "query", "small-1", rows, "--csv");
    const whole = world.out();
    await iotctl(world, "query", "small-2", rows, "--csv");
    expect(world.out()).toBe(whole);
    expect(await iotctl(world, "simulate", "small.yaml", "--seed", "12", "--resume", checkpoint)).toBe(2);
    expect(world.err()).toContain("belongs to another run");
    expect(world.files.exists("reports/small-3")).toBe(false);
  });
});
