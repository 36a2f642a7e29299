// What a gateway says of a window: the figures of its readings, whatever their size and order; when it began; what it
// removed; and its alarms, though they went ahead alone.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { addValue, clearSlot, deviationOf, meanOf } from "../../src/model/gateway/window-sums.js";
import { COUNT, MAX, MIN, SLOT_FIELDS } from "../../src/model/state/gateway-columns.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

const figuresOf = (values: readonly number[]) => {
  // The second of three.
  const slots = new Float64Array(3 * SLOT_FIELDS);
  const at = SLOT_FIELDS;
  for (const value of [3, 4]) addValue(slots, at, value);
  clearSlot(slots, at);
  for (const value of values) addValue(slots, at, value);
  const own = slots.subarray(at, at + SLOT_FIELDS);
  expect(slots.filter((figure) => figure !== 0)).toEqual(own.filter((figure) => figure !== 0));
  return {
    count: slots[at + COUNT],
    min: slots[at + MIN],
    max: slots[at + MAX],
    mean: meanOf(slots, at),
    deviation: deviationOf(slots, at),
  };
};

describe("the figures of a window", () => {
  it.each([
    ["ten million and a half above and below", [1e7 - 0.5, 1e7 + 0.5], 1e7, 0.5],
    ["a counter of 10^12", [1e12, 1e12 + 1, 1e12 + 2, 1e12 + 3, 1e12 + 4], 1e12 + 2, Math.SQRT2],
    ["a counter of 2^52", [2 ** 52, 2 ** 52 + 2], 2 ** 52 + 1, 1],
    ["a million seconds since 1970 in us", [1.7e15, 1.7e15 + 8], 1.7e15 + 4, 4],
    ["billionths", [3e-9, 5e-9], 4e-9, 1e-9],
    ["far below zero", [-1e9, -1e9 - 2], -1e9 - 1, 1],
    ["one reading", [17.25], 17.25, 0],
    ["a hundred equal ones", Array(100).fill(0.1), 0.1, 0],
    ["an outlier first", [-1e9, 5, 5, 5], -249_999_996.25, 433_012_704.0572],
  ])("are right of %s", (_, values, mean, deviation) => {
    const figures = figuresOf(values);
    expect(figures.mean).toBe(mean);
    expect(Math.abs(figures.deviation / (deviation || 1) - (deviation === 0 ? 0 : 1))).toBeLessThan(1e-12);
    expect([figures.min, figures.max, figures.count]).toEqual([
      Math.min(...values),
      Math.max(...values),
      values.length,
    ]);
  });

  it("do not depend on the order of the readings", () => {
    const value = fc.oneof(
      fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((x) => Math.round(x * 1e6) / 1e6 + 0),
      fc.integer({ min: -1e9, max: 1e9 }).map((n) => 1e12 + n / 4),
      fc.integer({ min: -1_000, max: 1_000 }).map((n) => n / 10 + 0),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.integer(), (values, salt) => {
        const other = values
          .map((one, at) => ({ one, key: Math.sin(at * 7919 + salt) }))
          .sort((x, y) => x.key - y.key)
          .map(({ one }) => one);
        expect(figuresOf(other)).toEqual(figuresOf(values));
      }),
      { seed: 5, numRuns: 400 },
    );
  });
});

interface Row {
  startMs: number;
  closedMs: number;
  late: number;
  readings: number;
  alarms: number;
  duplicates: number;
  mean: number;
  min: number;
  max: number;
  stddev: number;
  bytesIn: number;
}

const rowsOf = (run: ScenarioRun): Row[] =>
  run.batches.flatMap(({ windows }) =>
    Array.from({ length: windows.count }, (_, at) =>
      Object.fromEntries(
        Object.entries(windows)
          .filter(([name]) => name !== "count")
          .map(([name, column]) => [name, column[at]]),
      ),
    ),
  ) as unknown as Row[];

const world = ({ gateway = "", device = "", duration = "1h", rest = "" }): string => `iotctl: 1
seed: windows
duration: ${duration}
sites:
  - id: here
    gateways: {twin: fog-gateway, count: 1, overrides: {${gateway}}}
    devices:
      - id: here/t
        twin: temperature-wifi
        count: 6
        overrides: {mtbf: 0s, reporting: {interval: 1s}, ${device}}
${rest}`;

