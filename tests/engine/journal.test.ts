// (scenario, seed, journal) decide a run: what an operator did while one went on is done again from its journal, whatever cells,
// workers and checkpoints there are and whenever each entry came in.
import { beforeAll, describe, expect, test } from "vitest";
import { createWorld } from "../../src/engine/fleet-world.js";
import type { RunOptions } from "../../src/engine/run-options.js";
import { Events } from "../../src/event/events.js";
import { FIRST_OF_JOURNAL } from "../../src/model/plan/agenda.js";
import type { JournalEntry } from "../../src/spec/journal.js";
import { entriesOf } from "../journal.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { playNaively } from "./oracle.js";
import { streamOf } from "./record.js";
import { RandomOperator, town } from "./worlds/operator.js";

const scenario = town();

interface Saved {
  atMs: number;
  bytes: Uint8Array;
}

const play = async (options: Partial<RunOptions>): Promise<{ run: ScenarioRun; saved: Saved[] }> => {
  const saved: Saved[] = [];
  const run = await runScenario(scenario, {
    ...options,
    onCheckpoint: (atMs, bytes) => void saved.push({ atMs, bytes: bytes.slice() }),
  });
  return { run, saved };
};

const HALF_MS = 5_000_000;

describe("what an operator did at random", () => {
  const operator = new RandomOperator(scenario, "one", 60);
  let operated: ScenarioRun;
  let journal: JournalEntry[];

  beforeAll(async () => {
    operated = (await play({ operator: operator.operate, cellDevices: 7, strict: true })).run;
    journal = operator.wanted;
  }, 120_000);

  test("was done, of every kind, and the ledgers balance", () => {
    expect(operated.broken()).toEqual([]);
    expect(operated.result.unreverted).toEqual([]);
    expect(operated.result.refused).toEqual([]);
    expect(operated.result.journal).toEqual(journal.map(({ line }) => line));
    expect(journal.length).toBeGreaterThan(40);
    expect(operator.ahead).toBeGreaterThan(10);
    const done = new Set(journal.map(({ action }) => action.do));
    expect([...done].sort()).toEqual([
      "command",
      "config",
      "decommission",
      "end",
      "fault",
      "limit",
      "local",
      "quarantine",
      "rollout",
    ]);
  });

  test.each([{ workers: 1 }, { workers: 2, cellDevices: 9 }, { workers: 3, cellDevices: 16 }])(
    "is done again from its journal with %o",
    async (options) => {
      const { run } = await play({ ...options, journal });
      expect(run.result.journal).toEqual(operated.result.journal);
      expect(run.result.digest, run.result.journal.join("\n")).toBe(operated.result.digest);
      expect(streamOf(run.batches)).toEqual(streamOf(operated.batches));
    },
  );

  test("is done again by the naive loop", () => {
    const naive = playNaively(createWorld(scenario, {}), scenario, journal);
    expect(naive.digest).toBe(operated.result.digest);
  });

  test("goes on from a checkpoint, which knows the journal, or is given it once more", async () => {
    const first = await play({ journal, cellDevices: 11, checkpointsAtMs: [HALF_MS] });
    expect(first.run.result.digest).toBe(operated.result.digest);
    for (const given of [undefined, journal]) {
      const { run } = await play({ cellDevices: 11, resume: first.saved[0].bytes, journal: given });
      expect(run.result.journal).toEqual(operated.result.journal);
      expect(run.result.digest).toBe(operated.result.digest);
    }
  });

  test("is not what another journal says", async () => {
    const { run } = await play({ journal: journal.slice(0, -5) });
    expect(run.result.digest).not.toBe(operated.result.digest);
  });
});

test("an operator in the main thread is asked by a run in others, and a checkpoint in between changes nothing", async () => {
  const operator = new RandomOperator(scenario, "two", 20);
  const operated = await play({
    operator: operator.operate,
    workers: 2,
    cellDevices: 13,
    checkpointsAtMs: [HALF_MS],
  });
  expect(operator.wanted.length).toBeGreaterThan(10);
  expect(operated.run.result.journal).toEqual(operator.wanted.map(({ line }) => line));
  const again = await play({ journal: operator.wanted });
  expect(again.run.result.digest).toBe(operated.run.result.digest);
  // The checkpoint has what had come until then; the rest is given.
  const resumed = await play({ cellDevices: 13, resume: operated.saved[0].bytes, journal: operator.wanted });
  expect(resumed.run.result.digest).toBe(operated.run.result.digest);
});

describe("an entry that does not fit the run", () => {
  const operating = async (...lines: string[]): Promise<ScenarioRun> => {
    let entries = entriesOf(scenario, lines);
    const once = (atMs: number): JournalEntry[] => {
      if (atMs < 3_600_000) return [];
      const now = entries;
      entries = [];
      return now;
    };
    return (await play({ operator: once })).run;
  };

  test("comes too late where somebody has played it, and is no part of the journal", async () => {
    const run = await operating(
      "id: late, at: 30m, command: blink, target: all",
      "at: 2h, limit: {ingestPerSecond: 9}",
    );
    expect(run.result.refused).toMatchObject([{ id: "late", atMs: 1_800_000 }]);
    expect(run.result.refused?.[0].why).toMatch(
      /^it is to happen at 30m, and the run has been played up to 1h/,
    );
    expect(run.result.journal).toEqual(['{"id": "limit", "at": "2h", "limit": {"ingestPerSecond": 9}}']);
  });

  test("ends a run whose journal it is", async () => {
    const [entry] = entriesOf(scenario, ["at: 30m, id: one, command: blink, target: all"]);
    await expect(play({ journal: [entry, entry] })).rejects.toThrow(
      "RUN_JOURNAL the journal's entry `one` cannot be played: there is another `one` already",
    );
  });

  test("keeps a run from going on with another journal", async () => {
    const journal = entriesOf(scenario, [
      "at: 10m, command: blink, target: all",
      "at: 2h, command: blink, target: all",
    ]);
    const { saved } = await play({ journal, checkpointsAtMs: [HALF_MS] });
    const resume = saved[0].bytes;
    for (const other of [[], journal.slice(1), [journal[1], journal[0]]])
      await expect(play({ resume, journal: other })).rejects.toThrow("written with another journal");
    const more = entriesOf(scenario, ["at: 1h, command: blink, target: all"], journal);
    await expect(play({ resume, journal: [...journal, ...more] })).rejects.toThrow("has been played up to");
  });
});

test("what a journal brings stands in the rows by the number of its action", async () => {
  const journal = entriesOf(scenario, [
    "id: mine, at: 1h, for: 10m, fault: device.offline, target: {group: north/nb, count: 2}",
    "id: tight, at: 1h, limit: {ingestPerSecond: 9}",
    "at: 90m, end: tight",
  ]);
  const { run } = await play({ journal });
  const told = (rows: readonly { atMs: number; fault: number; devices: number }[]) =>
    rows
      .filter(({ fault }) => fault >= FIRST_OF_JOURNAL)
      .map((row) => [row.atMs, row.fault - FIRST_OF_JOURNAL, row.devices]);
  expect(told(run.events(Events.faultStart))).toEqual([
    [3_600_000, 0, 2],
    [3_600_000, 1, 0],
  ]);
  expect(told(run.events(Events.faultEnd))).toEqual([
    [4_200_000, 0, 2],
    [5_400_000, 1, 0],
  ]);
});
