// Latencies from a source to a quantile, against the sorted list of what was counted.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SparseCounts } from "../../src/core/sparse-counts.js";
import { MetricSum } from "../../src/engine/metric-sum.js";
import { LATENCY_BUCKETS, LatencySamples, latencyBucket } from "../../src/event/latency.js";
import { METRICS, metricIndex } from "../../src/event/metric.js";
import { MetricLayout } from "../../src/event/metric-layout.js";
import { MetricWriter } from "../../src/event/metric-writer.js";
import { SeriesStore } from "../../src/event/series.js";
import { LatencyWindow } from "../../src/sla/latency-window.js";
import { dictionaries } from "../sla/fleet.js";

const layout = new MetricLayout(2, dictionaries);
const METRIC = metricIndex("commands.latency");
const RESOLUTION_MS = 1_000;
const BUCKETS = 12;

const sample = fc.record({
  bucket: fc.nat(BUCKETS - 1),
  source: fc.nat(2),
  group: fc.nat(2),
  ms: fc.oneof(fc.nat(300), fc.nat(100_000), fc.nat(2 ** 39)),
});
type Sample = { bucket: number; source: number; group: number; ms: number };

/** What a run makes of the samples: a writer for each source, added up, stored. */
const stored = (samples: readonly Sample[]): SeriesStore => {
  const sum = new MetricSum(layout);
  for (const source of [2, 0, 1]) {
    const writer = new MetricWriter(layout);
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      for (const one of samples)
        if (one.source === source && one.bucket === bucket)
          writer.latencies.add(layout.series(METRIC, one.group), one.ms);
      writer.endBucket(bucket);
    }
    sum.add(writer.take());
  }
  const store = new SeriesStore(layout, RESOLUTION_MS);
  store.add(sum.take(Number.POSITIVE_INFINITY));
  return store;
};

describe("a quantile of latencies", () => {
  test("is within 1/128 of the true one and never beyond the extremes, in any window and group, in any steps", () => {
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 80 }),
        fc.array(fc.tuple(fc.nat(BUCKETS - 1), fc.integer({ min: 1, max: BUCKETS })), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.subarray([0, 1, 2], { minLength: 1 }),
        fc.integer({ min: 1, max: 100 }),
        (samples, windows, groups, percent) => {
          const window = new LatencyWindow(stored(samples), METRIC, groups);
          for (const [first, length] of windows) {
            const end = Math.min(BUCKETS, first + length);
            window.move(first, end);
            const inside = samples
              .filter((one) => groups.includes(one.group) && one.bucket >= first && one.bucket < end)
              .map(({ ms }) => ms)
              .sort((x, y) => x - y);
            expect(window.count).toBe(inside.length);
            const found = window.quantile(percent);
            if (inside.length === 0) {
              expect(found).toBeNull();
              continue;
            }
            const truth = inside[Math.max(1, Math.ceil((percent * inside.length) / 100)) - 1];
            expect(window.most()).toBe(inside.at(-1));
            expect(window.least()).toBe(inside[0]);
            expect(found?.ms).toBeLessThanOrEqual(window.most());
            expect(found?.ms).toBeGreaterThanOrEqual(window.least());
            expect(Math.abs((found?.ms ?? 0) - truth)).toBeLessThanOrEqual(truth / 128);
          }
        },
      ),
    );
  });

  test("does not depend on the order in which rows come", () => {
    fc.assert(
      fc.property(fc.array(sample, { maxLength: 40 }), (samples) => {
        const rows = stored(samples).rows();
        const reversed = new SeriesStore(layout, RESOLUTION_MS);
        reversed.add({
          count: rows.count,
          bucket: rows.bucket.slice().reverse(),
          series: rows.series.slice().reverse(),
          value: rows.value.slice().reverse(),
        });
        const read = (store: SeriesStore) => {
          const window = new LatencyWindow(store, METRIC, [0, 1, 2]);
          return [3, 7, BUCKETS].map((end) => {
            window.move(1, end);
            return window.quantile(50);
          });
        };
        expect(read(reversed)).toEqual(read(stored(samples)));
      }),
    );
  });
});

