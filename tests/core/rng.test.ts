// Threefry against Random123's known answers, and the transforms against their closed forms.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  deriveKey,
  KeyedRandom,
  RANDOM_COUNTERS,
  RANDOM_PURPOSES,
  seedKey,
  threefry2x32,
} from "../../src/core/rng.js";

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const counters = fc.integer({ min: 0, max: RANDOM_COUNTERS - 1 });
const purposes = fc.integer({ min: 0, max: RANDOM_PURPOSES - 1 });

/** Values of one transform over many counters. */
function sample(count: number, value: (random: KeyedRandom) => number, seed = "sample"): number[] {
  const random = new KeyedRandom(seedKey(seed));
  return Array.from({ length: count }, (_, counter) => {
    random.draw(3, 1, counter);
    return value(random);
  });
}
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[]): number => {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) * (value - centre)));
};

describe("threefry2x32-20", () => {
  // Random123 kat_vectors, "threefry2x32 20".
  test.each([
    [0, 0, 0, 0, 0x6b200159, 0x99ba4efe],
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1cb996fc, 0xbb002be7],
    [0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, 0xc4923a9c, 0x483df7a0],
  ])("key %i %i counter %i %i gives the published words", (k0, k1, c0, c1, w0, w1) => {
    const out = new Uint32Array(2);
    threefry2x32(k0, k1, c0, c1, out);
    expect([...out]).toEqual([w0, w1]);
  });

  test("a draw is the block of (index, purpose and counter)", () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, purposes, counters, (k0, k1, index, purpose, counter) => {
        const out = new Uint32Array(2);
        threefry2x32(k0, k1, index, purpose * RANDOM_COUNTERS + counter, out);
        const random = new KeyedRandom({ k0, k1 });
        random.draw(index, purpose, counter);
        expect([random.word0, random.word1]).toEqual([...out]);
      }),
    );
  });

  test("a draw does not depend on the draws before it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(uint32, purposes, counters)),
        uint32,
        counters,
        (before, index, counter) => {
          const busy = new KeyedRandom(seedKey("a"));
          for (const [at, purpose, earlier] of before) busy.draw(at, purpose, earlier);
          const fresh = new KeyedRandom(seedKey("a"));
          busy.draw(index, 7, counter);
          fresh.draw(index, 7, counter);
          expect(busy.uniform()).toBe(fresh.uniform());
        },
      ),
    );
  });

  test("counters and purposes that would run into each other are refused", () => {
    const random = new KeyedRandom(seedKey("a"));
    expect(() => random.draw(0, 0, RANDOM_COUNTERS)).toThrow(/counter/);
    expect(() => random.draw(0, 0, -1)).toThrow(/counter/);
    expect(() => random.draw(0, RANDOM_PURPOSES, 0)).toThrow(/purpose/);
    expect(() => random.draw(0, -1, 0)).toThrow(/purpose/);
    expect(() => random.draw(0, RANDOM_PURPOSES - 1, RANDOM_COUNTERS - 1)).not.toThrow();
  });
});

describe("keys", () => {
  test("the key of a seed phrase never changes between versions", () => {
    expect(seedKey("winter-2026")).toEqual({ k0: 2220709622, k1: 2453284961 });
    // From a second implementation of threefry and the label hash, in Python.
    expect(deriveKey(seedKey("winter-2026"), "group/harbour")).toEqual({ k0: 385500243, k1: 2690673680 });
  });

  test("phrases that differ give different keys, also beyond ASCII and when one repeats the other", () => {
    const phrases = ["", "a", "b", "aa", "1:a", "ā", "\u0001", "Ł", "A", "雪", "7", "77", "777", "07"];
    expect(new Set(phrases.map((phrase) => JSON.stringify(seedKey(phrase)))).size).toBe(phrases.length);
  });

  test("a seed phrase of any length is taken", () => {
    expect(seedKey("x".repeat(1_000_000))).not.toEqual(seedKey("x".repeat(999_999)));
  });

  test("labels, their lengths and their parents all matter", () => {
    const root = seedKey("root");
    const labels = ["", "a", "b", "ab", "ba", "a\0", "abcd", "abcd\0", "abcde", "abcdefgh", "ā"];
    const keys = labels.flatMap((label) => [deriveKey(root, label), deriveKey(deriveKey(root, "x"), label)]);
    expect(new Set(keys.map((key) => JSON.stringify(key))).size).toBe(2 * labels.length);
  });

  test("ten thousand numbered labels give ten thousand keys", () => {
    const root = seedKey("root");
    const keys = Array.from({ length: 10_000 }, (_, at) => deriveKey(root, `group/${at}`));
    expect(new Set(keys.map((key) => key.k0 * 4294967296 + key.k1)).size).toBe(10_000);
  });
});

