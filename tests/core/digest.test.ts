// The digest: order and partition cannot show, everything else does.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Digest } from "../../src/core/digest.js";

type Row = [kind: number, entity: number, atMs: number, a: number, b: number];
const float = fc.double({ noNaN: true }).map((value) => value + 0);
const row: fc.Arbitrary<Row> = fc.tuple(
  fc.nat(255),
  fc.integer({ min: 0, max: 0x7fffffff }),
  fc.integer({ min: 0, max: 2 ** 48 }),
  float,
  float,
);
const digestOf = (rows: Row[]): Digest => {
  const digest = new Digest();
  for (const one of rows) digest.add(...one);
  return digest;
};

describe("Digest", () => {
  test("any order gives the same digest", () => {
    fc.assert(
      fc.property(
        fc
          .array(row)
          .chain((rows) =>
            fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
          ),
        ([rows, shuffled]) => {
          expect(digestOf(shuffled).hex()).toBe(digestOf(rows).hex());
        },
      ),
    );
  });

  test("any split into parts that are merged gives the same digest", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.nat(4))), (rows) => {
        const whole = digestOf(rows.map(([one]) => one));
        const merged = new Digest();
        for (let part = 0; part <= 4; part++) {
          merged.merge(digestOf(rows.filter(([, of]) => of === part).map(([one]) => one)).lanes);
        }
        expect(merged.hex()).toBe(whole.hex());
      }),
    );
  });

  test("a change of any one field changes the digest", () => {
    fc.assert(
      fc.property(row, fc.nat(4), fc.integer({ min: 1, max: 1_000 }), (one, field, change) => {
        const other = [...one] as Row;
        other[field] = field < 3 ? one[field] + change : one[field] === 0 ? change : -one[field];
        expect(digestOf([other]).hex()).not.toBe(digestOf([one]).hex());
      }),
    );
  });

  test("the last bit of each number counts", () => {
    for (const [one, other] of [
      [1, 1 + Number.EPSILON],
      [0, Number.MIN_VALUE],
      [2 ** 48, 2 ** 48 + 1],
      [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ]) {
      for (const field of [2, 3, 4]) {
        const base: Row = [1, 2, 3, 4, 5];
        expect(digestOf([base.with(field, one) as Row]).hex()).not.toBe(
          digestOf([base.with(field, other) as Row]).hex(),
        );
      }
    }
  });

  test("swapped fields and values moved between rows show", () => {
    const base = digestOf([
      [1, 2, 3, 4, 5],
      [1, 3, 3, 6, 7],
    ]).hex();
    expect(
      digestOf([
        [1, 2, 3, 5, 4],
        [1, 3, 3, 6, 7],
      ]).hex(),
    ).not.toBe(base);
    expect(
      digestOf([
        [1, 2, 3, 6, 7],
        [1, 3, 3, 4, 5],
      ]).hex(),
    ).not.toBe(base);
    expect(
      digestOf([
        [2, 1, 3, 4, 5],
        [1, 3, 3, 6, 7],
      ]).hex(),
    ).not.toBe(base);
  });

  test("a row twice is not the same as once, nor as none", () => {
    fc.assert(
      fc.property(row, (one) => {
        const hexes = [[], [one], [one, one], [one, one, one]].map((rows) => digestOf(rows).hex());
        expect(new Set(hexes).size).toBe(4);
      }),
    );
  });

  test("-0 counts as 0, and every NaN as the same", () => {
    const nan = new Float64Array(BigUint64Array.of(0x7ff8000000000001n).buffer)[0];
    expect(digestOf([[1, 2, 3, -0, 5]]).hex()).toBe(digestOf([[1, 2, 3, 0, 5]]).hex());
    expect(digestOf([[1, 2, 3, nan, 5]]).hex()).toBe(digestOf([[1, 2, 3, Number.NaN, 5]]).hex());
  });

  test("a hundred thousand near-equal rows collide in no lane pair", () => {
    const seen = new Set<string>();
    const digest = new Digest();
    for (let entity = 0; entity < 100_000; entity++) {
      digest.lanes.fill(0);
      digest.add(1, entity, 60_000, 1, 0);
      seen.add(`${digest.lanes[0]}:${digest.lanes[1]}`);
      seen.add(`${digest.lanes[2]}|${digest.lanes[3]}`);
    }
    expect(seen.size).toBe(200_000);
  });

  test("one flipped bit flips about half of the digest", () => {
    let flipped = 0;
    const trials = 2_000;
    for (let at = 0; at < trials; at++) {
      const one = digestOf([[1, at, at * 7, at / 3, 0]]).lanes;
      const other = digestOf([[1, at ^ (1 << (at % 20)), at * 7, at / 3, 0]]).lanes;
      for (let lane = 0; lane < 4; lane++) {
        for (let bits = one[lane] ^ other[lane]; bits !== 0; bits &= bits - 1) flipped++;
      }
    }
    expect(flipped / trials).toBeGreaterThan(63);
    expect(flipped / trials).toBeLessThan(65);
  });

  test("texts of any length count letter by letter", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 40 }),
        fc.string({ unit: "binary", maxLength: 40 }),
        (one, other) => {
          const hexOf = (text: string): string => {
            const digest = new Digest();
            digest.addText(1, 2, 3, text);
            return digest.hex();
          };
          expect(hexOf(one) === hexOf(other)).toBe(one === other);
          expect(hexOf(`${one}\0`)).not.toBe(hexOf(one));
        },
      ),
      { numRuns: 50 },
    );
  });

  test("a text row is told from the same text at another kind, entity or time, and from a row of numbers", () => {
    const hexOf = (kind: number, entity: number, atMs: number): string => {
      const digest = new Digest();
      digest.addText(kind, entity, atMs, "");
      return digest.hex();
    };
    const hexes = [
      hexOf(1, 2, 3),
      hexOf(2, 2, 3),
      hexOf(1, 3, 3),
      hexOf(1, 2, 4),
      digestOf([[1, 2, 3, 0, 0]]).hex(),
    ];
    expect(new Set(hexes).size).toBe(5);
  });

  test("a row's hash is MurmurHash3 x86_128 of its bytes, padded for texts", () => {
    // Expected values from a second implementation, in Python, that gives SMHasher's verification value 0xB3ECE62A.
    const digest = digestOf([[7, 42, 90_000, 0.1, -3]]);
    expect(digest.hex()).toBe("d5c960db6eadcc75580043c54a0c0413");
    digest.addText(20, 42, 90_000, "target: 72 against 68 degC");
    expect(digest.hex()).toBe("94d789f8365d09fecef348d64e4cc264");
    expect(new Digest().hex()).toBe("0".repeat(32));
  });
});
