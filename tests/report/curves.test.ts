import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  levelColumns,
  levelLine,
  levels,
  POINTS_MAX,
  perBucket,
  roundStepMs,
  sliceSums,
  total,
} from "../../src/report/curves.js";
import { bytes, clock, compact, count, duration, quantity, share, usd } from "../../src/report/figures.js";
import { onlineFacts, recoveries } from "../../src/report/recovery.js";
import { roundScale, tickText } from "../../src/report/time-chart.js";
import { sampleData } from "./sample.js";

const data = sampleData();
const recorded = { series: data.series, endMs: data.summary.run.virtualMs };

describe("curves", () => {
  test("a level keeps its lowest and its highest value however long the run is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 5000 }),
        (values) => {
          const line = levelLine({ ...recorded, endMs: values.length * 10_000 }, Float64Array.from(values));
          expect(line.values.length).toBeLessThanOrEqual(POINTS_MAX);
          expect(Math.min(...line.values)).toBe(Math.min(...values));
          expect(Math.max(...line.values)).toBe(Math.max(...values));
          expect(line.values[line.values.length - 1]).toBe(values[values.length - 1]);
          for (let at = 1; at < line.atMs.length; at++)
            expect(line.atMs[at]).toBeGreaterThan(line.atMs[at - 1]);
        },
      ),
      { numRuns: 50 },
    );
  });

  test("slices of a counter add up to its total", () => {
    for (const sliceMs of [10_000, 30_000, 300_000, 7_200_000]) {
      const sums = sliceSums(recorded, { metric: "messages.produced" }, sliceMs);
      expect(sums.values.reduce((x, y) => x + y, 0)).toBe(
        total(data.series, { metric: "messages.produced" }),
      );
    }
  });

  test("a gauge ends where its changes add up to", () => {
    const online = levels(recorded, { metric: "device.online" });
    expect(online[online.length - 1]).toBe(total(data.series, { metric: "device.online" }));
    expect(perBucket(recorded, { metric: "device.online" })).toHaveLength(540);
  });

  test("stacked columns stand at the same moments and end with the run", () => {
    const [active, degraded] = levelColumns(
      recorded,
      [2, 3].map((sub) => levels(recorded, { metric: "device.state", subs: [sub] })),
      100,
    );
    expect(active.atMs).toEqual(degraded.atMs);
    expect(active.atMs[99]).toBe(recorded.endMs);
    expect(degraded.values[99]).toBe(420);
  });

  test("round steps are multiples of the bucket", () => {
    for (const grid of [1_000, 10_000, 60_000, 300_000, 3_600_000])
      for (const span of [60_000, 5_400_000, 86_400_000, 2_592_000_000, 31_536_000_000]) {
        const step = roundStepMs(span, 12, grid);
        expect(step % grid).toBe(0);
        expect(span / step).toBeLessThanOrEqual(12);
      }
  });
});

describe("recovery", () => {
  const [blackout] = recoveries(
    recorded,
    data.moments.filter((moment) => moment.label === "blackout"),
  );

  test("an exponential return is back at 99 % after the time its constant gives", () => {
    // 9,000 devices return as 1 - exp(-t / 85 s); 99 % of the whole is 8,900 of them: t = 85 s * ln(9000 / 100) = 382 s.
    expect(blackout.backAfterMs).toBeGreaterThanOrEqual(380_000);
    expect(blackout.backAfterMs).toBeLessThanOrEqual(400_000);
  });

  test("the lowest point lies within the fault and the start-up of the fleet is not mistaken for it", () => {
    expect(blackout.lowestMs).toBeGreaterThan(20 * 60_000);
    expect(blackout.lowestMs).toBeLessThanOrEqual(30 * 60_000);
    expect(onlineFacts(recorded).lowest).toBe(blackout.lowest);
  });

  test("a fault the run does not outlive is not called recovered", () => {
    const cut = { series: data.series, endMs: 25 * 60_000 };
    const [still] = recoveries(cut, [
      { kind: "fault", atMs: 20 * 60_000, untilMs: 30 * 60_000, label: "blackout" },
    ]);
    expect(still.backAfterMs).toBeNull();
  });

  test("a fault nobody felt took nothing", () => {
    const [none] = recoveries(recorded, [
      { kind: "fault", atMs: 60 * 60_000, untilMs: 61 * 60_000, label: "mild" },
    ]);
    expect(none.backAfterMs).toBe(0);
    // Nor where it ends within a bucket, whose end comes later.
    const [brief] = recoveries(recorded, [
      { kind: "fault", atMs: 60 * 60_000, untilMs: 60 * 60_000 + 1_000, label: "brief" },
    ]);
    expect(brief.backAfterMs).toBe(0);
  });
});

describe("figures", () => {
  test("a share never rounds up to all nor down to nothing", () => {
    expect([share(1), share(0), share(0.999999), share(0.00001), share(0.9), share(null)]).toEqual([
      "100%",
      "0%",
      "99.9999%",
      "0.001%",
      "90%",
      "n/a",
    ]);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true, minExcluded: true, maxExcluded: true }),
        (value) => {
          expect(["100%", "0%"]).not.toContain(share(value));
        },
      ),
    );
  });

  test("numbers, times and money read as people write them", () => {
    expect([count(1234567), count(-0.2), compact(899_921), compact(14_400_000), bytes(5_760_000)]).toEqual([
      "1,234,567",
      "0",
      "899,921",
      "14.4 M",
      "5.76 MB",
    ]);
    expect([usd(142.4712), usd(0.01424712), usd(-3), usd(0)]).toEqual([
      "$142.47",
      "$0.0142",
      "-$3.00",
      "$0.00",
    ]);
    expect([
      duration(0),
      duration(45_000),
      duration(5_400_000),
      duration(187_200_000),
      duration(4_210),
    ]).toEqual(["0 ms", "45 s", "1 h 30 min", "2 d 4 h", "4.2 s"]);
    expect([clock(1_860_000), clock(187_200_000)]).toEqual(["00:31:00", "2 d 04:00:00"]);
    expect([quantity(0.8885, "share"), quantity(null, "ms"), quantity(0.0032, "per device-hour")]).toEqual([
      "88.85%",
      "n/a",
      "0.0032 per device-hour",
    ]);
  });

  test("axis ticks are exact and scales hold their largest value in four to six steps", () => {
    expect([0, 600_000, 4_200_000, 86_400_000, 129_600_000, 7_200_000].map(tickText)).toEqual([
      "0",
      "10 min",
      "1:10 h",
      "1 d",
      "1 d 12 h",
      "2 h",
    ]);
    expect(roundScale(10_000)).toEqual({ max: 10_000, stepEvery: 2_000 });
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 5_000_000 }), (most) => {
        const { max, stepEvery } = roundScale(most);
        expect(max).toBeGreaterThanOrEqual(most);
        expect(max / stepEvery).toBeLessThanOrEqual(6);
        expect(max / stepEvery).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});
