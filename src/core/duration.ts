// Durations as people write them: 250ms 90s 5m 24h 14d 2w, also compound (1h30m). Base unit: whole milliseconds. The
// lengths are declared here alone. A day is 24 hours; months and years have no fixed length and cannot be written.

import { NUMBER_PATTERN, type Parsed, parsed, refused, scaleDecimal } from "./amount.js";
import { closest } from "./closest.js";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const WEEK_MS = 604_800_000;
export const HOURS_PER_DAY = 24;
export const DAYS_PER_WEEK = 7;
/** What a yearly figure is spread over: 365 days. */
export const DAYS_PER_YEAR = 365;
export const YEAR_MS = DAYS_PER_YEAR * DAY_MS;

/** A hundred years of 365 days: longer is surely a slip. */
export const DURATION_MAX_MS = 36_500 * DAY_MS;

/** Longest first: the order in which a compound duration must go. */
const UNITS: readonly (readonly [string, number])[] = [
  ["w", WEEK_MS],
  ["d", DAY_MS],
  ["h", HOUR_MS],
  ["m", MINUTE_MS],
  ["s", SECOND_MS],
  ["ms", 1],
];
const UNIT_NAMES = UNITS.map(([name]) => name);
const ALLOWED = "a number and a unit (ms, s, m, h, d, w), like 250ms, 90s, 24h or 1h30m";
const WHOLE = new RegExp(`^(?:${NUMBER_PATTERN}\\s?[A-Za-z]+\\s?)+$`);
const PART = new RegExp(`(${NUMBER_PATTERN})\\s?([A-Za-z]+)`, "g");
/** Words people write for the units. */
const SYNONYMS: Readonly<Record<string, string>> = {
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  min: "m",
  mins: "m",
  minute: "m",
  minutes: "m",
  hr: "h",
  hrs: "h",
  hour: "h",
  hours: "h",
  day: "d",
  days: "d",
  week: "w",
  weeks: "w",
};

/** Reads a duration: whole ms, 0 to 100 years. Parts of a compound go from the longest unit to the shortest, each once. */
export function parseDuration(text: string): Parsed {
  const trimmed = text.trim();
  if (!WHOLE.test(trimmed)) {
    const bare = new RegExp(`^${NUMBER_PATTERN}$`).test(trimmed);
    return notADuration(text, bare ? `add a unit, like ${trimmed}s or ${trimmed}m` : `write ${ALLOWED}`);
  }
  let totalMs = 0;
  let previous = -1;
  for (const [, decimal, unit] of trimmed.matchAll(PART)) {
    const at = UNIT_NAMES.indexOf(unit);
    if (at < 0) return notADuration(text, unknownUnit(decimal, unit));
    if (at <= previous) {
      return notADuration(
        text,
        "write the parts from the longest unit to the shortest, each once, like 1d12h",
      );
    }
    previous = at;
    totalMs += scaleDecimal(decimal, UNITS[at][1]);
  }
  if (Number.isNaN(totalMs) || totalMs > DURATION_MAX_MS) {
    return refused(`"${text}" is too long; it must be at most 36500d (100 years)`, `write ${ALLOWED}`);
  }
  if (!Number.isInteger(totalMs)) {
    return refused(
      `"${text}" is not a whole number of milliseconds; 1ms is the finest`,
      "round it to whole ms",
    );
  }
  return parsed(totalMs);
}

/**
 * Writes a duration in the form `parseDuration` reads: days, hours, minutes, seconds, ms, leaving out zeros.
 * `partsMax` limits the parts (2: `3d4h`), rounding to the last; without it whole ms come back exactly. Infinity is `never`.
 */
export function formatDuration(ms: number, partsMax = 5): string {
  if (ms === Number.POSITIVE_INFINITY) return "never";
  if (ms < 0) return `-${formatDuration(-ms, partsMax)}`;
  const units = UNITS.slice(1);
  let left = Math.round(ms);
  const first = units.findIndex(([, unitMs]) => left >= unitMs);
  if (first < 0) return "0s";
  const last = Math.min(first + partsMax, units.length) - 1;
  left = Math.round(left / units[last][1]) * units[last][1];
  let text = "";
  for (const [name, unitMs] of units) {
    const count = Math.floor(left / unitMs);
    left -= count * unitMs;
    if (count > 0) text += `${count}${name}`;
  }
  return text;
}

const notADuration = (text: string, hint: string): Parsed =>
  refused(`"${text}" is not a duration; it must be ${ALLOWED}`, hint);

function unknownUnit(decimal: string, unit: string): string {
  const lower = unit.toLowerCase();
  const meant = Object.hasOwn(SYNONYMS, lower) ? SYNONYMS[lower] : closest(unit, UNIT_NAMES);
  return meant === undefined ? `the units are ${UNIT_NAMES.join(", ")}` : `did you mean ${decimal}${meant}?`;
}
