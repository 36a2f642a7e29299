// A cell from measured constant-current discharges (two or more rates). Each curve is laid over the share of its own
// discharge, from full (0) to the cut-off (1), so that knees meet knees: at a higher current the same things happen
// earlier. There the voltage is open-circuit voltage minus resistance times the polarisation law of the rate, solved by
// least squares at each depth; with two curves both are met exactly. Where a discharge ends is a line between the rates.
// Checked against a single-particle model with Butler-Volmer kinetics: ends between the rates within 0.6 %, voltages
// within 0.08 V (tests/battery). Two curves cannot tell how the polarisation bends; then the law is a fifth
// ohmic with its knee at 0.2 C, the middle of what that model gave. Left out: temperature, ageing, self-discharge.
import type { ChemistrySpec } from "../../spec/power.js";
import { polarisationLaw } from "./cell.js";
import { onLines } from "./table.js";

/** One measured discharge at a constant current, from full to the cut-off. */
export interface DischargeCurve {
  /** Where it came from, for messages. */
  label: string;
  rateC: number;
  /** Rising, from 0. */
  timesS: number[];
  volts: number[];
}

export type Fit =
  | { ok: true; chemistry: ChemistrySpec; rmsV: number }
  | { ok: false; message: string; hint: string };

export interface FitOptions {
  name: string;
  description: string;
  capacityMAh: number;
  /** Default: the lowest voltage at which a curve ends. */
  cutoffV?: number;
  /** Default: the mean of the slowest discharge, to 0.05 V. */
  nominalV?: number;
}

const OHMIC_DEFAULT = 0.2;
const KNEE_DEFAULT_C = 0.2;
const OHMIC_TRIED = [0, 0.2, 0.4, 0.6, 0.8, 1];
const KNEES_TRIED_C = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6];
const POINTS_MIN = 10;
const VOLTS_MAX = 1_000;
/** A curve that stops early is led on to the cut-off by its last slope, by at most this share of its length. */
const EXTENSION_MAX = 0.03;
/** The rest voltage before the current flows stands out by this many times the next step. */
const REST_STEP = 2.5;

/** Charge that a discharge can draw, of the nominal: beyond it the rate is not this curve's. */
const DRAWN_MIN = 0.05;
const DRAWN_MAX = 1.5;

/** Depths of the fitted table: every 2 %, closer where the curves bend. */
const DEPTHS = [
  ...[0, 0.005, 0.01, 0.015, 0.02, 0.03],
  ...Array.from({ length: 44 }, (_, at) => 0.04 + at * 0.02),
  ...Array.from({ length: 20 }, (_, at) => 0.905 + at * 0.005),
];

/** The first sample is often the cell at rest: it is replaced by the loaded voltage that the next two lead back to. */
const underLoad = ({ timesS, volts }: DischargeCurve): number[] => {
  const slope = (volts[1] - volts[2]) / (timesS[2] - timesS[1]);
  const led = volts[1] + Math.max(0, slope) * (timesS[1] - timesS[0]);
  const isRest = volts[0] - volts[1] > REST_STEP * Math.max(0.001, led - volts[1]);
  return isRest ? [led, ...volts.slice(1)] : volts;
};

/** When a curve reaches the cut-off, and its points until then; null when it stops too far above it. */
const toCutoff = (curve: DischargeCurve, cutoffV: number): DischargeCurve | null => {
  const { timesS } = curve;
  const volts = underLoad(curve);
  const from = Math.max(3, Math.floor(volts.length / 2));
  const crossing = volts.findIndex((value, at) => at >= from && value <= cutoffV);
  if (crossing > 0) {
    const part = (volts[crossing - 1] - cutoffV) / (volts[crossing - 1] - volts[crossing]);
    const endS = timesS[crossing - 1] + part * (timesS[crossing] - timesS[crossing - 1]);
    return {
      ...curve,
      timesS: [...timesS.slice(0, crossing), endS],
      volts: [...volts.slice(0, crossing), cutoffV],
    };
  }
  const last = volts.length - 1;
  const slope = (volts[last - 1] - volts[last]) / (timesS[last] - timesS[last - 1]);
  const extraS = (volts[last] - cutoffV) / slope;
  if (!(extraS >= 0 && extraS <= EXTENSION_MAX * timesS[last])) return null;
  if (extraS === 0) return { ...curve, volts };
  return { ...curve, timesS: [...timesS, timesS[last] + extraS], volts: [...volts, cutoffV] };
};

