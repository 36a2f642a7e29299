// What kind of number a side of a comparison is: a share, a time, bytes, money, energy, a speed, or a plain count.
// Base units: s, B, USD, J; a speed is 1/s. Dimensions multiply and divide; unequal ones cannot be compared or added.
import { formatDuration } from "../core/duration.js";
import { formatBytes, formatCount, formatMoney, MICRO_USD } from "../core/units.js";
import type { Figure } from "../result/expectation.js";

export interface Dimension {
  readonly time: number;
  readonly bytes: number;
  readonly money: number;
  readonly energy: number;
  /** A plain number that reads best as a percentage. */
  readonly share: boolean;
}

const dimension = (given: Partial<Dimension>): Dimension => ({
  time: 0,
  bytes: 0,
  money: 0,
  energy: 0,
  share: false,
  ...given,
});

export const COUNT = dimension({});
export const SHARE = dimension({ share: true });
export const TIME = dimension({ time: 1 });
export const BYTES = dimension({ bytes: 1 });
export const MONEY = dimension({ money: 1 });
export const ENERGY = dimension({ energy: 1 });
export const SPEED = dimension({ time: -1 });

export const sameDimension = (x: Dimension, y: Dimension): boolean =>
  x.time === y.time && x.bytes === y.bytes && x.money === y.money && x.energy === y.energy;

/** Pure numbers: counts and shares. */
export const isPlain = (x: Dimension): boolean => sameDimension(x, COUNT);

const combine = (x: Dimension, y: Dimension, sign: 1 | -1): Dimension => ({
  time: x.time + sign * y.time,
  bytes: x.bytes + sign * y.bytes,
  money: x.money + sign * y.money,
  energy: x.energy + sign * y.energy,
  share: (x.share && isPlain(y) && !(sign < 0 && y.share)) || (y.share && sign > 0 && isPlain(x)),
});
export const multiplied = (x: Dimension, y: Dimension): Dimension => combine(x, y, 1);
export const divided = (x: Dimension, y: Dimension): Dimension => combine(x, y, -1);
/** Sum and difference of two equal dimensions. */
export const added = (x: Dimension, y: Dimension): Dimension => ({ ...x, share: x.share || y.share });

/** A number with at most `digits` decimals and without trailing zeros. */
const trimmed = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
};

/** A plain number for people: whole ones grouped, others with three significant decimals. */
const plain = (value: number): string => {
  if (Number.isSafeInteger(value)) return formatCount(value);
  return Math.abs(value) >= 0.001 ? trimmed(value, 3) : value.toPrecision(3);
};

/** A percentage that never rounds a miss up to a hit: more digits the closer it is to 0 or to 100 %. */
const percent = (value: number): string => {
  const hundred = value * 100;
  const digits = [1, 2, 3, 4, 6].find((n) => {
    const shown = Number(hundred.toFixed(n));
    return Math.abs(shown - hundred) < 1e-9 || (shown !== 0 && shown !== 100 && n >= 2);
  });
  return `${trimmed(hundred, digits ?? 6)}%`;
};

const NAMES: Readonly<Record<string, string>> = {
  "1,0,0,0": "a time",
  "-1,0,0,0": "a speed (per second)",
  "0,1,0,0": "a size in bytes",
  "-1,1,0,0": "bytes per second",
  "0,0,1,0": "an amount of money",
  "0,0,0,1": "an energy",
  "-1,0,0,1": "a power",
};
const key = (x: Dimension): string => [x.time, x.bytes, x.money, x.energy].join();

/** `a time`, `a share`, `a plain number`: for messages. */
export const dimensionName = (x: Dimension): string =>
  isPlain(x) ? (x.share ? "a share" : "a plain number") : (NAMES[key(x)] ?? "a mixed unit");

const UNIT_NAMES: Readonly<Record<string, string>> = {
  "1,0,0,0": "s",
  "-1,0,0,0": "per s",
  "0,1,0,0": "bytes",
  "-1,1,0,0": "bytes per s",
  "0,0,1,0": "USD",
  "0,0,0,1": "J",
  "-1,0,0,1": "W",
};

/** A value of this dimension, given in base units. */
export const figureOf = (value: number, of: Dimension): Figure => ({
  value,
  unit: isPlain(of) ? (of.share ? "share" : "") : (UNIT_NAMES[key(of)] ?? "mixed"),
});

/** How a person would write a value of this dimension, given in base units. */
export const formatValue = (value: number, of: Dimension): string => {
  if (isPlain(of)) return of.share ? percent(value) : plain(value);
  switch (key(of)) {
    case "1,0,0,0":
      return `${value < 0 ? "-" : ""}${formatDuration(Math.round(Math.abs(value) * 1000))}`;
    case "-1,0,0,0":
      return `${plain(value)}/s`;
    case "0,1,0,0":
      return formatBytes(Math.round(value));
    case "-1,1,0,0":
      return `${formatBytes(Math.round(value))}/s`;
    case "0,0,1,0":
      return formatMoney(Math.round(value * MICRO_USD));
    case "0,0,0,1":
      return `${plain(value)} J`;
    case "-1,0,0,1":
      return `${plain(value)} W`;
    default:
      return plain(value);
  }
};
