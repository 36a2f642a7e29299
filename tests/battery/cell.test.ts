// The cell: voltage behind resistance, monotone in everything that loads it; discharges in closed form.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Cell, polarisationLaw } from "../../src/model/battery/cell.js";
import { dischargeAt } from "../../src/model/battery/discharge.js";
import { onLines, onLinesBeyond } from "../../src/model/battery/table.js";
import { SHIPPED_CHEMISTRIES } from "../../src/scenario/chemistries.js";
import { chemistryFrom, IDEAL, shipped } from "./world.js";

const share = fc.double({ min: 0, max: 1, noNaN: true });
const rate = fc.double({ min: 0.001, max: 3, noNaN: true });
const chemistry = fc.constantFrom(...SHIPPED_CHEMISTRIES).map((name) => new Cell(shipped(name)));

describe("tables", () => {
  test("lines run through the points; the ends hold, or go on where asked", () => {
    const [xs, ys] = [
      [0, 1, 3],
      [10, 20, 0],
    ];
    expect([0, 0.5, 1, 2, 3].map((x) => onLines(xs, ys, x))).toEqual([10, 15, 20, 10, 0]);
    expect([onLines(xs, ys, -5), onLines(xs, ys, 9)]).toEqual([10, 0]);
    expect([onLinesBeyond(xs, ys, -1), onLinesBeyond(xs, ys, 4)]).toEqual([0, -10]);
  });
});

describe("polarisation", () => {
  test("starts as an ohmic resistance, whatever part of it saturates", () => {
    fc.assert(fc.property(share, (ohmic) => Math.abs(polarisationLaw(1e-6, ohmic, 0.2) / 1e-6 - 1) < 1e-6));
  });

  test("a wholly ohmic one is Ohm's law; a saturating one falls behind it and never falls", () => {
    expect(polarisationLaw(1.7, 1, 0.2)).toBe(1.7);
    fc.assert(
      fc.property(rate, rate, (x, y) => {
        const [low, high] = x < y ? [x, y] : [y, x];
        const [less, more] = [polarisationLaw(low, 0.2, 0.2), polarisationLaw(high, 0.2, 0.2)];
        expect(more).toBeGreaterThanOrEqual(less);
        expect(more).toBeLessThanOrEqual(high + 1e-12);
      }),
    );
  });

  test("2k asinh(i/2k) at i = 2k sinh(1) is 2k", () => {
    const k = 0.3;
    expect(polarisationLaw(2 * k * Math.sinh(1), 0, k)).toBeCloseTo(2 * k, 12);
  });
});

describe("a cell", () => {
  test("never has more voltage under more load, more charge drawn, or in the cold", () => {
    fc.assert(
      fc.property(chemistry, share, share, rate, rate, (cell, d1, d2, r1, r2) => {
        const [shallow, deep] = d1 < d2 ? [d1, d2] : [d2, d1];
        const [light, heavy] = r1 < r2 ? [r1, r2] : [r2, r1];
        expect(cell.terminalMv(shallow, cell.law(heavy))).toBeLessThanOrEqual(
          cell.terminalMv(shallow, cell.law(light)),
        );
        expect(cell.terminalMv(deep, cell.law(light))).toBeLessThanOrEqual(
          cell.terminalMv(shallow, cell.law(light)),
        );
        expect(cell.resistanceFactor(-10)).toBeGreaterThan(cell.resistanceFactor(20));
        expect(cell.usableAtCelsius(-10)).toBeLessThan(cell.usableAtCelsius(20));
      }),
    );
  });

  test("a discharge ends sooner, by charge too, at a higher rate", () => {
    fc.assert(
      fc.property(chemistry, rate, rate, (cell, x, y) => {
        const [slow, fast] = x < y ? [x, y] : [y, x];
        const [long, short] = [dischargeAt(cell, slow), dischargeAt(cell, fast)];
        expect(short.endS).toBeLessThanOrEqual(long.endS);
        expect(short.drawnShare).toBeLessThanOrEqual(long.drawnShare + 1e-12);
      }),
    );
  });

  test.each(SHIPPED_CHEMISTRIES)("%s gives its nominal capacity at its slowest rate", (name) => {
    const spec = shipped(name);
    const { drawnShare, endS } = dischargeAt(new Cell(spec), spec.rates[0].rateC);
    expect(drawnShare).toBeGreaterThan(0.97);
    expect(drawnShare).toBeLessThanOrEqual(1.01);
    // Coulombs: charge drawn is current times time.
    expect((endS * spec.rates[0].rateC) / 3_600).toBeCloseTo(drawnShare, 12);
  });

  test("alkaline by Peukert's figures: 1.5 Ah of 2.7 Ah at 500 mA", () => {
    const { drawnShare } = dischargeAt(new Cell(shipped("alkaline")), 500 / 2_700);
    expect(drawnShare * 2.7).toBeGreaterThan(1.3);
    expect(drawnShare * 2.7).toBeLessThan(1.7);
  });
});

describe("closed forms", () => {
  const ohmic = (curve: string) => new Cell(chemistryFrom(IDEAL.slice(0, IDEAL.indexOf("curve:")) + curve));

  test("an ideal cell holds its voltage for 3600 s over the rate", () => {
    const { endS, voltsAt } = dischargeAt(new Cell(chemistryFrom(IDEAL)), 0.5);
    expect(endS).toBe(7_200);
    expect([0, 100, 7_200].map(voltsAt)).toEqual([3, 3, 3]);
  });

  test("a straight open-circuit line with one resistance ends where 3 - x - 0.2 i is 2.2 V: x = 0.8 - 0.2 i", () => {
    const cell = ohmic("curve:\n  - [100, 3.0, 0.2]\n  - [0, 2.0, 0.2]\n".replaceAll("\\n", "\n"));
    const cut = new Cell({ ...cell.spec, cutoffMv: 2_200 });
    for (const rateC of [0.1, 0.5, 1, 2]) {
      const { endS, voltsAt } = dischargeAt(cut, rateC);
      expect((endS * rateC) / 3_600).toBeCloseTo(0.8 - 0.2 * rateC, 9);
      expect(voltsAt(endS / 2)).toBeCloseTo(3 - (0.8 - 0.2 * rateC) / 2 - 0.2 * rateC, 9);
    }
  });

  test("a cell whose voltage breaks down at once gives nothing", () => {
    const cell = ohmic("curve:\n  - [100, 3.0, 2]\n  - [0, 2.5, 2]\n");
    expect(dischargeAt(cell, 1).endS).toBe(0);
  });
});
