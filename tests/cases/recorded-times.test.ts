// A recording's times are read right, or refused with the row and a hint; never accepted with other times.
import { describe, expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";
import { caseScenario, loadCase, told } from "./case-files.js";

const NAME = "recorded-times";
const STEP_MS = 300_000;
const START_S = Date.UTC(2026, 2, 2) / 1000;
/** 24 readings, five minutes apart. */
const EVERY_FIVE_MINUTES = Array.from({ length: 24 }, (_, index) => index * STEP_MS);

/** A recording of `rows` rows with these texts for times. */
const written = (timeOf: (index: number) => string | number, rows = 24, head = "time,value"): string =>
  `${head}\n${Array.from({ length: rows }, (_, index) => `${timeOf(index)},${20 + index / 10}`).join("\n")}\n`;

const loadWritten = (text: string) =>
  loadCase(NAME, { set: { file: "log.csv" }, others: { "log.csv": text } });
const timesOf = (text: string): number[] =>
  caseScenario(NAME, { set: { file: "log.csv" }, others: { "log.csv": text } }).traces[0].timesMs;

describe("files", () => {
  test.each([
    "epoch-s",
    "y2038",
    "epoch-ms",
    "mixed-zones",
    "newest-first",
    "bom-plain",
    "bom-quoted",
    "compact-basic",
    "pg-short-zone",
    "utc-word",
    "cr-only",
    "space-after-comma",
  ])("%s: 24 readings five minutes apart, without a word", (file) => {
    const loaded = loadCase(NAME, { set: { file: `${file}.csv` } });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.scenarios[0].traces[0].timesMs).toEqual(EVERY_FIVE_MINUTES);
    expect(loaded.scenarios[0].traces[0].values[1]).toBe(20.1);
  });

  test.each([
    ["compact-minute", "SCN061 compact-minute.csv:2 error"],
    ["compact-hour", "SCN061 compact-hour.csv:2 error"],
    ["excel-serial", "SCN061 excel-serial.csv:2 error"],
    ["bad-zone", "SCN061 bad-zone.csv:2 error"],
    ["long-row", "SCN061 long-row.csv:9 error"],
    ["short-row", "SCN061 short-row.csv:9 error"],
    ["two-columns-one-name", "SCN060 scenario.yaml:16 error"],
    ["leap-second", "SCN061 leap-second.csv:4 error"],
    ["semicolon", "SCN061 semicolon.csv:1 error"],
    ["decimal-comma-quoted", "SCN061 decimal-comma-quoted.csv:2 error"],
    ["utf16", "SCN009 scenario.yaml:16 error"],
  ])("%s is refused, with a hint", (file, first) => {
    const loaded = loadCase(NAME, { set: { file: `${file}.csv` } });
    expect(told(loaded)[0]).toBe(first);
    expect(loaded.diagnostics[0].hint).toBeTruthy();
    expect(loaded.scenarios).toEqual([]);
  });

  test("hour-24: the end of a day is the next day's beginning", () => {
    expect(caseScenario(NAME, { set: { file: "hour-24.csv" } }).traces[0].timesMs).toEqual([
      0, 3_600_000, 7_200_000,
    ]);
  });

  test("epoch-zero: three rows of an unset clock are left out, with a warning; the others are played", async () => {
    const loaded = loadCase(NAME, { set: { file: "epoch-zero.csv" } });
    expect(told(loaded)).toEqual(["SCN067 scenario.yaml:16 warning"]);
    expect(loaded.diagnostics[0].message).toBe(
      "3 of 24 readings lie years from the others (the first at line 2); they are left out",
    );
    const run = await runScenario(loaded.scenarios[0]);
    expect(run.total("messages.produced")).toBe(21);
    expect(run.broken()).toEqual([]);
  });
});

