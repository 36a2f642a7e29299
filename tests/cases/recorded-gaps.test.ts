// `replay.gaps` decides what happens where a recording is silent: nothing, the last value shown on, or the device offline.

import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { endIndex } from "../../src/event/vocabulary.js";
import { awayTimes, heldThrough } from "../../src/spec/trace-gaps.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { caseScenario, loadCase, told } from "./case-files.js";

const NAME = "recorded-gaps";
const HOUR_MS = 3_600_000;

const play = (gaps: string): Promise<ScenarioRun> => runScenario(caseScenario(NAME, { set: { gaps } }));
const outagesOf = (run: ScenarioRun): number[] =>
  run
    .events(Events.recordedOutage)
    .filter(({ change }) => change === endIndex("end"))
    .map(({ lastedMs }) => lastedMs / HOUR_MS);

test("offline: 60 readings and two outages of 8 h and 4 h; hold: 72 and none; silent: 60 and none", async () => {
  const [offline, hold, silent] = [await play("offline"), await play("hold"), await play("silent")];
  for (const run of [offline, hold, silent]) expect(run.broken()).toEqual([]);
  expect([offline, hold, silent].map((run) => run.total("messages.produced"))).toEqual([60, 72, 60]);
  expect([offline, hold, silent].map(outagesOf)).toEqual([[8, 4], [], []]);
  const begins = offline.events(Events.recordedOutage).filter(({ change }) => change === endIndex("start"));
  expect(begins.map(({ atMs }) => atMs / HOUR_MS)).toEqual([10, 40]);
  expect(new Set([offline, hold, silent].map(({ result }) => result.digest)).size).toBe(3);
});

test("a held reading is the last one before the gap, at the usual distance", () => {
  const { timesMs, values } = caseScenario(NAME, { set: { gaps: "hold" } }).traces[0];
  expect(timesMs).toEqual(Array.from({ length: 72 }, (_, hour) => hour * HOUR_MS));
  expect(values.slice(9, 19)).toEqual([20.9, 20.9, 20.9, 20.9, 20.9, 20.9, 20.9, 20.9, 20.9, 21.8]);
});

test("one missing reading is a gap; half an interval too late is none", () => {
  expect(heldThrough({ timesMs: [0, 10, 20, 40, 50], values: [1, 2, 3, 4, 5] })).toEqual({
    timesMs: [0, 10, 20, 30, 40, 50],
    values: [1, 2, 3, 3, 4, 5],
  });
  const late = { timesMs: [0, 10, 20, 35, 45], values: [1, 2, 3, 4, 5] };
  expect(heldThrough(late)).toEqual(late);
});

test("shift, speed and loop move the outages as they move the readings", () => {
  const trace = {
    ...caseScenario(NAME, { set: { gaps: "offline" } }).traces[0],
    timesMs: [0, 10, 20, 50],
    values: [1, 2, 3, 4],
  };
  expect(awayTimes(trace, 1_000)).toEqual([{ downMs: 30, upMs: 50 }]);
  expect(awayTimes({ ...trace, shiftMs: 100, speed: 2 }, 1_000)).toEqual([{ downMs: 115, upMs: 125 }]);
  expect(awayTimes({ ...trace, loop: true }, 130)).toEqual([
    { downMs: 30, upMs: 50 },
    { downMs: 90, upMs: 110 },
  ]);
  expect(awayTimes({ ...trace, loop: true }, 100)).toEqual([
    { downMs: 30, upMs: 50 },
    { downMs: 90, upMs: 100 },
  ]);
});

test("a gap that would be held for millions of readings is refused", () => {
  const log = `time,value\n0,1\n1,2\n2,3\n9000000,4\n9000001,5\n`;
  const loaded = loadCase(NAME, { set: { gaps: "hold" }, others: { "gaps.csv": log } });
  expect(told(loaded)).toContainEqual(expect.stringMatching(/^SCN065 scenario\.yaml:\d+ error$/));
});