describe("a window's row", () => {
  it("bears its own start although the windows are shorter than their grace", async () => {
    const quick = world({
      gateway: "aggregation: {window: 1s, grace: 2500ms}",
      device: "radio: {loss: 0%, ackLoss: 0%}",
      duration: "2m",
    });
    const run = await runScenario(quick, { strict: true });
    const rows = rowsOf(run);
    expect(run.broken()).toEqual([]);
    // Every device senses once a second: six readings in each window, closed 3.5 s after its start.
    expect(rows.length).toBeGreaterThan(110);
    for (const { startMs, closedMs, readings, late } of rows)
      expect([startMs % 1_000, closedMs - startMs, readings, late]).toEqual([0, 3_500, 6, 0]);
    expect(new Set(rows.map(({ startMs }) => startMs)).size).toBe(rows.length);
  });

  it("has the mean, extremes, spread and bytes of the readings that were sensed in it", async () => {
    const run = await runScenario(
      world({ device: "radio: {loss: 0%, ackLoss: 0%}", duration: "20m", rest: "record: [{keep: full}]" }),
    );
    const rows = rowsOf(run).slice(0, 3);
    expect(rows.length).toBe(3);
    for (const { startMs, readings, mean, min, max, stddev, bytesIn } of rows) {
      const values = run
        .events(Events.reading)
        .filter(({ sensedMs }) => Math.floor(sensedMs / 300_000) * 300_000 === startMs)
        .map(({ value }) => value);
      const sum = values.reduce((all, value) => all + value, 0);
      const squares = values.reduce((all, value) => all + (value - sum / values.length) ** 2, 0);
      expect([readings, min, max]).toEqual([values.length, Math.min(...values), Math.max(...values)]);
      expect(mean).toBeCloseTo(sum / values.length, 5);
      expect(stddev).toBeCloseTo(Math.sqrt(squares / values.length), 5);
      expect(stddev).toBeGreaterThan(0.01);
      expect(bytesIn % readings).toBe(0);
      expect(bytesIn).toBe(rows[0].bytesIn * (readings / rows[0].readings));
    }
  });

  it("of latecomers bears the start of the oldest one's window", async () => {
    const run = await runScenario(
      world({
        device: "radio: {loss: 0%, ackLoss: 0%}, reporting: {interval: 10s}",
        rest: "timeline: [{id: away, at: 6m, fault: device.offline, target: {count: 1}, for: 20m}]",
      }).replace("reporting: {interval: 1s}, ", ""),
      { strict: true },
    );
    const late = rowsOf(run).filter((row) => row.late === 1);
    expect(late.length).toBeGreaterThan(0);
    expect(late[0].startMs).toBe(300_000);
    expect(late[0].closedMs).toBeGreaterThan(26 * 60_000);
    expect(run.broken()).toEqual([]);
  });

  it("counts the repeats its gateway removed", async () => {
    const run = await runScenario(world({ device: "radio: {loss: 0%, ackLoss: 20%}" }));
    const removed = rowsOf(run).reduce((sum, { duplicates }) => sum + duplicates, 0);
    // All but those since the last windows were closed, 55 minutes into the hour.
    expect(removed).toBeGreaterThan(0.9 * run.total("messages.duplicates"));
    expect(removed).toBeLessThanOrEqual(run.total("messages.duplicates"));
    expect(removed).toBeGreaterThan(1_000);
  });

  it("has the alarms among its readings, and none of them is delivered twice", async () => {
    const alarming = world({
      device: "radio: {loss: 0%, ackLoss: 0%}, reporting: {interval: 10s, alarm: {above: -1000}}",
    }).replace("reporting: {interval: 1s}, ", "");
    const run = await runScenario(alarming, { strict: true });
    const rows = rowsOf(run);
    expect(run.broken()).toEqual([]);
    expect(rows.length).toBe(11);
    for (const { readings, alarms } of rows) expect([readings, alarms]).toEqual([180, 180]);
    expect(run.total("messages.delivered")).toBe(run.total("messages.alarms"));
  });
});

it("a gateway cannot keep more than sixty windows open for latecomers", () => {
  expect(() => scenarioOf(world({ gateway: "aggregation: {window: 1s, grace: 2m}" }))).toThrow(
    /grace must be at most 60 windows long/,
  );
});
