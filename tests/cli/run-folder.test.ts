import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  claimFolder,
  claimNextFolder,
  findRun,
  INCOMPLETE_FILE,
  isIncomplete,
  markComplete,
  runName,
} from "../../src/cli/run-folder.js";
import { type CapturedWorld, capturedWorld, iotctl } from "./captured-world.js";

let world: CapturedWorld;
beforeEach(() => {
  world = capturedWorld();
});
afterEach(() => world.dispose());

describe("run folders", () => {
  test("runs of one name are numbered up, also past gaps", () => {
    expect(claimNextFolder(world, "storm")).toBe("reports/storm-1");
    expect(claimNextFolder(world, "storm")).toBe("reports/storm-2");
    world.files.makeFolder("reports/storm-9");
    world.files.makeFolder("reports/storm-naive-40");
    expect(claimNextFolder(world, "storm")).toBe("reports/storm-10");
    expect(claimNextFolder(world, "storm-naive")).toBe("reports/storm-naive-41");
  });

  test("a folder that appears between looking and making is stepped over", () => {
    const { list } = world.files;
    const late = { ...world, files: { ...world.files, list: () => [] } };
    claimNextFolder(world, "storm");
    expect(claimNextFolder(late, "storm")).toBe("reports/storm-2");
    expect(list("reports")).toEqual(["storm-1", "storm-2"]);
  });

  test("a folder is marked from its first moment until it is complete", () => {
    const folder = claimFolder(world, "deep/down/here");
    expect(isIncomplete(world, folder)).toBe(true);
    markComplete(world, folder);
    expect(world.files.list(folder)).toEqual([]);
  });

  test("an existing folder is refused and left as it was", () => {
    world.files.makeFolder("mine");
    world.files.write("mine/precious.txt", "x");
    expect(() => claimFolder(world, "mine")).toThrow(/already exists/);
    expect(world.files.list("mine")).toEqual(["precious.txt"]);
  });

  test.each([
    ["storm", "", "storm"],
    ["storm", "naive", "storm-naive"],
    ["storm", "jittered/connectLimit=500", "storm-jittered-connectLimit-500"],
    ["../evil", "", "..-evil"],
    ["Kühlkette", "", "Kühlkette"],
  ])("%s and variant %j go by the folder name %s", (scenario, variant, name) =>
    expect(runName(scenario, variant)).toBe(name),
  );

  test("a run is found by path and by name, a mistyped one gets the nearest", () => {
    claimNextFolder(world, "storm");
    expect(findRun(world, "storm-1")).toBe("reports/storm-1");
    expect(findRun(world, "reports/storm-1/")).toBe("reports/storm-1");
    expect(() => findRun(world, "strom-1")).toThrow(
      expect.objectContaining({ exit: 2, hint: "did you mean reports/storm-1?" }),
    );
  });
});

describe("iotctl runs", () => {
  test("says how to make one when there is none", async () => {
    expect(await iotctl(world, "runs")).toBe(0);
    expect(world.out()).toContain("iotctl simulate");
  });

  test("shows a run that never finished as incomplete and a damaged one as unreadable", async () => {
    claimNextFolder(world, "storm");
    const broken = claimNextFolder(world, "storm");
    markComplete(world, broken);
    world.files.write(`${broken}/summary.json`, "{");
    world.files.makeFolder("reports/something-else");
    expect(await iotctl(world, "runs")).toBe(0);
    const lines = world.out().trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^reports\/storm-1 +incomplete/);
    expect(lines[2]).toMatch(/^reports\/storm-2 +unreadable/);
  });

  test("an incomplete run cannot be reported or compared", async () => {
    const folder = claimNextFolder(world, "storm");
    expect(world.files.list(folder)).toEqual([INCOMPLETE_FILE]);
    expect(await iotctl(world, "report", "storm-1")).toBe(2);
    expect(world.err()).toContain("did not finish");
  });
});
