// The histogram against the sorted list of its values.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Histogram } from "../../src/core/histogram.js";

const value = fc.oneof(
  fc.nat(300),
  fc.nat(2 ** 31 - 1),
  fc.integer({ min: 2 ** 31 - 300, max: 2 ** 31 + 300 }),
  fc.maxSafeNat(),
);
const values = fc.array(value, { minLength: 1, maxLength: 60 });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const histogramOf = (list: number[]): Histogram => {
  const histogram = new Histogram();
  for (const one of list) histogram.add(one);
  return histogram;
};

describe("Histogram", () => {
  test("a quantile is never below the true one and at most 1/128 above it", () => {
    fc.assert(
      fc.property(values, share, (list, q) => {
        const sorted = [...list].sort((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil(q * list.length)) - 1];
        const quantile = histogramOf(list).quantile(q);
        expect(quantile).toBeGreaterThanOrEqual(truth);
        expect(quantile).toBeLessThanOrEqual(Math.min(sorted[sorted.length - 1], truth + truth / 128));
      }),
    );
  });

  test("values below 256 are exact", () => {
    const histogram = histogramOf(Array.from({ length: 256 }, (_, at) => at));
    expect(histogram.quantile(0.5)).toBe(127);
    expect(histogram.quantile(1)).toBe(255);
    expect(histogram.quantile(0)).toBe(0);
  });

  test("merging parts gives what adding everything to one gives, whatever the split and order", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, fc.nat(3))), (list) => {
        const merged = new Histogram();
        for (const part of [3, 1, 0, 2]) {
          merged.merge(histogramOf(list.filter(([, of]) => of === part).map(([one]) => one)));
        }
        const whole = histogramOf(list.map(([one]) => one));
        expect([merged.count, merged.min, merged.max]).toEqual([whole.count, whole.min, whole.max]);
        for (const q of [0, 0.01, 0.5, 0.9, 0.99, 1]) expect(merged.quantile(q)).toBe(whole.quantile(q));
      }),
    );
  });

  test("adding a value n times is adding it with count n", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.nat(20), fc.nat(1e6), (one, times, other) => {
        const histogram = histogramOf([other]);
        histogram.add(one, times);
        const each = histogramOf([other, ...new Array(times).fill(one)]);
        expect(histogram.save()).toEqual(each.save());
      }),
    );
  });

  test("what was saved and loaded goes on the same", () => {
    fc.assert(
      fc.property(values, value, share, (list, next, q) => {
        const histogram = histogramOf(list);
        const loaded = Histogram.load(structuredClone(histogram.save()));
        histogram.add(next);
        loaded.add(next);
        expect(loaded.quantile(q)).toBe(histogram.quantile(q));
        expect([loaded.count, loaded.sum]).toEqual([histogram.count, histogram.sum]);
      }),
    );
  });

  test("sum and mean are exact", () => {
    const histogram = histogramOf([1_000, 2_001, 3_002]);
    expect(histogram.sum).toBe(6_003);
    expect(histogram.mean()).toBe(2_001);
  });

  test("without data there is no quantile and no mean", () => {
    expect(new Histogram().quantile(0.5)).toBeNaN();
    expect(new Histogram().mean()).toBeNaN();
    const histogram = new Histogram();
    histogram.add(5, 0);
    expect([histogram.count, histogram.max]).toEqual([0, -1]);
  });

  test("what is no whole number from 0 is refused", () => {
    const histogram = new Histogram();
    for (const bad of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => histogram.add(bad)).toThrow(/histogram value/);
    expect(() => histogram.add(1, -1)).toThrow(/histogram count/);
    expect(() => histogram.quantile(1.1)).toThrow(/quantile/);
  });
});
