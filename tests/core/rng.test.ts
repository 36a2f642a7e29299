// Threefry against Random123's known answers, and the transforms against their closed forms.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  counterOf,
  deriveKey,
  KeyedRandom,
  RANDOM_PURPOSES,
  seedKey,
  threefry2x32,
} from "../../src/core/rng.js";

const uint32 = fc.integer({ min: 0, max: 0xffffffff });
const purposes = fc.integer({ min: 0, max: RANDOM_PURPOSES - 1 });

/** Values of one kind of draw over many counters. */
function sample(count: number, value: (random: KeyedRandom, counter: number) => number): number[] {
  const random = new KeyedRandom(seedKey("sample"));
  return Array.from({ length: count }, (_, counter) => value(random, counter));
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

  test("a draw is the block of (index, counter) under the key and the purpose", () => {
    fc.assert(
      fc.property(uint32, uint32, uint32, purposes, uint32, (k0, k1, index, purpose, counter) => {
        const out = new Uint32Array(2);
        threefry2x32(k0 ^ purpose, k1, index, counter, out);
        const random = new KeyedRandom({ k0, k1 });
        expect(random.word(index, purpose, counter)).toBe(out[0]);
        const [high, low] = [BigInt(out[0] >>> 5), BigInt(out[1] >>> 6)];
        expect(random.uniform(index, purpose, counter)).toBe(Number((high << 26n) | low) / 2 ** 53);
      }),
    );
  });

  test("an entity's index counts from the first of its kind", () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), purposes, uint32, (first, index, purpose, counter) => {
        const moved = new KeyedRandom(seedKey("a"), first);
        const plain = new KeyedRandom(seedKey("a"));
        expect(moved.word(first + index, purpose, counter)).toBe(plain.word(index, purpose, counter));
      }),
    );
    expect(() => new KeyedRandom(seedKey("a"), 7).word(6, 0, 0)).toThrow(/index/);
  });

  test("a draw does not depend on the draws before it, of its own kind or another", () => {
    const kinds = [
      (random: KeyedRandom, ...at: [number, number, number]) => random.uniform(...at),
      (random: KeyedRandom, ...at: [number, number, number]) => random.normal(...at),
      (random: KeyedRandom, ...at: [number, number, number]) => random.exponential(...at, 1),
      (random: KeyedRandom, ...at: [number, number, number]) => Number(random.chancePpm(...at, 500_000)),
      (random: KeyedRandom, ...at: [number, number, number]) => random.word(...at),
    ];
    const kind = fc.integer({ min: 0, max: kinds.length - 1 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(kind, uint32, purposes, uint32)),
        kind,
        uint32,
        uint32,
        (before, own, index, counter) => {
          const busy = new KeyedRandom(seedKey("a"));
          for (const [other, at, purpose, earlier] of before) kinds[other](busy, at, purpose, earlier);
          const fresh = new KeyedRandom(seedKey("a"));
          expect(kinds[own](busy, index, 7, counter)).toBe(kinds[own](fresh, index, 7, counter));
        },
      ),
    );
  });

  test("counters and purposes that would run into each other are refused", () => {
    const random = new KeyedRandom(seedKey("a"));
    expect(() => random.word(0, 0, 4294967296)).toThrow(/counter/);
    expect(() => random.word(0, 0, -1)).toThrow(/counter/);
    expect(() => random.word(0, 0, 0.5)).toThrow(/counter/);
    expect(() => random.word(0, 0, Number.NaN)).toThrow(/counter/);
    expect(() => random.word(-1, 0, 0)).toThrow(/index/);
    expect(() => random.word(0, RANDOM_PURPOSES, 0)).toThrow(/purpose/);
    expect(() => random.word(0, -1, 0)).toThrow(/purpose/);
    expect(() => random.word(4294967295, RANDOM_PURPOSES - 1, 4294967295)).not.toThrow();
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

  test("a text's number is that of FNV-1a", () => {
    // The published vectors of the 32-bit hash.
    expect([counterOf(""), counterOf("a"), counterOf("foobar")]).toEqual([
      0x811c9dc5, 0xe40c292c, 0xbf9cf968,
    ]);
  });
});