describe("variants", () => {
  const epoch = (perSecond: number) => (index: number) =>
    `${BigInt(START_S + index * 300) * BigInt(perSecond)}`;
  test.each([
    ["Unix microseconds", epoch(1_000_000)],
    ["Unix nanoseconds", epoch(1_000_000_000)],
    ["Unix seconds with fractions", (index: number) => `${START_S + index * 300}.000`],
    ["seconds since the start", (index: number) => index * 300],
    ["seconds since the start, late", (index: number) => 900 + index * 300],
    [
      "dates as a database dumps them",
      (index: number) =>
        new Date((START_S + index * 300) * 1000).toISOString().replace("T", " ").replace("Z", "+00"),
    ],
    [
      "basic dates with a zone",
      (index: number) =>
        new Date((START_S + index * 300) * 1000).toISOString().slice(0, 19).replaceAll(/[-:]/g, "") + "+0000",
    ],
  ])("%s are read", (_, timeOf) => {
    expect(loadWritten(written(timeOf)).diagnostics).toEqual([]);
    expect(timesOf(written(timeOf))).toEqual(EVERY_FIVE_MINUTES);
  });

  test.each([
    ["days without separators", (index: number) => 20260302 + (index % 28)],
    ["seconds without separators", (index: number) => `202603020000${String(index).padStart(2, "0")}`],
    ["a spreadsheet's days", (index: number) => 46083 + index],
    ["a spreadsheet's days with one stray zero", (index: number) => (index === 7 ? 0 : 46083 + index / 288)],
    ["Julian days", (index: number) => 2461101.5 + index / 288],
    ["years with fractions", (index: number) => 2026.17 + index / 100_000],
    ["Windows' 100 ns", epoch(10_000_000)],
    [
      "100 ns since the year 1",
      (index: number) => `${639_080_064_000_000_000n + BigInt(index) * 3_000_000_000n}`,
    ],
    ["numbers that lost digits", () => "1.77241E+09"],
    ["numbers beside dates", (index: number) => (index < 12 ? index * 300 : `2026-03-02T00:${index}:00Z`)],
    ["infinity", () => "1e309"],
    ["NaN", () => "NaN"],
    ["nothing", () => ""],
    ["day first", (index: number) => `02/03/2026 00:${index}`],
    ["half past noon", () => "2026-03-02 12:30 PM"],
    ["a zone no place has", (index: number) => `2026-03-02T00:${10 + index}:00+14:30`],
    ["a zone of 60 minutes", (index: number) => `2026-03-02T00:${10 + index}:00+01:60`],
    [
      "milliseconds in one row of seconds",
      (index: number) => (index === 9 ? 1_772_412_300_000 : START_S + index * 300),
    ],
  ])("%s are refused", (_, timeOf) => {
    const loaded = loadWritten(written(timeOf));
    expect(loaded.scenarios).toEqual([]);
    expect(told(loaded)[0]).toMatch(/^SCN061 log\.csv:\d+ error$/);
    expect(loaded.diagnostics[0].hint).toBeTruthy();
  });

  test.each([
    ["a receiver's week counter that ran over", 1_024 * 7 * 86_400],
    ["a clock that began at 0", START_S + 300 * 9],
  ])("%s: one row is left out with a warning, the others are played", async (_, backS) => {
    const loaded = loadWritten(written((index) => START_S + index * 300 - (index === 9 ? backS : 0)));
    expect(told(loaded)).toEqual(["SCN067 scenario.yaml:16 warning"]);
    expect((await runScenario(loaded.scenarios[0])).total("messages.produced")).toBe(23);
  });

  test("a recording with a year of silence in its middle is played whole, and told", () => {
    const loaded = loadWritten(written((index) => START_S + index * 300 + (index < 12 ? 0 : 40_000_000)));
    expect(told(loaded)).toContain("SCN068 scenario.yaml:16 warning");
    expect(loaded.scenarios[0].traces[0].timesMs).toHaveLength(24);
  });

  test("days without a time of day fall together, which is told", () => {
    expect(told(loadWritten(written((index) => (index < 20 ? "2026-03-02" : "2026-03-03"))))).toContain(
      "SCN068 scenario.yaml:16 warning",
    );
  });

  test("numbers that may be days or milliseconds of a second are told", () => {
    expect(told(loadWritten(written((index) => 61 + index / 288)))).toEqual([
      "SCN068 scenario.yaml:16 warning",
    ]);
  });

  test("readings that the run does not reach are told; when it reaches none, the file is refused", () => {
    const days = written((index) => START_S + index * 3_600);
    expect(told(loadWritten(days))).toEqual(["SCN069 scenario.yaml:16 warning"]);
    expect(loadWritten(days).diagnostics[0].message).toBe(
      "3 of 24 recorded readings fall into the run of 3h",
    );
    const beyond = loadCase(NAME, { file: "shifted.yaml", others: shifted("3h") });
    expect(told(beyond)).toEqual(["SCN069 shifted.yaml:8 error"]);
    expect(loadCase(NAME, { file: "shifted.yaml", others: shifted("2h59m") }).scenarios).toHaveLength(1);
  });

  test.each(["1e309", "-1e309", "NaN", "inf", "", "2,5", "0x10", "1_000", "20 C", "1e14"])(
    "the value `%s` is refused",
    (value) => {
      const loaded = loadWritten(`time,value\n0,20\n300,${value.includes(",") ? `"${value}"` : value}\n`);
      expect(told(loaded)).toEqual(["SCN061 log.csv:3 error"]);
    },
  );

  test("`2,5` without quotes is a row of three cells, and text after a closing quote is no value", () => {
    expect(told(loadWritten("time,value\n0,2,5\n"))).toEqual(["SCN061 log.csv:2 error"]);
    expect(told(loadWritten('time,value\n0,"2"5\n'))).toEqual(["SCN061 log.csv:2 error"]);
  });

  test("columns separated by tabs are told as such", () => {
    const loaded = loadWritten("time\tvalue\n0\t20\n");
    expect(loaded.diagnostics[0].hint).toMatch(/separated by tabs/);
  });
});

const shifted = (shift: string): Record<string, string> => ({
  "shifted.yaml": `iotctl: 1
duration: 3h
sites:
  - id: plant
    devices:
      - twin: parking-nbiot
        count: 1
        replay: {file: epoch-s.csv, timeColumn: time, valueColumn: value, shift: ${shift}}
`,
});

test("24 readings, 12 of them in the first hour, are produced at their own times", async () => {
  const run = await runScenario(caseScenario(NAME));
  expect(run.total("messages.produced")).toBe(24);
  expect(run.plan.scenario.traces[0].timesMs).toEqual(EVERY_FIVE_MINUTES);
  expect(run.broken()).toEqual([]);
});
