// Log-distance path loss with shadowing, against its own formulas.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveKey, KeyedRandom, seedKey } from "../../src/core/rng.js";
import { rssiDbm } from "../../src/model/radio/signal-strength.js";
import {
  fadeChance,
  nextDrift,
  noiseDbm,
  pathLossDb,
  ringDistanceM,
  SURROUNDINGS,
  upperTail,
} from "../../src/transport/path-loss.js";
import { radioOf } from "./radio.js";

describe("path loss", () => {
  it("is 128.95 dB at 1 km in town and 23.2 dB more at ten times that", () => {
    expect(pathLossDb(SURROUNDINGS.urban, 1_000, 868)).toBeCloseTo(128.95, 9);
    expect(pathLossDb(SURROUNDINGS.urban, 10_000, 868)).toBeCloseTo(152.15, 9);
  });

  it("in free space is Friis': 31.2 dB at 1 m for 868 MHz, 40.2 dB for 2440 MHz, 20 dB a decade", () => {
    expect(pathLossDb(SURROUNDINGS["free-space"], 1, 868)).toBeCloseTo(31.22, 2);
    expect(pathLossDb(SURROUNDINGS["free-space"], 1, 2_440)).toBeCloseTo(40.2, 1);
    expect(pathLossDb(SURROUNDINGS["free-space"], 100, 868)).toBeCloseTo(71.22, 2);
  });

  it("noise in 125 kHz at a noise figure of 6 dB is -117 dBm", () => {
    expect(noiseDbm(125)).toBeCloseTo(-117.03, 2);
  });

  it("devices spread evenly over their ring: a quarter of the area lies within half the radius", () => {
    expect(ringDistanceM(0, 100, 0.25)).toBeCloseTo(50, 9);
    expect(ringDistanceM(30, 100, 0)).toBe(30);
    expect(ringDistanceM(30, 100, 1)).toBeCloseTo(100, 9);
  });
});

describe("a shadow", () => {
  it("stays around its link's mean with the surroundings' deviation", () => {
    const radio = radioOf("{transport: lorawan, distance: {min: 1km, max: 1km}}");
    const random = new KeyedRandom(seedKey("shadows"));
    const n = 20_000;
    const all = Array.from({ length: n }, (_, index) => rssiDbm(radio, random, index));
    const mean = all.reduce((sum, dbm) => sum + dbm, 0) / n;
    const deviation = Math.sqrt(all.reduce((sum, dbm) => sum + (dbm - mean) * (dbm - mean), 0) / n);
    expect(mean).toBeCloseTo(14 - 128.95, 0);
    // Cut at 2.5 deviations: a tenth of a dB or two less than 7.8.
    expect(deviation).toBeGreaterThan(7.4);
    expect(deviation).toBeLessThan(7.8);
  });

  it("drifts with unit variance and the correlation asked for, however often it is looked at", () => {
    const random = new KeyedRandom(deriveKey(seedKey("drift"), "x"));
    for (const steps of [1, 4]) {
      let drift = 0;
      let before = 0;
      let squares = 0;
      let products = 0;
      const n = 40_000;
      for (let k = 0; k < n; k++) {
        for (let step = 0; step < steps; step++)
          drift = nextDrift(drift, 300_000 / steps, 600_000, random.normal(k, steps, step));
        squares += drift * drift;
        products += drift * before;
        before = drift;
      }
      expect(squares / n).toBeCloseTo(1, 1);
      expect(products / squares).toBeCloseTo(Math.exp(-0.5), 1);
    }
  });

  it("remembers all after no time, nothing after long", () => {
    expect(nextDrift(1.5, 0, 600_000, 3)).toBe(1.5);
    expect(nextDrift(1.5, 1e9, 600_000, 0.25)).toBeCloseTo(0.25, 9);
  });
});

describe("fading", () => {
  it.each([
    [0, 0.5],
    [1, 0.158_655_254],
    [1.96, 0.024_997_895],
    [3, 0.001_349_898],
    [-1, 0.841_344_746],
  ])("exceeds %d deviations with the normal's tail", (x, chance) => {
    expect(upperTail(x)).toBeCloseTo(chance, 6);
  });

  it("is rarer the more margin there is", () => {
    const margin = fc.double({ min: -30, max: 30, noNaN: true });
    fc.assert(
      fc.property(margin, margin, (x, y) => {
        if (x > y) expect(fadeChance(x)).toBeLessThanOrEqual(fadeChance(y) + 1e-7);
      }),
    );
    expect(fadeChance(Number.POSITIVE_INFINITY)).toBe(0);
  });
});
