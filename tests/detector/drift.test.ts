// INF-8: the cumulative sum against closed forms: Siegmund's approximation of its run length (1985), with and without a shift,
// and the time to find a steady drift.
import { describe, expect, it } from "vitest";
import { drift } from "../../src/detector/drift.js";
import { noise, saidOf, values, watched } from "./watched.js";

const MINUTE_MS = 60_000;
const LEARNED = 2_000;
const USUAL = { memoryMs: LEARNED * MINUTE_MS, slack: 1.5, limit: 50, least: 0.05 };

/** Mean readings until a sum with slack k and limit h finds a shift of `shift` deviations, one side. */
const runLength = (k: number, h: number, shift: number): number => {
  const drift = shift - k;
  const limit = h + 1.166;
  if (drift === 0) return limit * limit;
  return (Math.exp(-2 * drift * limit) + 2 * drift * limit - 1) / (2 * drift * drift);
};

/** Mean readings until it is found, after everything was learned. */
const meanFound = (
  figures: typeof USUAL,
  runs: number,
  value: (n: number, noise: number) => number,
): number => {
  let sum = 0;
  for (let run = 0; run < runs; run++) {
    const draw = noise(`run ${run}`);
    const series = values(LEARNED + 20_000, (at) => 20 + 0.3 * value(at - LEARNED, draw(at)));
    const first = saidOf(drift, figures, series).next().value;
    sum += (first?.at ?? Number.NaN) - LEARNED + 1;
  }
  return sum / runs;
};

describe("time to find", () => {
  it.each([
    [0.5, 5, 1],
    [0.5, 10, 1],
    [0.25, 20, 0.75],
    [1, 20, 1.5],
  ])("with slack %d and limit %d, a shift of %d deviations", (slack, limit, shift) => {
    const mean = meanFound({ ...USUAL, slack, limit }, 200, (n, noise) => noise + (n < 0 ? 0 : shift));
    const expected = runLength(slack, limit, shift);
    expect(mean / expected).toBeGreaterThan(0.88);
    expect(mean / expected).toBeLessThan(1.12);
  });

  it.each([0.02, 0.05])("a drift of %d deviations a reading, by the area above the slack", (rate) => {
    const { slack, limit } = USUAL;
    const mean = meanFound(USUAL, 100, (n, noise) => noise + Math.max(0, n) * rate);
    // The slack is used up, then the sum grows with the square of the time, and steadily once a reading counts its most (3).
    const square = ((3 - slack) * (3 - slack)) / (2 * rate);
    const expected =
      square > limit
        ? slack / rate + Math.sqrt((2 * limit) / rate)
        : 3 / rate + (limit - square) / (3 - slack);
    expect(mean / expected).toBeGreaterThan(0.9);
    expect(mean / expected).toBeLessThan(1.15);
  });
});

describe("false alarms on pure noise", () => {
  it("come as seldom as the run length without a shift has it", () => {
    const [slack, limit] = [0.5, 4];
    const figures = { ...USUAL, slack, limit };
    const mean = meanFound(figures, 200, (_, noise) => noise);
    // Either side is one sum.
    const expected = runLength(slack, limit, 0) / 2;
    expect(mean / expected).toBeGreaterThan(0.85);
    expect(mean / expected).toBeLessThan(1.2);
  });

  it("do not come in 300,000 readings as it is usually told", () => {
    const draw = noise("quiet");
    expect(
      watched(
        drift,
        USUAL,
        values(300_000, (at) => 20 + 0.3 * draw(at)),
      ),
    ).toEqual([]);
  });

  it("nor from a day's own swing, once it has seen one", () => {
    const draw = noise("day");
    const daily = values(
      20 * 1_440,
      (at) => 21 + 2.5 * Math.sin((2 * Math.PI * at) / 1_440) + 0.3 * draw(at),
    );
    expect(watched(drift, { ...USUAL, memoryMs: 1_440 * MINUTE_MS }, daily)).toEqual([]);
  });
});

describe("a drift", () => {
  const draw = noise("drift");
  const run = (more: (n: number) => number, figures = USUAL) =>
    watched(
      drift,
      figures,
      values(LEARNED + 3_000, (at) => 20 + 0.3 * draw(at) + more(at - LEARNED)),
    );

  it.each([1, -1])(
    "is found to either side (%d), stays found, and is over when the truth is back",
    (side) => {
      const said = run((n) => (n > 0 && n < 1_000 ? side * n * 0.01 : 0));
      expect(said.map(({ isFound }) => isFound)).toEqual([true, false]);
      expect(said[1].at - LEARNED).toBeGreaterThanOrEqual(1_000);
      expect(said[1].at - LEARNED).toBeLessThan(1_050);
      expect(Math.sign(said[0].measured)).toBe(side);
    },
  );

  it("is not found before a memory is full", () => {
    expect(run((n) => (n > -1_900 ? 5 : 0), { ...USUAL, memoryMs: 10_000 * MINUTE_MS })).toEqual([]);
  });

  it("is not what a few wild readings make", () => {
    expect(run((n) => (n > 0 && n % 50 === 0 ? 1e6 : 0))).toEqual([]);
  });
});
