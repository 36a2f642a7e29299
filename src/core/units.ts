// Sizes, shares, money and rates as people write them, read exactly into base units (bytes, ppm, microdollars, per
// second) and written for reports. Decimal prefixes as in SI, binary as in IEC 80000-13.
import { NUMBER_PATTERN, type Parsed, parseAmount, parsed, refused, scaleDecimal } from "./amount.js";
import { closest } from "./closest.js";

export const PPM = 1_000_000;
export const PPM_PER_PERCENT = 10_000;
export const MICRO_USD = 1_000_000;
/** Nanocoulombs, which are microampere milliseconds, in a milliampere hour. */
export const NC_PER_MAH = 3_600_000_000;

const SIZE = {
  name: "a size",
  units: {
    B: 1,
    KB: 1_000,
    MB: 1_000_000,
    GB: 1_000_000_000,
    TB: 1_000_000_000_000,
    KiB: 1_024,
    MiB: 1_048_576,
    GiB: 1_073_741_824,
  },
  allowed: "a number and a unit (B, KB, MB, GB, TB, KiB, MiB, GiB), like 180KB",
  max: 1_000_000_000_000_000,
  maxText: "1000TB",
  finest: "1 byte",
};

const SHARE = {
  name: "a share",
  units: { "%": 10_000 },
  allowed: "a number from 0 to 100 and a percent sign, like 0.1%",
  max: PPM,
  maxText: "100%",
  finest: "0.0001%",
};

const MONEY = {
  name: "an amount of money",
  units: { USD: MICRO_USD },
  allowed: "a number and USD, like 0.25 USD",
  max: 1_000_000_000_000_000,
  maxText: "1_000_000_000 USD",
  finest: "0.000001 USD",
};

/** Seconds per rate unit. */
const RATE_SECONDS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3_600, d: 86_400 };
const RATE_ALLOWED = "a number and /s, /min, /h or /d, like 500/s or 20/min";
const RATE = new RegExp(`^(${NUMBER_PATTERN})\\s?/\\s?([A-Za-z]+)$`);
const RATE_MAX_PER_S = 1_000_000_000;

/** "180KB" -> whole bytes. */
export const parseSize = (text: string): Parsed => parseAmount(text, SIZE);

/** "0.1%" -> whole ppm, 0 to 1,000,000. */
export const parseShare = (text: string): Parsed => parseAmount(text, SHARE);

/** "0.25 USD" -> whole microdollars. */
export const parseMoney = (text: string): Parsed => parseAmount(text, MONEY);

/** "500/s", "20/min" -> a number per second (not always whole). */
export function parseRate(text: string): Parsed {
  const match = RATE.exec(text.trim());
  if (match === null) {
    const bare = new RegExp(`^${NUMBER_PATTERN}$`).test(text.trim());
    return notARate(text, bare ? `add a unit, like ${text.trim()}/s` : `write ${RATE_ALLOWED}`);
  }
  const [, decimal, unit] = match;
  if (!Object.hasOwn(RATE_SECONDS, unit)) return notARate(text, rateUnitHint(decimal, unit));
  const perS = scaleDecimal(decimal, 1) / RATE_SECONDS[unit];
  if (Number.isNaN(perS) || perS > RATE_MAX_PER_S) {
    return refused(`"${text}" is too much; it must be at most 1_000_000_000/s`, `write ${RATE_ALLOWED}`);
  }
  return parsed(perS);
}

const notARate = (text: string, hint: string): Parsed =>
  refused(`"${text}" is not a rate; it must be ${RATE_ALLOWED}`, hint);

function rateUnitHint(decimal: string, unit: string): string {
  const meant = unit === "m" ? "min" : closest(unit, Object.keys(RATE_SECONDS));
  return meant === undefined ? `the units are /s, /min, /h, /d` : `did you mean ${decimal}/${meant}?`;
}

const DECIMALS_MAX = 12;
const BYTE_STEPS: readonly (readonly [string, number])[] = [
  ["TB", 1_000_000_000_000],
  ["GB", 1_000_000_000],
  ["MB", 1_000_000],
  ["KB", 1_000],
];

/** Bytes with three significant digits and a decimal prefix: `999 B`, `1.24 MB`, `86.4 GB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  // From 999.5 on, three digits round up to the next prefix.
  const step = BYTE_STEPS.find(([, size]) => bytes >= size * 0.9995);
  if (step === undefined) return `${Math.round(bytes)} B`;
  return `${significant(bytes / step[1])} ${step[0]}`;
}

/** A count with commas: `14,400,000`; what is not whole has at least three significant digits: `0.0167`, `12.5`. */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return String(count);
  if (count < 0) return `-${formatCount(-count)}`;
  if (Number.isInteger(count) || count >= 1_000) return grouped(count.toFixed(0));
  return significant(count);
}

/** Money: from 1 USD on in cents (`1,234.50 USD`), below that to the last microdollar (`0.003456 USD`). */
export function formatMoney(microUsd: number): string {
  const whole = Math.round(microUsd);
  if (whole < 0) return `-${formatMoney(-whole)}`;
  if (whole >= MICRO_USD) {
    const [dollars, cents] = (Math.round(whole / 10_000) / 100).toFixed(2).split(".");
    return `${grouped(dollars)}.${cents} USD`;
  }
  const digits = String(whole).padStart(6, "0");
  return `0.${digits.slice(0, 2)}${digits.slice(2).replace(/0+$/, "")} USD`;
}

/** Three significant digits without an exponent; no zeros at the end of the decimals. */
function significant(value: number): string {
  if (value === 0) return "0";
  let decimals = 2;
  // No logarithm: its last bit may differ between machines, and reports must not.
  for (let upTo = 10; value >= upTo && decimals > 0; upTo *= 10) decimals--;
  for (let above = 1; value < above && decimals < DECIMALS_MAX; above /= 10) decimals++;
  const text = value.toFixed(decimals);
  return decimals === 0 ? grouped(text) : text.replace(/\.?0+$/, "");
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ",");
