// The fit: what two curves foretell of the rates between them, on simulated electrochemistry and on measured cells.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { Cell } from "../../src/model/battery/cell.js";
import { dischargeAt } from "../../src/model/battery/discharge.js";
import { type DischargeCurve, type FitOptions, fitChemistry } from "../../src/model/battery/fit.js";
import { chemistryText } from "../../src/scenario/chemistry-text.js";
import type { ChemistrySpec } from "../../src/spec/power.js";
import { type Particle, simulate } from "./single-particle.js";
import { chemistryFrom } from "./world.js";

const OPTIONS: FitOptions = { name: "cell", description: "", capacityMAh: 1_000 };

const fitted = (curves: DischargeCurve[], options = OPTIONS): ChemistrySpec => {
  const fit = fitChemistry(curves, options);
  if (!fit.ok) throw new Error(fit.message);
  return fit.chemistry;
};

/** How far the foretold discharge is off: its end, and the voltage from 5 to 90 % of the true one. */
const errorsOf = (chemistry: ChemistrySpec, truth: DischargeCurve) => {
  const { endS, voltsAt } = dischargeAt(new Cell(chemistry), truth.rateC);
  const trueEndS = truth.timesS.at(-1) as number;
  const volts = truth.timesS.map((timeS, at) =>
    timeS >= 0.05 * trueEndS && timeS <= 0.9 * trueEndS ? Math.abs(voltsAt(timeS) - truth.volts[at]) : 0,
  );
  return { end: Math.abs(endS / trueEndS - 1), volts: Math.max(...volts) };
};

const WARM = { kelvinPerVC: 0.06, coolingS: 600 };

/** From quick to sluggish: diffusion-limited, kinetics-limited, mostly ohmic, all at once. */
const PARTICLES: [string, Particle][] = [
  ["quick diffusion", { diffusionS: [700, 900], exchangeC: [1.5, 1.9], ohmicV: 0.07 }],
  ["slow diffusion", { diffusionS: [1_900, 2_200], exchangeC: [3.8, 0.5], ohmicV: 0.07 }],
  ["slow kinetics", { diffusionS: [700, 850], exchangeC: [0.6, 0.35], ohmicV: 0.04 }],
  ["mostly ohmic", { diffusionS: [700, 700], exchangeC: [5, 5], ohmicV: 0.11 }],
  ["a little of all", { diffusionS: [1_200, 1_500], exchangeC: [1, 1], ohmicV: 0.05 }],
  // Cells that warm up by some 15 degC at 2C: their fast discharge is better than the slow ones would lead to expect.
  ["heat of its own", { diffusionS: [1_900, 2_200], exchangeC: [1, 1], ohmicV: 0.07, heat: WARM }],
  [
    "heat that helps it a lot",
    { diffusionS: [2_500, 3_000], exchangeC: [0.5, 0.4], ohmicV: 0.06, heat: WARM },
  ],
];

describe.each(PARTICLES)("a cell with %s, fitted at 0.1C and 2C", (_, particle) => {
  const chemistry = fitted([simulate(particle, 0.1), simulate(particle, 2)]);

  test.each([0.2, 0.5, 1, 1.5])("ends at %dC within 2 % and is within 0.10 V before", (rateC) => {
    const errors = errorsOf(chemistry, simulate(particle, rateC));
    expect(errors.end).toBeLessThan(0.02);
    expect(errors.volts).toBeLessThan(0.1);
  });

  test("meets the curves it was fitted to", () => {
    for (const rateC of [0.1, 2]) {
      const errors = errorsOf(chemistry, simulate(particle, rateC));
      expect(errors.end).toBeLessThan(0.001);
      expect(errors.volts).toBeLessThan(0.01);
    }
  });
});

test("a third curve tells how the polarisation bends: the rates between are met better", () => {
  const particle = PARTICLES[2][1];
  const [slow, middle, fast] = [0.1, 0.6, 2].map((rateC) => simulate(particle, rateC));
  const truth = simulate(particle, 1);
  const with2 = errorsOf(fitted([slow, fast]), truth);
  const with3 = errorsOf(fitted([slow, middle, fast]), truth);
  expect(with3.volts).toBeLessThan(with2.volts);
});

