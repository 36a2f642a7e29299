// iotctl fork: a run goes on another way from a moment, keeps the rows of both, and is held beside the run it comes from.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listCheckpoints } from "../../src/cli/kept-checkpoints.js";
import { OpenRun } from "../../src/store/open-run.js";
import { type CapturedSystem, capturedSystem, iotctl } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";
import { summaryIn } from "./stored-summary.js";

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
  system.files.write("small.yaml", SMALL);
});
afterEach(() => system.dispose());

const SMALL = smallFleet();
/** Ends two minutes later what is under way from the third minute on. */
const LONGER = SMALL.replace("for: 2m", "for: 4m");
const parent = (...more: string[]) => iotctl(system, "simulate", "small.yaml", "--quiet", ...more);
const fork = (run: string, ...more: string[]) => iotctl(system, "fork", run, "--quiet", ...more);
const times = (folder: string) => listCheckpoints(system, folder).map(({ atMs }) => atMs / 60_000);

const faultsOf = async (folder: string): Promise<string[]> => {
  const store = await OpenRun.open(system.files.resolve(folder));
  try {
    const { rows } = await store.query("select fault, change, at_ms from usable.faults order by at_ms");
    return rows.map(([fault, change, atMs]) => `${fault} ${change} ${Number(atMs) / 60_000}`);
  } finally {
    store.close();
  }
};

test("a fork without a change is its parent again, from a checkpoint, from between two, and from the start", async () => {
  await parent("--checkpoint-every", "2m");
  expect(times("reports/small-1")).toEqual([2, 4, 6, 8]);
  const { run } = summaryIn(system, "reports/small-1");
  for (const at of ["4m", "5m", "1m"]) {
    expect(await fork("small-1", "--at", at, "--out", at)).toBe(0);
    const forked = summaryIn(system, at);
    expect(forked.run.digest).toBe(run.digest);
    expect(forked.run.fork).toEqual({ from: run.id, atMs: Number.parseInt(at, 10) * 60_000 });
    expect(forked.ledger).toEqual(summaryIn(system, "reports/small-1").ledger);
    expect(system.files.readText(`${at}/comparison.md`)).toContain("Their rows are the same to the end");
  }
});

test("a fork holds the whole run, is compared, and is the changed scenario's run from the start", async () => {
  await parent("--checkpoint-at", "4m");
  system.files.write("longer.yaml", LONGER);
  expect(await iotctl(system, "fork", "small-1", "--at", "4m", "--scenario", "longer.yaml")).toBe(0);
  const folder = "reports/small-fork-1";
  expect(system.out()).toContain(
    `${folder} is reports/small-1 up to 4m. Their rows part at 5m: faultEnd of cloud is in reports/small-1 alone.`,
  );
  expect(system.out()).toContain("again         iotctl fork reports/small-1 --at 4m --scenario longer.yaml");
  expect(await faultsOf(folder)).toEqual(["cable start 3", "cable end 7"]);
  for (const file of ["comparison.md", "comparison.html"])
    expect(system.files.exists(`${folder}/${file}`)).toBe(true);
  expect(await iotctl(system, "simulate", "longer.yaml", "--quiet", "--out", "scratch")).toBe(0);
  const [forked, scratch] = [folder, "scratch"].map((each) => summaryIn(system, each));
  expect(forked.run.digest).toBe(scratch.run.digest);
  expect(forked.run.id).not.toBe(scratch.run.id);
  expect({ ...forked.ledger, ...forked.fog }).toEqual({ ...scratch.ledger, ...scratch.fog });
  expect(forked.sla).toEqual(scratch.sla);
});

test("a fork of a fork goes on from where the first one parted, and no further back", async () => {
  await parent();
  system.files.write("longer.yaml", LONGER);
  expect(await fork("small-1", "--at", "4m", "--scenario", "longer.yaml", "--out", "one")).toBe(0);
  expect(times("one")).toEqual([4]);
  expect(await fork("one", "--at", "6m", "--scenario", "small.yaml", "--out", "two")).toBe(3);
  expect(system.err()).toContain("FRK005 timeline.cable.for was 4m and is 2m");
  system.files.write("longest.yaml", SMALL.replace("for: 2m", "for: 6m"));
  expect(
    await fork("one", "--at", "6m", "--scenario", "longest.yaml", "--workers", "2", "--out", "two"),
  ).toBe(0);
  expect(await faultsOf("two")).toEqual(["cable start 3", "cable end 9"]);
  expect(await fork("one", "--at", "2m", "--out", "three")).toBe(2);
  expect(system.err()).toContain("one is a fork itself, and goes back to 4m alone");
});