const faultOf = ({ label, rateC, timesS, volts }: DischargeCurve): string | null => {
  if (!(rateC > 0 && rateC <= 1_000)) return `${label}: the rate is ${rateC} C; it must be above 0`;
  if (timesS.length < POINTS_MIN || timesS.length !== volts.length)
    return `${label} has ${timesS.length} points; it must have at least ${POINTS_MIN}`;
  if (timesS[0] !== 0) return `${label} begins at ${timesS[0]} s; it must begin at 0`;
  const step = timesS.findIndex((time, at) => at > 0 && !(time > timesS[at - 1]));
  if (step > 0) return `${label}: time does not rise at ${timesS[step]} s`;
  const odd = volts.find((value) => !(value > 0 && value < VOLTS_MAX));
  if (odd !== undefined)
    return `${label}: a voltage is ${odd}; it must be above 0 and below ${VOLTS_MAX} V${odd > 0 ? " (are these millivolts?)" : ""}`;
  if (!(volts[volts.length - 1] < volts[0])) return `${label}: the voltage does not fall; is it a charge?`;
  const drawn = (rateC * timesS[timesS.length - 1]) / 3_600;
  if (drawn < DRAWN_MIN || drawn > DRAWN_MAX)
    return `${label}: ${rateC} C for ${timesS[timesS.length - 1]} s is ${Number((drawn * 100).toPrecision(3))} % of the nominal capacity; is it another curve's rate?`;
  return null;
};

/** Ends a curve at its lowest voltage: what comes after is the cell's recovery at rest. */
export const untilLowest = (curve: DischargeCurve): DischargeCurve => {
  const lowest = curve.volts.lastIndexOf(
    curve.volts.reduce((least, value) => Math.min(least, value), Infinity),
  );
  if (lowest < curve.volts.length / 2 || lowest === curve.volts.length - 1) return curve;
  return {
    ...curve,
    timesS: curve.timesS.slice(0, lowest + 1),
    volts: curve.volts.slice(0, lowest + 1),
  };
};

interface Solved {
  open: number[];
  perC: number[];
  squares: number;
}

/** At each depth the line V = open - perC * law that comes nearest to all curves; perC is never negative. */
const solve = (columns: readonly number[][], laws: readonly number[]): Solved => {
  const n = laws.length;
  const meanLaw = laws.reduce((sum, law) => sum + law, 0) / n;
  const spread = laws.reduce((sum, law) => sum + (law - meanLaw) * (law - meanLaw), 0);
  const open: number[] = [];
  const perC: number[] = [];
  let squares = 0;
  DEPTHS.forEach((_, at) => {
    const meanV = columns.reduce((sum, column) => sum + column[at], 0) / n;
    const slope = columns.reduce((sum, column, k) => sum + (laws[k] - meanLaw) * (column[at] - meanV), 0);
    const resistance = Math.max(0, -slope / spread);
    open.push(meanV + resistance * meanLaw);
    perC.push(resistance);
    columns.forEach((column, k) => {
      const error = column[at] - (open[at] - resistance * laws[k]);
      squares += error * error;
    });
  });
  return { open, perC, squares };
};