test("the written file gives the same discharges", () => {
  const chemistry = fitted([simulate(PARTICLES[4][1], 0.1), simulate(PARTICLES[4][1], 2)]);
  const read = chemistryFrom(chemistryText(chemistry, ["a comment"]), "cell.yaml");
  expect({ ...read, curve: [] }).toEqual({ ...chemistry, curve: [] });
  for (const rateC of [0.1, 0.7, 2]) {
    const [kept, first] = [dischargeAt(new Cell(read), rateC), dischargeAt(new Cell(chemistry), rateC)];
    expect(kept.endS / first.endS).toBeCloseTo(1, 4);
    expect(kept.voltsAt(first.endS / 2)).toBeCloseTo(first.voltsAt(first.endS / 2), 3);
  }
});

const curveOf = (file: string, rateC: number): DischargeCurve => {
  const rows = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  return { label: file, rateC, timesS: rows.map(([time]) => time), volts: rows.map(([, volts]) => volts) };
};

const MEASURED = "../shared/data/battery/enertech_lco_";
describe.skipIf(!existsSync(`${MEASURED}0.1C.csv`))(
  "the measured Enertech LCO cell (skipped where the data is absent)",
  () => {
    const curves = () => [curveOf(`${MEASURED}0.1C.csv`, 0.1), curveOf(`${MEASURED}2C.csv`, 2)];

    test("both curves are met: ends within 0.5 %, voltages within 5 mV", () => {
      const chemistry = fitted(curves());
      for (const curve of curves()) {
        const errors = errorsOf(chemistry, curve);
        expect(errors.end).toBeLessThan(0.005);
        expect(errors.volts).toBeLessThan(0.005);
      }
    });

    test("between them charge and voltage fall with the rate", () => {
      const cell = new Cell(fitted(curves()));
      const runs = [0.1, 0.2, 0.5, 1, 1.5, 2].map((rateC) => dischargeAt(cell, rateC));
      for (let at = 1; at < runs.length; at++) {
        expect(runs[at].drawnShare).toBeLessThan(runs[at - 1].drawnShare);
        for (const part of [0.05, 0.3, 0.6, 0.9])
          expect(runs[at].voltsAt(part * runs[at].endS)).toBeLessThan(
            runs[at - 1].voltsAt(part * runs[at - 1].endS),
          );
      }
    });
  },
);

describe("what cannot be fitted is refused with its reason", () => {
  const line = (rateC: number, from = 4, to = 3): DischargeCurve => ({
    label: `${rateC}.csv`,
    rateC,
    timesS: Array.from({ length: 20 }, (_, at) => (at * 190) / rateC),
    volts: Array.from({ length: 20 }, (_, at) => from - ((from - to) * at) / 19),
  });
  const messageOf = (curves: DischargeCurve[], options = OPTIONS): string => {
    const fit = fitChemistry(curves, options);
    return fit.ok ? "" : fit.message;
  };

  test.each<[string, DischargeCurve[], RegExp]>([
    ["one curve", [line(1)], /two curves of different rates/],
    ["one rate twice", [line(1), line(1), line(2)], /same rate/],
    ["a charge", [line(1, 3, 4), line(2)], /does not fall/],
    ["millivolts", [line(1, 4_000, 3_000), line(2)], /are these millivolts/],
    ["a rate that is not the curve's", [line(1), { ...line(2), rateC: 0.02 }], /another curve's rate/],
    ["too few points", [{ ...line(1), timesS: [0, 1], volts: [4, 3] }, line(2)], /at least 10/],
    [
      "time that stands still",
      [{ ...line(1), timesS: line(1).timesS.map((t, at) => (at === 5 ? 0 : t)) }, line(2)],
      /does not rise/,
    ],
    ["a late start", [{ ...line(1), timesS: line(1).timesS.map((t) => t + 5) }, line(2)], /must begin at 0/],
    [
      "a curve that stops early",
      [line(0.1), line(2, 4, 3.6)].map((c, at) => (at === 0 ? line(0.1, 4, 2.5) : c)),
      /too far above the cut-off/,
    ],
  ])("%s", (_, curves, pattern) => {
    expect(messageOf(curves)).toMatch(pattern);
  });

  test("the cell's recovery after the end is left out", () => {
    const [slow, fast] = [line(0.1), line(2)];
    const rested = {
      ...fast,
      timesS: [...fast.timesS, 3_000, 4_000],
      volts: [...fast.volts, 3.3, 3.5],
    };
    expect(fitted([slow, rested])).toEqual(fitted([slow, fast]));
  });

  test("a cut-off above the last voltages cuts the curves there", () => {
    const chemistry = fitted([line(0.1), line(2)], { ...OPTIONS, cutoffV: 3.5 });
    expect(chemistry.cutoffMv).toBe(3_500);
    expect(chemistry.rates[0].usablePpm / 1e6).toBeCloseTo(((19 * 190) / 3_600) * 0.5, 3);
  });
});
