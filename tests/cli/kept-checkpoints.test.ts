// Which checkpoints a run keeps: a stated number and size of them, evenly spread, and those asked for in any case.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  CHECKPOINT_LIST,
  checkpointTimes,
  KEPT_MAX,
  KeptCheckpoints,
  listCheckpoints,
  mostDispensable,
} from "../../src/cli/kept-checkpoints.js";
import { type CapturedSystem, capturedSystem } from "./captured-system.js";

const HOUR_MS = 3_600_000;

describe("the times of --checkpoint-every", () => {
  test.each([
    [1, 12, 11, 1],
    [1, 25, 24, 1],
    [1, 26, 12, 2],
    [1, 168, 23, 7],
    [5, 12, 2, 5],
  ])("every %i h of %i h are %i, %i h apart", (every, hours, count, apart) => {
    const times = checkpointTimes({ atMs: [], everyMs: every * HOUR_MS }, 0, hours * HOUR_MS);
    expect(times).toHaveLength(count);
    expect(times.length).toBeLessThanOrEqual(KEPT_MAX);
    expect(times.every((ms, at) => ms === (at + 1) * apart * HOUR_MS)).toBe(true);
  });

  test("come with those asked for, in order and once, and none before the run goes on", () => {
    const wish = { atMs: [2 * HOUR_MS, 1.5 * HOUR_MS], everyMs: HOUR_MS };
    const hours = (fromMs: number) => checkpointTimes(wish, fromMs, 4 * HOUR_MS).map((ms) => ms / HOUR_MS);
    expect(hours(0)).toEqual([1, 1.5, 2, 3]);
    expect(hours(HOUR_MS)).toEqual([1.5, 2, 3]);
  });
});

test.each([
  [[1, 2, 3, 4], [], 0],
  [[2, 3, 4, 6], [], 1],
  [[2, 3, 4, 6], [3], 0],
  [[5], [], -1],
])("of %j, %j being asked for, the first to go is number %i", (times, wanted, at) =>
  expect(mostDispensable(times, new Set(wanted))).toBe(at),
);

describe("a folder", () => {
  let system: CapturedSystem;
  beforeEach(() => {
    system = capturedSystem();
    system.files.makeFolder("run");
  });
  afterEach(() => system.dispose());

  const written = (bytesMax: number, atMs: number[], asked: number[] = []): number[] => {
    const kept = new KeptCheckpoints(system.files, "run", { atMs: asked }, bytesMax);
    for (const each of atMs) {
      system.files.write(`run/checkpoint-${each}s.iotctl`, "x".repeat(10));
      kept.add({ atMs: each, file: `checkpoint-${each}s.iotctl`, bytes: 10 });
    }
    return listCheckpoints(system, "run").map((each) => each.atMs);
  };

  test("keeps no more bytes than stated, evenly spread, and what was asked for", () => {
    expect(written(1_000, [1, 2, 3])).toEqual([1, 2, 3]);
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    expect(written(40, eight)).toEqual([2, 4, 6, 8]);
    expect(system.files.list("run")).toEqual(
      [2, 4, 6, 8].map((at) => `checkpoint-${at}s.iotctl`).concat(CHECKPOINT_LIST),
    );
    expect(written(20, eight, [1])).toEqual([1, 8]);
  });

  test("lists what is there, by time", () => {
    expect(written(1_000, [2, 9, 5])).toEqual([2, 5, 9]);
    system.files.remove("run/checkpoint-5s.iotctl");
    expect(listCheckpoints(system, "run").map((each) => each.atMs)).toEqual([2, 9]);
    expect(listCheckpoints(system, "elsewhere")).toEqual([]);
    for (const list of ["{", "[]", '{"checkpoints":[{"atMs":1,"file":"../x"}]}']) {
      system.files.write(`run/${CHECKPOINT_LIST}`, list);
      expect(() => listCheckpoints(system, "run")).toThrow(/checkpoints.json is damaged/);
    }
  });
});