test("evenly spread samples are all counted, within 0.4 % of their span and a bucket, and keep their extremes", () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.nat(1_000_000),
      fc.integer({ min: 1, max: 2_000 }),
      fc.integer({ min: 1, max: 100 }),
      (leastMs, spanMs, n, percent) => {
        const sum = new MetricSum(layout);
        const writer = new MetricWriter(layout);
        const mostMs = n === 1 ? leastMs : leastMs + spanMs;
        writer.latencies.addSpread(layout.series(METRIC, 1), leastMs, mostMs, n);
        writer.endBucket(0);
        sum.add(writer.take());
        const store = new SeriesStore(layout, RESOLUTION_MS);
        store.add(sum.take(Number.POSITIVE_INFINITY));
        const window = new LatencyWindow(store, METRIC, [1]);
        window.move(0, 1);
        expect([window.count, window.least(), window.most()]).toEqual([n, leastMs, mostMs]);
        const rank = Math.max(1, Math.ceil((percent * n) / 100));
        const truth = leastMs + (spanMs * (rank - 1)) / Math.max(1, n - 1);
        const found = window.quantile(percent)?.ms ?? Number.NaN;
        expect(Math.abs(found - truth)).toBeLessThanOrEqual(0.004 * spanMs + truth / 128 + 1);
      },
    ),
  );
});

test("the summaries of a whole fleet share their steps: a hundred of them take few more rows than one", () => {
  const rowsOf = (summaries: number): number => {
    const writer = new MetricWriter(layout);
    for (let at = 0; at < summaries; at++)
      writer.latencies.addSpread(layout.series(METRIC, 1), 2_000 + at, 301_000 + 3 * at, 400);
    writer.endBucket(0);
    return writer.take().count;
  };
  expect(rowsOf(100)).toBeLessThan(1.2 * rowsOf(1));
});

test("a source written down in the middle of a bucket goes on as if nothing had been", () => {
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 30 }), fc.nat(30), (samples, cut) => {
      const counted = (list: readonly Sample[], into: LatencySamples) => {
        for (const { group, ms } of list) into.add(layout.series(METRIC, group), ms);
        return into;
      };
      const resumed = new LatencySamples(layout);
      resumed.load(structuredClone(counted(samples.slice(0, cut), new LatencySamples(layout)).save()));
      counted(samples.slice(cut), resumed);
      expect(resumed.save()).toEqual(counted(samples, new LatencySamples(layout)).save());
    }),
  );
});

test("sparse counts agree with a map, and come out in the order of their keys", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(500), fc.nat(2 ** 31 - 1), fc.integer({ min: 1, max: 9 })), {
        maxLength: 400,
      }),
      (given) => {
        const counts = new SparseCounts();
        for (const round of [0, 1]) {
          const wanted = new Map<number, number>();
          for (const [near, far, n] of given) {
            const key = (near + round) % 7 === 0 ? far : near;
            counts.add(key, n);
            wanted.set(key, (wanted.get(key) ?? 0) + n);
          }
          const found: [number, number][] = [];
          counts.visit((key, value) => {
            found.push([key, value]);
          });
          expect(found).toEqual([...wanted].sort(([x], [y]) => x - y));
          counts.clear();
          expect(counts.size).toBe(0);
        }
      },
    ),
  );
});

test("every run's longest possible latency has a bucket of its own scale", () => {
  expect(latencyBucket(3_660 * 86_400_000)).toBeLessThan(LATENCY_BUCKETS - 1);
});

test("a series and its description are each other's reverse, for every metric, group and sub-key", () => {
  let next = 0;
  METRICS.forEach((spec, metric) => {
    for (let group = 0; group <= layout.groupCount; group++) {
      const subs =
        spec.sub === "latency" ? [0, 255, 256, LATENCY_BUCKETS - 1] : [...Array(layout.subs[metric]).keys()];
      for (const sub of subs) {
        next++;
        expect(layout.describe(layout.series(metric, group, sub))).toMatchObject({
          group,
          sub,
          metric: { name: spec.name },
        });
      }
      if (spec.sub !== "latency") continue;
      const base = layout.series(metric, group);
      expect(layout.describe(layout.mostOf(base))).toMatchObject({
        group,
        metric: { name: `${spec.name}.max`, kind: "peak" },
      });
      expect(layout.describe(layout.leastOf(base))).toMatchObject({
        group,
        metric: { name: `${spec.name}.min`, kind: "trough" },
      });
    }
  });
  expect(next).toBeGreaterThan(METRICS.length);
});
