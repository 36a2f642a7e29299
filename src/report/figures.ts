// Numbers and times the way people read them. One place, so that the page, the Markdown and the terminal agree.
// Formatting uses no locale of the machine: the same bytes everywhere.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../core/duration.js";

/** Shown where there was no data. */
export const NONE = "n/a";

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** `12,345` or, with digits, `12,345.60`. */
export const count = (value: number, digits = 0): string => {
  if (!Number.isFinite(value)) return NONE;
  const [whole, fraction] = Math.abs(value).toFixed(digits).split(".");
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? "-" : "";
  return sign + grouped(whole) + (fraction === undefined ? "" : `.${fraction}`);
};

/** `899,921`, `14.4 M`, `1.20 G`: three significant digits from a million on. */
export const compact = (value: number): string => {
  const size = Math.abs(value);
  const scales: [number, string][] = [
    [1e9, " G"],
    [1e6, " M"],
  ];
  for (const [from, suffix] of scales) {
    if (size < from) continue;
    const scaled = value / from;
    return count(scaled, Math.abs(scaled) < 10 ? 2 : Math.abs(scaled) < 100 ? 1 : 0) + suffix;
  }
  return Number.isInteger(value) || size >= 1000 ? count(value) : count(value, 2);
};

/**
 * A share 0..1 as a percentage. Never rounds up to 100% or down to 0%: digits are added until the difference shows
 * (at most six, then `> 99.999999%`).
 */
export const share = (value: number | null, digits = 2): string => {
  if (value === null || !Number.isFinite(value)) return NONE;
  const percent = value * 100;
  for (let places = digits; places <= 6; places++) {
    const text = percent.toFixed(places);
    const rounded = Number(text);
    const swallowed = (rounded >= 100 && value < 1) || (rounded === 0 && value > 0);
    if (!swallowed) return `${trimZeros(text)}%`;
  }
  return value < 0.5 ? "< 0.000001%" : "> 99.999999%";
};

const trimZeros = (text: string): string =>
  text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;

/** `5.76 MB` (powers of 1000). */
export const bytes = (value: number): string => {
  const units = ["B", "kB", "MB", "GB", "TB", "PB"];
  let scaled = value;
  let unit = 0;
  while (Math.abs(scaled) >= 1000 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? count(scaled) : count(scaled, Math.abs(scaled) < 10 ? 2 : 1)} ${units[unit]}`;
};

/** US dollars: cents normally, more digits below a dollar so that a cost per device is not lost. */
export const usd = (value: number): string => {
  const size = Math.abs(value);
  const digits = size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : 6;
  const text = count(size, digits);
  return `${value < 0 ? "-" : ""}$${text}`;
};

/** `1.23 MJ`, `850 J`. */
export const joules = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e9) return `${count(value / 1e9, 2)} GJ`;
  if (size >= 1e6) return `${count(value / 1e6, 2)} MJ`;
  if (size >= 1e3) return `${count(value / 1e3, 2)} kJ`;
  return `${count(value, size >= 10 || size === 0 ? 0 : 3)} J`;
};

/** A stretch of time in its two largest units: `2 d 4 h`, `1 h 12 min`, `45 s`, `250 ms`. */
export const duration = (ms: number): string => {
  if (!Number.isFinite(ms)) return NONE;
  if (ms < SECOND_MS) return `${count(ms)} ms`;
  const units: [number, string][] = [
    [DAY_MS, "d"],
    [HOUR_MS, "h"],
    [MINUTE_MS, "min"],
    [SECOND_MS, "s"],
  ];
  const largest = units.findIndex(([unitMs]) => ms >= unitMs);
  const [unitMs, name] = units[largest];
  const whole = Math.floor(ms / unitMs);
  const next = units[largest + 1];
  if (next === undefined) return ms % SECOND_MS === 0 ? `${whole} s` : `${count(ms / SECOND_MS, 1)} s`;
  const rest = Math.floor((ms % unitMs) / next[0]);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${next[1]}`;
};

const two = (value: number): string => String(value).padStart(2, "0");

/** A moment of virtual time, exact to the second: `00:20:00`, `2 d 04:00:00`. */
export const clock = (ms: number): string => {
  const days = Math.floor(ms / DAY_MS);
  const text = [ms % DAY_MS, ms % HOUR_MS, ms % MINUTE_MS]
    .map((rest, index) => two(Math.floor(rest / [HOUR_MS, MINUTE_MS, SECOND_MS][index])))
    .join(":");
  return days > 0 ? `${days} d ${text}` : text;
};

/** A measured value with its unit, digits by size: `0.0312`, `12.4`, `1,204`. Shares become percentages. */
export const quantity = (value: number | null, unit: string): string => {
  if (value === null || !Number.isFinite(value)) return NONE;
  if (unit === "share") return share(value, 3);
  if (unit === "ms")
    return value < 10 && !Number.isInteger(value) ? `${count(value, 2)} ms` : duration(value);
  if (unit === "bytes" || unit === "B") return bytes(value);
  if (unit === "USD") return usd(value);
  const size = Math.abs(value);
  const digits = Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : 4;
  return unit === "" ? count(value, digits) : `${count(value, digits)} ${unit}`;
};

/** A difference of shares (0..1) in percentage points: `0.42 points`. */
export const pointsWords = (difference: number): string => {
  const points = Math.abs(difference) * 100;
  const digits = points >= 10 ? 1 : points >= 0.01 ? 2 : 4;
  return `${trimZeros(points.toFixed(digits))} points`;
};

/** How much of an error budget (1 is all) is used: `77%`, `124 times the budget`. */
export const budgetWords = (used: number | null): string =>
  used !== null && used > 10 ? `${count(used)} times the budget` : share(used, 1);

/** A target as the indicators state it: `none` is nothing to show, and percentages are written like ours. */
export const targetWords = (target: string): string =>
  target === "none" ? "" : target.replace(/ %/g, "%").replace(">= ", "≥ ").replace("<= ", "≤ ");

/** `1 device`, `3 devices`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `97.2% fewer bytes`, or, where there are more of them, `12% more bytes`. */
export const fewer = (reduction: number | null, what: string, digits = 2): string =>
  reduction !== null && reduction < 0
    ? `${share(-reduction, digits)} more ${what}`
    : `${share(reduction, digits)} fewer ${what}`;
