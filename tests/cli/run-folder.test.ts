import { readFileSync } from "node:fs";
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
import { type CapturedWorld, capturedWorld, iotctl, PACKAGE_ROOT } from "./captured-world.js";

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

describe("the README", () => {
  const readme = readFileSync(`${PACKAGE_ROOT}/README.md`, "utf8");
  const commands = [...readme.matchAll(/^\.\/bin\/iotctl\.js (.*)$/gm)].map(([, words]) =>
    words.replace(/\s{2,}#.*$/, ""),
  );

  test("names runs as their folders are called", () => {
    const simulated = new Set(["first-light", "reboot-storm-naive", "reboot-storm-jittered"]);
    const named = commands
      .filter((words) => /^(query|compare|report|export) /.test(words))
      .flatMap((words) => words.split(" ").filter((word) => /^[\w./-]+-\d+$/.test(word)));
    expect(named.length).toBeGreaterThanOrEqual(4);
    for (const name of named) expect(simulated).toContain(name.replace(/-1$/, ""));
  });

  test.each(commands.filter((words) => words.startsWith("twin")))("%s works", async (words) => {
    expect(await iotctl(world, ...words.split(" "))).toBe(0);
    expect(world.out().length).toBeGreaterThan(100);
  });
});

describe("iotctl runs", () => {
  test("says how to make one when there is none", async () => {
    expect(await iotctl(world, "runs")).toBe(0);
    expect(world.out()).toContain("iotctl simulate");
  });

  test("shows a run that never finished as incomplete and a damaged one as damaged", async () => {
    claimNextFolder(world, "storm");
    const broken = claimNextFolder(world, "storm");
    markComplete(world, broken);
    world.files.write(`${broken}/summary.json`, "{");
    world.files.makeFolder("reports/something-else");
    expect(await iotctl(world, "runs")).toBe(0);
    const lines = world.out().trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^reports\/storm-1 +incomplete/);
    expect(lines[2]).toMatch(/^reports\/storm-2 +damaged/);
  });

  test.each(["null", "[]", "{}", '{"run": 7}', '{"run": {"scenario": "x"}, "environment": {}}', '"text"'])(
    "a summary that is %s is a damaged run among the others, not our bug",
    async (text) => {
      const folder = claimNextFolder(world, "storm");
      markComplete(world, folder);
      world.files.write(`${folder}/summary.json`, text);
      expect(await iotctl(world, "runs")).toBe(0);
      expect(world.out()).toMatch(/storm-1 +damaged/);
      for (const argv of [
        ["report", "storm-1"],
        ["compare", "storm-1", "storm-1"],
      ]) {
        expect(await iotctl(world, ...argv)).toBe(7);
        expect(world.err()).toMatch(/summary.json is damaged(.|\n)*hint:/);
      }
    },
  );

  test("--prune removes what is damaged, says what first, and nothing that is not a run's", async () => {
    const unfinished = claimNextFolder(world, "storm");
    const mixed = claimNextFolder(world, "storm");
    world.files.write(`${mixed}/notes.txt`, "mine");
    const written = claimNextFolder(world, "storm");
    world.files.write(`${written}/.lock`, JSON.stringify({ pid: process.pid, started: "", token: "t" }));
    world.files.makeFolder("reports/mine");
    world.files.write("reports/mine/notes.txt", "mine");
    expect(await iotctl(world, "runs", "--prune")).toBe(2);
    expect(await iotctl(world, "runs", "--yes")).toBe(2);
    expect(await iotctl(world, "runs", "--prune", "--damaged")).toBe(0);
    expect(world.out()).toContain(`would remove ${unfinished}\n`);
    expect(world.files.isFolder(unfinished)).toBe(true);
    expect(await iotctl(world, "runs", "--prune", "--damaged", "--keep", "0", "--yes")).toBe(0);
    expect(world.out()).toContain(`removed ${unfinished}\n`);
    expect(world.out()).toContain(`kept ${mixed}: it holds notes.txt`);
    expect(world.out()).toContain(`kept ${written}: it is being written`);
    expect(world.files.list("reports")).toEqual(["mine", "storm-2", "storm-3"]);
    expect(world.files.list(mixed)).toEqual(["INCOMPLETE", "notes.txt"]);
  });

  test("an incomplete run cannot be reported or compared", async () => {
    const folder = claimNextFolder(world, "storm");
    expect(world.files.list(folder)).toEqual([INCOMPLETE_FILE]);
    expect(await iotctl(world, "report", "storm-1")).toBe(2);
    expect(world.err()).toContain("did not finish");
  });
});
