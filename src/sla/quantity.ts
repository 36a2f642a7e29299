// Numbers with units in expressions, to base units (s, B, USD, J, 1/s; a share is 0..1). Decimal scales are applied to
// the digits as written, so 99.9% is the double nearest to 0.999 and compares exactly with 999/1000.
import { BYTES, COUNT, type Dimension, ENERGY, MONEY, SHARE, SPEED, TIME } from "./dimension.js";

interface Unit {
  dimension: Dimension;
  /** Power of ten, then a whole factor or divisor. */
  exponent: number;
  factor: number;
  divisor: number;
}

const unit = (dimension: Dimension, exponent = 0, factor = 1, divisor = 1): Unit => ({
  dimension,
  exponent,
  factor,
  divisor,
});

/** The units of core/units.ts and core/duration.ts: KB is 1,000 B, KiB is 1,024 B. */
export const UNITS: Readonly<Record<string, Unit>> = {
  "": unit(COUNT),
  "%": unit(SHARE, -2),
  ms: unit(TIME, -3),
  s: unit(TIME),
  m: unit(TIME, 0, 60),
  h: unit(TIME, 0, 3600),
  d: unit(TIME, 0, 86_400),
  w: unit(TIME, 0, 604_800),
  B: unit(BYTES),
  KB: unit(BYTES, 3),
  MB: unit(BYTES, 6),
  GB: unit(BYTES, 9),
  TB: unit(BYTES, 12),
  KiB: unit(BYTES, 0, 1024),
  MiB: unit(BYTES, 0, 1_048_576),
  GiB: unit(BYTES, 0, 1_073_741_824),
  USD: unit(MONEY),
  J: unit(ENERGY),
  kJ: unit(ENERGY, 3),
  "/s": unit(SPEED),
  "/min": unit(SPEED, 0, 1, 60),
  "/h": unit(SPEED, 0, 1, 3600),
  "/d": unit(SPEED, 0, 1, 86_400),
};

/** Value in base units of digits (`[0-9]+(\.[0-9]+)?`) with a known unit. */
export const baseValue = (digits: string, unitName: string): number => {
  const { exponent, factor, divisor } = UNITS[unitName];
  return (Number(`${digits}e${exponent}`) * factor) / divisor;
};