test("a parameter is set on the parent's own file, with what the parent had set", async () => {
  await parent("--set", "connectLimit=90");
  expect(await fork("small-1", "--at", "4m", "--set", "connectLimit=80", "--out", "tight")).toBe(0);
  const limitOf = (folder: string) =>
    summaryIn(system, folder).expectations.find(({ id }) => id === "limit")?.threshold;
  expect([limitOf("reports/small-1"), limitOf("tight")]).toEqual([
    expect.stringContaining("90"),
    expect.stringContaining("80"),
  ]);
  system.files.write("small.yaml", LONGER);
  expect(await fork("small-1", "--at", "4m", "--set", "connectLimit=1")).toBe(2);
  expect(system.err()).toContain("small.yaml says something else now than when reports/small-1 was run");
  expect(await fork("small-1", "--at", "4m", "--out", "kept")).toBe(0);
});

test("a parameter that the parent's variant sets stays, and that is told in any case", async () => {
  system.files.write("small.yaml", `${SMALL}\nvariants: {tight: {set: {connectLimit: 80}}}\n`);
  await parent("--variant", "tight");
  expect(await fork("small-tight-1", "--at", "4m", "--set", "connectLimit=70", "--out", "same")).toBe(0);
  expect(system.err()).toContain("--set connectLimit=70 changes nothing: it was 80 and is so");
});

test("a list that takes one checkpoint for another is damaged", async () => {
  await parent("--checkpoint-every", "2m");
  const list = "reports/small-1/checkpoints.json";
  system.files.write(list, system.files.readText(list).replace("checkpoint-2m", "checkpoint-8m"));
  expect(await fork("small-1", "--at", "3m", "--out", "none")).toBe(2);
  expect(system.err()).toContain(`${list} is damaged: checkpoint-8m.iotctl is of 8m`);
});

test("the seed is the parent's, whatever the file says; a word is said of that", async () => {
  await parent("--seed", "other");
  system.files.write("longer.yaml", LONGER);
  const words = ["small-1", "--at", "4m", "--scenario", "longer.yaml"];
  expect(await iotctl(system, "fork", ...words, "--out", "told")).toBe(0);
  expect(system.err()).toContain('longer.yaml says seed "11"; a fork keeps that of its parent, "other"');
  const scratch = ["longer.yaml", "--seed", "other", "--quiet", "--out", "scratch"];
  expect(await iotctl(system, "simulate", ...scratch)).toBe(0);
  expect(summaryIn(system, "told").run).toMatchObject({
    seed: "other",
    digest: summaryIn(system, "scratch").run.digest,
  });
});

describe("a fork is refused, with every reason at once", () => {
  test("where it would change the fleet or the past", async () => {
    await parent();
    system.files.write(
      "other.yaml",
      SMALL.replace("count: 10", "count: 20")
        .replace("for: 2m}", "for: 2m, at: 2m}")
        .replace("at: cut, ", ""),
    );
    expect(await fork("small-1", "--at", "4m", "--scenario", "other.yaml")).toBe(3);
    for (const line of [
      "FRK002 sites[0].devices[1].count was 10 and is 20: ",
      "FRK005 timeline.cable.at was 3m and is 2m: ",
      "these 2 would change what has happened before 4m; nothing was run",
      "from the start with `iotctl simulate`",
    ])
      expect(system.err()).toContain(line);
    expect(system.files.list("reports")).toEqual(["small-1"]);
  });

  test("where the words are wrong", async () => {
    await parent();
    for (const [message, ...words] of [
      ["there is no run small-2", "small-2", "--at", "4m"],
      ["--at 0s is where the run begins", "small-1", "--at", "0s"],
      ["--at 10m is not within the run of small", "small-1", "--at", "10m"],
      ["required option '--at <time>'", "small-1"],
      ["there is no journal none.yaml", "small-1", "--at", "4m", "--journal", "none.yaml"],
      ["--checkpoint-at 3m is not within", "small-1", "--at", "4m", "--checkpoint-at", "3m"],
      ["--checkpoint-every 7m is as long as", "small-1", "--at", "4m", "--checkpoint-every", "7m"],
    ]) {
      expect(await iotctl(system, "fork", ...words), message).toBe(2);
      expect(system.err()).toContain(message);
    }
  });
});

