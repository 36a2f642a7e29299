// Calendar times in recordings: ISO 8601 / RFC 3339 dates and times, extended (`2026-03-02T00:05:00Z`, also with a blank) or
// basic (`20260302T000500Z`), with a zone (`Z`, `UTC`, `+01:00`, `+0100`, `+01`) or, without one, UTC. 24:00:00 is the end of
// a day. Read by arithmetic on the proleptic Gregorian calendar, so that no machine's zone or clock can matter.

import { DAY_MS } from "./duration.js";

const ZONE = String.raw`\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?`;
const FRACTION = String.raw`(?:[.,](\d{1,9}))?`;
const EXTENDED = new RegExp(
  String.raw`^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})${FRACTION})?${ZONE})?$`,
  "i",
);
const BASIC = new RegExp(
  String.raw`^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(?:(\d{2})${FRACTION})?${ZONE}$`,
  "i",
);
/** Zones in use reach from UTC-12:00 to UTC+14:00. */
const WEST_MINUTES_MAX = 12 * 60;
const EAST_MINUTES_MAX = 14 * 60;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Days from 1970-01-01; Howard Hinnant's days_from_civil. */
const daysFromCivil = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/** Minutes east of UTC, or undefined where no place on Earth has such a clock. */
const zoneMinutes = (text: string | undefined): number | undefined => {
  const zone = /^([+-])(\d{2}):?(\d{2})?$/.exec(text ?? "");
  if (zone === null) return 0;
  const [hours, minutes] = [Number(zone[2]), Number(zone[3] ?? 0)];
  const total = hours * 60 + minutes;
  if (minutes > 59 || total > (zone[1] === "-" ? WEST_MINUTES_MAX : EAST_MINUTES_MAX)) return undefined;
  return zone[1] === "-" ? -total : total;
};

/** Whether these are a day of the calendar. */
export const isDay = (year: number, month: number, day: number): boolean => {
  const monthDays = month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] ?? 0);
  return day >= 1 && day <= monthDays;
};

/** Ms since 1970-01-01T00:00Z, or undefined when the text is no such time. Seconds are never 60: no leap seconds. */
export const isoToMs = (text: string): number | undefined => {
  const trimmed = text.trim();
  const match = EXTENDED.exec(trimmed) ?? BASIC.exec(trimmed);
  if (match === null) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const ms = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  const offsetMinutes = zoneMinutes(match[8]);
  const isDayEnd = hour === 24 && minute === 0 && second === 0 && ms === 0;
  if (!isDay(year, month, day) || offsetMinutes === undefined) return undefined;
  if ((hour > 23 && !isDayEnd) || minute > 59 || second > 59) return undefined;
  const seconds = hour * 3_600 + minute * 60 + second - offsetMinutes * 60;
  return daysFromCivil(year, month, day) * DAY_MS + seconds * 1_000 + ms;
};

/** The midnight (UTC) at or before a time. */
export const midnightBefore = (ms: number): number => Math.floor(ms / DAY_MS) * DAY_MS;