// Bounds are five standard errors, with a fixed seed: they hold for good or fail for good.
describe("transforms", () => {
  const N = 40_000;
  const sampleChance = (ppm: number): number[] =>
    sample(N, (random, counter) => Number(random.chancePpm(3, 1, counter, ppm)));

  test("uniform lies in [0, 1) with mean 1/2 and variance 1/12", () => {
    const values = sample(N, (random, counter) => random.uniform(3, 1, counter));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
    expect(Math.abs(mean(values) - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / N));
    expect(Math.abs(variance(values) - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / N));
  });

  test("uniform fills 64 bins evenly (chi squared, 63 degrees of freedom)", () => {
    const bins = new Array(64).fill(0);
    for (const value of sample(N, (random, counter) => random.uniform(3, 1, counter)))
      bins[Math.floor(value * 64)]++;
    const chiSquared = bins.reduce((sum, seen) => sum + (seen - N / 64) ** 2 / (N / 64), 0);
    expect(chiSquared).toBeGreaterThan(63 - 5 * Math.sqrt(126));
    expect(chiSquared).toBeLessThan(63 + 5 * Math.sqrt(126));
  });

  test.each([
    ["entities", 1, 0, 0],
    ["purposes", 0, 1, 0],
    ["numbers", 0, 0, 1],
    ["entities and purposes in step", 1, 1, 0],
    ["entities and purposes against each other", -1, 1, 0],
  ])("neighbouring %s are not correlated", (_, entities, purposes, numbers) => {
    const random = new KeyedRandom(seedKey("neighbours"));
    const products = Array.from({ length: N }, (_, n) => {
      const [entity, purpose, number] = [1 + (n >>> 7), n & 0x7f, n];
      const one = random.uniform(entity, purpose, number) - 0.5;
      return one * (random.uniform(entity + entities, purpose + purposes, number + numbers) - 0.5);
    });
    expect(Math.abs(mean(products))).toBeLessThan(5 / 12 / Math.sqrt(N));
  });

  test("normal has mean 0, variance 1 and its share within one sigma", () => {
    const values = sample(N, (random, counter) => random.normal(3, 1, counter));
    expect(Math.abs(mean(values))).toBeLessThan(5 / Math.sqrt(N));
    expect(Math.abs(variance(values) - 1)).toBeLessThan(5 * Math.sqrt(2 / N));
    const within = values.filter((value) => Math.abs(value) < 1).length / N;
    expect(Math.abs(within - 0.6827)).toBeLessThan(5 * Math.sqrt((0.6827 * 0.3173) / N));
  });

  test("exponential has the given mean and its median at mean * ln 2", () => {
    const values = sample(N, (random, counter) => random.exponential(3, 1, counter, 250)).sort(
      (a, b) => a - b,
    );
    expect(values[0]).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean(values) - 250)).toBeLessThan((5 * 250) / Math.sqrt(N));
    expect(Math.abs(values[N / 2] - 250 * Math.LN2)).toBeLessThan((5 * 250) / Math.sqrt(N));
  });

  test("chancePpm hits its share; 0 never and a million always", () => {
    const hits = sampleChance(120_000);
    expect(Math.abs(mean(hits) - 0.12)).toBeLessThan(5 * Math.sqrt((0.12 * 0.88) / N));
    expect(mean(sampleChance(0))).toBe(0);
    expect(mean(sampleChance(1_000_000))).toBe(1);
  });

  test("a chance that grows keeps the hits it had", () => {
    fc.assert(
      fc.property(uint32, fc.nat(1_000_000), fc.nat(1_000_000), (index, one, other) => {
        const random = new KeyedRandom(seedKey("growing"));
        if (random.chancePpm(index, 0, 0, Math.min(one, other)))
          expect(random.chancePpm(index, 0, 0, Math.max(one, other))).toBe(true);
      }),
    );
  });

  test("the extreme words stay in range", () => {
    for (const word of [0, -1, 0x7fffffff, -0x80000000]) {
      const random = new KeyedRandom(seedKey("extremes"));
      const block = () => Object.assign(random, { w0: word, w1: word });
      Object.assign(random, { block });
      expect(random.word(0, 0, 0)).toBe(word >>> 0);
      expect(random.uniform(0, 0, 0)).toBeLessThan(1);
      expect(Number.isFinite(random.normal(0, 0, 0))).toBe(true);
      expect(Number.isFinite(random.exponential(0, 0, 0, 1))).toBe(true);
      expect(random.chancePpm(0, 0, 0, 1_000_000)).toBe(true);
      expect(random.chancePpm(0, 0, 0, 0)).toBe(false);
    }
  });
});