test("what was done to the parent is done to the fork, unless another journal says what is", async () => {
  system.files.write(
    "ops.yaml",
    "journal:\n  - {id: hush, at: 2m, limit: {ingestPerSecond: 3}}\n  - {at: 8m, end: hush}\n",
  );
  await parent("--journal", "ops.yaml", "--checkpoint-at", "6m");
  const { run } = summaryIn(system, "reports/small-1");
  expect(await fork("small-1", "--at", "6m", "--out", "same")).toBe(0);
  expect(summaryIn(system, "same").run).toMatchObject({ digest: run.digest, journal: run.journal });
  system.files.write("later.yaml", "journal:\n  - {at: 9m, end: hush}\n");
  expect(await fork("small-1", "--at", "6m", "--journal", "later.yaml", "--out", "later")).toBe(0);
  expect(await faultsOf("later")).toContain("hush end 9");
  expect(system.files.readText("later/journal.yaml")).toContain('"hush"');
  system.files.write("early.yaml", "journal:\n  - {at: 5m, end: hush}\n");
  expect(await fork("small-1", "--at", "6m", "--journal", "early.yaml")).toBe(3);
  expect(system.err()).toContain("FRK012 journal.end.at was none and is 5m");
});

test("--json prints the fork's summary alone", async () => {
  await parent();
  expect(await iotctl(system, "fork", "small-1", "--at", "4m", "--json", "--quiet", "--out", "one")).toBe(0);
  expect(JSON.parse(system.out())).toEqual(JSON.parse(system.files.readText("one/summary.json")));
});

/** Ctrl-C comes before anything is played. */
const pressedAtOnce = (): CapturedSystem => ({
  ...system,
  onInterrupt: (handler) => {
    handler();
    return () => {};
  },
});

test("a run that was interrupted goes on as if it had not been; one that was cut off, from its checkpoints", async () => {
  expect(await iotctl(pressedAtOnce(), "simulate", "small.yaml", "--quiet")).toBe(130);
  await parent("--checkpoint-at", "4m");
  const { digest } = summaryIn(system, "reports/small-2").run;
  expect(await fork("small-1", "--at", "4m", "--out", "one")).toBe(0);
  expect(summaryIn(system, "one").run.digest).toBe(digest);
  expect(system.files.readText("one/comparison.md")).toContain("the same until reports/small-1 ends at 0s");
  system.files.remove("reports/small-2/summary.json");
  expect(await iotctl(system, "fork", "small-2", "--at", "5m", "--no-dashboard", "--out", "two")).toBe(0);
  expect(summaryIn(system, "two").run.digest).toBe(digest);
  expect(system.out()).toContain("reports/small-2 did not finish: there is nothing to compare with");
});

test("interrupted while its parent is played forward, nothing is left; afterwards, what there is is kept", async () => {
  await parent("--checkpoint-at", "4m");
  const pressed = pressedAtOnce();
  expect(await iotctl(pressed, "fork", "small-1", "--at", "9m", "--quiet", "--out", "early")).toBe(130);
  expect(system.err()).toContain("interrupted before the fork; nothing was run");
  expect(system.files.exists("early")).toBe(false);
  expect(await iotctl(pressed, "fork", "small-1", "--at", "4m", "--quiet", "--out", "late")).toBe(130);
  expect(summaryIn(system, "late")).toMatchObject({ verdict: "interrupted", run: { virtualMs: 240_000 } });
  expect(times("late")).toEqual([4]);
});

test("a run that is damaged, or was cut off without a checkpoint, is no parent", async () => {
  await parent("--checkpoint-at", "4m");
  const folder = "reports/small-1";
  system.files.remove(`${folder}/checkpoint.batches`);
  expect(await fork("small-1", "--at", "5m")).toBe(2);
  expect(system.err()).toContain("checkpoint.batches is missing");
  system.files.write(`${folder}/checkpoints.json`, "{");
  expect(await fork("small-1", "--at", "5m")).toBe(2);
  expect(system.err()).toContain("checkpoints.json is damaged");
  system.files.remove(`${folder}/checkpoints.json`);
  system.files.remove(`${folder}/summary.json`);
  expect(await fork("small-1", "--at", "5m")).toBe(2);
  expect(system.err()).toContain("did not finish, and keeps no checkpoint at or before 5m");
});