/** The law that fits best; with two curves every law fits, and the default stands. */
const bestLaw = (columns: readonly number[][], rates: readonly number[]) => {
  const tried = (ohmic: number, kneeC: number) => ({
    ohmic,
    kneeC,
    ...solve(
      columns,
      rates.map((rateC) => polarisationLaw(rateC, ohmic, kneeC)),
    ),
  });
  const standard = tried(OHMIC_DEFAULT, KNEE_DEFAULT_C);
  if (rates.length < 3) return standard;
  return OHMIC_TRIED.flatMap((ohmic) => KNEES_TRIED_C.map((kneeC) => tried(ohmic, kneeC))).reduce(
    (best, next) => (next.squares < best.squares ? next : best),
    standard,
  );
};

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** Fits a chemistry to curves of at least two different rates. */
export const fitChemistry = (given: readonly DischargeCurve[], options: FitOptions): Fit => {
  const curves = given.map(untilLowest);
  const refuse = (message: string, hint: string): Fit => ({ ok: false, message, hint });
  const fault = curves.map(faultOf).find((each) => each !== null);
  if (fault != null)
    return refuse(fault, "a curve is time_s,volts of one discharge from full to the cut-off");
  const sorted = [...curves].sort((x, y) => x.rateC - y.rateC);
  const rates = sorted.map(({ rateC }) => rateC);
  if (new Set(rates).size < 2)
    return refuse("two curves of different rates are needed", "--curve slow.csv@0.1 --curve fast.csv@2");
  if (new Set(rates).size < rates.length)
    return refuse("two curves have the same rate", "give one curve for each rate");
  const cutoffV = options.cutoffV ?? Math.min(...sorted.map(({ volts }) => volts[volts.length - 1]));
  const ended: DischargeCurve[] = [];
  for (const curve of sorted) {
    const whole = toCutoff(curve, cutoffV);
    if (whole === null)
      return refuse(
        `${curve.label} ends at ${curve.volts[curve.volts.length - 1].toFixed(3)} V, too far above the cut-off of ${cutoffV.toFixed(3)} V`,
        "give the voltage at which all curves end with --cutoff, e.g. --cutoff 3V",
      );
    ended.push(whole);
  }
  const columns = ended.map(({ timesS, volts }) => {
    const endS = timesS[timesS.length - 1];
    return DEPTHS.map((depth) => onLines(timesS, volts, depth * endS));
  });
  const { ohmic, kneeC, open, perC, squares } = bestLaw(columns, rates);
  const slowest = columns[0];
  const meanV = slowest.reduce((sum, volts) => sum + volts, 0) / slowest.length;
  const capacityAh = options.capacityMAh / 1_000;
  const chemistry: ChemistrySpec = {
    name: options.name,
    description: options.description,
    nominalMv: Math.round((options.nominalV ?? Math.round(meanV * 20) / 20) * 1_000),
    cutoffMv: rounded(cutoffV * 1_000, 0),
    referenceMAh: options.capacityMAh,
    rechargeable: false,
    curve: DEPTHS.map((depth, at) => ({
      leftPpm: Math.round((1 - depth) * 1e6),
      openMv: rounded(open[at] * 1_000, 1),
      milliohm: rounded((perC[at] / capacityAh) * 1_000, 3),
    })),
    ohmicPpm: Math.round(ohmic * 1e6),
    kneeC,
    rates: ended.map(({ rateC, timesS }) => ({
      rateC,
      usablePpm: Math.round((rateC * timesS[timesS.length - 1] * 1e6) / 3_600),
    })),
    temperatures: [{ celsius: 25, usablePpm: 1_000_000, resistanceFactor: 1 }],
    selfDischarge: { ppmPerYear: 0, doublesEveryC: 10 },
    shelfLifeMs: 0,
    grades: { best: 1, worst: 1 },
    ageing: { ppmPerYear: 0, doublesEveryC: 15, ppmPerCycle: 0 },
    charging: { efficiencyPpm: 900_000, aboveC: 0, belowC: 45 },
  };
  return { ok: true, chemistry, rmsV: Math.sqrt(squares / (columns.length * DEPTHS.length)) };
};