// Bounds are five standard errors, with a fixed seed: they hold for good or fail for good.
describe("transforms", () => {
  const N = 40_000;

  test("uniform lies in [0, 1) with mean 1/2 and variance 1/12", () => {
    const values = sample(N, (random) => random.uniform());
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / N));
    expect(Math.abs(variance(values) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / N));
  });

  test("uniform fills 64 bins evenly (chi squared, 63 degrees of freedom)", () => {
    const bins = new Array(64).fill(0);
    for (const value of sample(N, (random) => random.uniform())) bins[Math.floor(value * 64)]++;
    const chiSquared = bins.reduce((sum, seen) => sum + (seen - N / 64) ** 2 / (N / 64), 0);
    expect(chiSquared).toBeGreaterThan(63 - 5 * Math.sqrt(126));
    expect(chiSquared).toBeLessThan(63 + 5 * Math.sqrt(126));
  });

  test("neighbouring entities are not correlated", () => {
    const random = new KeyedRandom(seedKey("neighbours"));
    const products = Array.from({ length: N }, (_, index) => {
      random.draw(index, 1, 0);
      const one = random.uniform() - 0.5;
      random.draw(index + 1, 1, 0);
      return one * (random.uniform() - 0.5);
    });
    expect(Math.abs(mean(products))).toBeLessThan(5 / 12 / Math.sqrt(N));
  });

  test("normal has mean 0, variance 1 and its share within one sigma", () => {
    const values = sample(N, (random) => random.normal());
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(N));
    expect(Math.abs(variance(values) - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
    const within = values.filter((value) => Math.abs(value) < 1).length / N;
    expect(Math.abs(within - 0.6827)).toBeLessThan(5 * Math.sqrt((0.6827 * 0.3173) / N));
  });

  test("exponential has the given mean and its median at mean * ln 2", () => {
    const values = sample(N, (random) => random.exponential(250)).sort((a, b) => a - b);
    expect(values[0]).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean(values) - 250)).toBeLessThan((5 * 250) / Math.sqrt(N));
    expect(Math.abs(values[N / 2] - 250 * Math.LN2)).toBeLessThan((5 * 250) / Math.sqrt(N));
  });

  test("lognormal has its median at exp(mu) and mean exp(mu + sigma^2 / 2)", () => {
    const values = sample(N, (random) => random.lognormal(3, 0.5)).sort((a, b) => a - b);
    expect(values[N / 2] / Math.exp(3)).toBeCloseTo(1, 1);
    expect(mean(values) / Math.exp(3.125)).toBeCloseTo(1, 1);
  });

  test("chancePpm hits its share; 0 never and a million always", () => {
    const hits = sample(N, (random) => Number(random.chancePpm(120_000)));
    expect(Math.abs(mean(hits) - 0.12)).toBeLessThan(5 * Math.sqrt((0.12 * 0.88) / N));
    expect(mean(sample(N, (random) => Number(random.chancePpm(0))))).toBe(0);
    expect(mean(sample(N, (random) => Number(random.chancePpm(1_000_000))))).toBe(1);
  });

  test("a chance that grows keeps the hits it had", () => {
    fc.assert(
      fc.property(uint32, fc.nat(1_000_000), fc.nat(1_000_000), (index, one, other) => {
        const random = new KeyedRandom(seedKey("growing"));
        random.draw(index, 0, 0);
        if (random.chancePpm(Math.min(one, other))) expect(random.chancePpm(Math.max(one, other))).toBe(true);
      }),
    );
  });

  test("int gives each of 7 values its share and never the bound", () => {
    const bins = new Array(7).fill(0);
    for (const value of sample(N, (random) => random.int(7))) bins[value]++;
    expect(bins).toHaveLength(7);
    for (const seen of bins) expect(Math.abs(seen / N - 1 / 7)).toBeLessThan(5 * Math.sqrt(6 / 49 / N));
    expect(new Set(sample(100, (random) => random.int(1)))).toEqual(new Set([0]));
    expect(() => new KeyedRandom(seedKey("a")).int(0)).toThrow(/bound/);
  });

  test("the extreme words stay in range", () => {
    const random = new KeyedRandom(seedKey("extremes"));
    for (const word of [0, -1, 0x7fffffff, -0x80000000]) {
      Object.assign(random, { w0: word, w1: word });
      expect(random.word0).toBe(word >>> 0);
      expect(random.uniform()).toBeLessThan(1);
      expect(random.int(4294967296)).toBeLessThan(4294967296);
      expect(Number.isFinite(random.normal())).toBe(true);
      expect(Number.isFinite(random.exponential(1))).toBe(true);
      expect(random.chancePpm(1_000_000)).toBe(true);
      expect(random.chancePpm(0)).toBe(false);
    }
  });
});
