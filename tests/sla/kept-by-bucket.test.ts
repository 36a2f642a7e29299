// A run keeps its figures by bucket: a window that is finer is widened, and the width is told, before the run and after it.
import { expect, test } from "vitest";
import { evaluateExpectations } from "../../src/sla/expectation.js";
import { runFacts } from "../../src/sla/facts.js";
import { load } from "../scenario/reading.js";
import { DAY, MINUTE, namingOf, storeOf } from "./fleet.js";

/** A run of 30 days keeps its figures by 5 min. */
const BUCKET = 5 * MINUTE;

const warned = (expectation: string): string[] =>
  load(`iotctl: 1
duration: 30d
phases: {calm: 62m, storm: 1d}
sites: [{id: s, devices: [{twin: temperature-wifi, count: 2, via: direct}]}]
expect: [{id: e, ${expectation}}]
`).diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);

const noted = (that: string, mode: "end" | "always" | "eventually" = "end", fromMs = 0, withinMs = 0) => {
  const naming = namingOf(undefined, BUCKET);
  const series = storeOf([], naming);
  const facts = runFacts({ series, naming, rollouts: [], monthly: null });
  const phases = [{ name: "calm", startMs: 0, endMs: 62 * MINUTE }];
  const spec = {
    id: "e",
    that,
    sql: null,
    mode,
    from: { kind: "at", ms: fromMs } as const,
    withinMs: withinMs === 0 ? null : withinMs,
    severity: "must" as const,
    onNoData: "no-data" as const,
  };
  const context = {
    series,
    naming,
    phases,
    facts,
    anchors: { "cut.end": 7 * MINUTE },
    endMs: 30 * DAY,
    sqlResults: {},
  };
  return evaluateExpectations([spec], context)[0].notes;
};

test.each([
  ['that: "max(rate(messages.dropped))[sliding 30s] <= 1/s"', "[sliding 30s] covers 5m"],
  ['that: "sum(messages.dropped)[calm] == 0"', "[calm] covers 0s to 1h5m"],
  ['that: "sum(messages.dropped)[7m .. 12m] == 0"', "[7m .. 12m] covers 5m to 15m"],
  ['that: "sum(messages.dropped)[last 61s] == 0"', "[last 61s] covers 29d23h55m to 30d"],
  ['that: "sum(messages.dropped) == 0", always: {from: 7m}', "what is counted from 7m is counted from 5m"],
  [
    'that: "share(device.online) >= 99%", eventually: {within: 6m}',
    "within 6m ends at 6m, and the last look before is at 5m",
  ],
])("%s: %s", (expectation, what) => {
  expect(warned(expectation)).toEqual([
    `warning SCN083 expect[0]: this run keeps its figures by 5m: ${what}`,
  ]);
});

test.each([
  'that: "sum(messages.dropped)[sliding 10m] == 0"',
  'that: "sum(messages.dropped)[start .. end] == 0"',
  'that: "share(device.online) >= 99%", eventually: {within: 10m, from: 5m}',
])("what lies on the buckets is exact: %s", (expectation) => {
  expect(warned(expectation)).toEqual([]);
});

test("the result has a note with what was used, also of events only the run knew", () => {
  expect(noted("sum(messages.dropped)[sliding 30s] == 0")).toEqual([
    "this run keeps its figures by 5m: [sliding 30s] covers 5m",
  ]);
  expect(noted("sum(messages.dropped)[cut.end .. end] == 0")).toEqual([
    "this run keeps its figures by 5m: [cut.end .. end] covers 5m to 30d",
  ]);
  expect(noted("sum(messages.dropped)[sliding 5m] == 0")).toEqual([]);
});
