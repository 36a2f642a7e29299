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
import { type CapturedSystem, capturedSystem, iotctl, PACKAGE_ROOT } from "./captured-system.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

describe("run folders", () => {
  test("runs of one name are numbered up, also past gaps", () => {
    expect(claimNextFolder(system, "storm")).toBe("reports/storm-1");
    expect(claimNextFolder(system, "storm")).toBe("reports/storm-2");
    system.files.makeFolder("reports/storm-9");
    system.files.makeFolder("reports/storm-naive-40");
    expect(claimNextFolder(system, "storm")).toBe("reports/storm-10");
    expect(claimNextFolder(system, "storm-naive")).toBe("reports/storm-naive-41");
  });

  test("a folder that appears between looking and making is stepped over", () => {
    const { list } = system.files;
    const late = { ...system, files: { ...system.files, list: () => [] } };
    claimNextFolder(system, "storm");
    expect(claimNextFolder(late, "storm")).toBe("reports/storm-2");
    expect(list("reports")).toEqual(["storm-1", "storm-2"]);
  });

  test("a folder is marked from its first moment until it is complete", () => {
    const folder = claimFolder(system, "deep/down/here");
    expect(isIncomplete(system, folder)).toBe(true);
    markComplete(system, folder);
    expect(system.files.list(folder)).toEqual([]);
  });

  test("an existing folder is refused and left as it was", () => {
    system.files.makeFolder("mine");
    system.files.write("mine/precious.txt", "x");
    expect(() => claimFolder(system, "mine")).toThrow(/already exists/);
    expect(system.files.list("mine")).toEqual(["precious.txt"]);
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
    claimNextFolder(system, "storm");
    expect(findRun(system, "storm-1")).toBe("reports/storm-1");
    expect(findRun(system, "reports/storm-1/")).toBe("reports/storm-1");
    expect(() => findRun(system, "strom-1")).toThrow(
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
    expect(await iotctl(system, ...words.split(" "))).toBe(0);
    expect(system.out().length).toBeGreaterThan(100);
  });
});

describe("iotctl runs", () => {
  test("says how to make one when there is none", async () => {
    expect(await iotctl(system, "runs")).toBe(0);
    expect(system.out()).toContain("iotctl simulate");
  });

  test("shows a run that never finished as incomplete and a damaged one as damaged", async () => {
    claimNextFolder(system, "storm");
    const broken = claimNextFolder(system, "storm");
    markComplete(system, broken);
    system.files.write(`${broken}/summary.json`, "{");
    system.files.makeFolder("reports/something-else");
    expect(await iotctl(system, "runs")).toBe(0);
    const lines = system.out().trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toMatch(/^reports\/storm-1 +incomplete/);
    expect(lines[2]).toMatch(/^reports\/storm-2 +damaged/);
  });

  test.each(["null", "[]", "{}", '{"run": 7}', '{"run": {"scenario": "x"}, "environment": {}}', '"text"'])(
    "a summary that is %s is a damaged run among the others, not our bug",
    async (text) => {
      const folder = claimNextFolder(system, "storm");
      markComplete(system, folder);
      system.files.write(`${folder}/summary.json`, text);
      expect(await iotctl(system, "runs")).toBe(0);
      expect(system.out()).toMatch(/storm-1 +damaged/);
      for (const argv of [
        ["report", "storm-1"],
        ["compare", "storm-1", "storm-1"],
      ]) {
        expect(await iotctl(system, ...argv)).toBe(7);
        expect(system.err()).toMatch(/summary.json is damaged(.|\n)*hint:/);
      }
    },
  );

  test("--prune removes what is damaged, says what first, and nothing that is not a run's", async () => {
    const unfinished = claimNextFolder(system, "storm");
    const mixed = claimNextFolder(system, "storm");
    system.files.write(`${mixed}/notes.txt`, "mine");
    const written = claimNextFolder(system, "storm");
    system.files.write(`${written}/.lock`, JSON.stringify({ pid: process.pid, started: "", token: "t" }));
    system.files.makeFolder("reports/mine");
    system.files.write("reports/mine/notes.txt", "mine");
    expect(await iotctl(system, "runs", "--prune")).toBe(2);
    expect(await iotctl(system, "runs", "--yes")).toBe(2);
    expect(await iotctl(system, "runs", "--prune", "--damaged")).toBe(0);
    expect(system.out()).toContain(`would remove ${unfinished}\n`);
    expect(system.files.isFolder(unfinished)).toBe(true);
    expect(await iotctl(system, "runs", "--prune", "--damaged", "--keep", "0", "--yes")).toBe(0);
    expect(system.out()).toContain(`removed ${unfinished}\n`);
    expect(system.out()).toContain(`kept ${mixed}: it holds notes.txt`);
    expect(system.out()).toContain(`kept ${written}: it is being written`);
    expect(system.files.list("reports")).toEqual(["mine", "storm-2", "storm-3"]);
    expect(system.files.list(mixed)).toEqual(["INCOMPLETE", "notes.txt"]);
  });

  test("an incomplete run cannot be reported or compared", async () => {
    const folder = claimNextFolder(system, "storm");
    expect(system.files.list(folder)).toEqual([INCOMPLETE_FILE]);
    expect(await iotctl(system, "report", "storm-1")).toBe(2);
    expect(system.err()).toContain("did not finish");
  });
});
