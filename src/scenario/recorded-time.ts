// Times of a recording as they are written: dates, or numbers whose unit their size tells. Unix time in s, ms, us or ns is
// told from seconds since the start, and all of those from dates that only look like numbers (20260302, a spreadsheet's
// 46083.5): a column that could be two things is refused, never guessed.
import { isDay, isoToMs } from "../core/iso-time.js";
import { SPAN_MAX_MS } from "./limits.js";

/** Times read; a cell that cannot be read is undefined, `why` says what cells had to be. */
export interface RecordedTimes {
  timesMs: (number | undefined)[];
  must: string;
  /** Numbers that count from the start of the recording: nothing else says that they are seconds. */
  isElapsed: boolean;
}

export interface RefusedTimes {
  /** The first cell of those meant. */
  index: number;
  message: string;
  hint: string;
}

const NUMBER = /^[-+]?\d+(\.\d*)?$/;
const DIGITS = /^\d+$/;
const HINT =
  "write dates such as 2026-03-02T00:05:00Z, or seconds since the start from 0 on; or leave timeColumn out and give `step`";

/** Unix time by unit: how many are a millisecond's worth, and from which year on a column of them is believed. */
const UNIX_UNITS = [
  { name: "seconds", perSecond: 1, fromS: 631_152_000 },
  { name: "milliseconds", perSecond: 1_000, fromS: 631_152_000 },
  { name: "microseconds", perSecond: 1_000_000, fromS: 631_152_000 },
  // From 2000 on: below lie the 100 ns ticks since the year 1.
  { name: "nanoseconds", perSecond: 1_000_000_000, fromS: 946_684_800 },
] as const;
/** 2100-01-01. */
const UNIX_MAX_S = 4_102_444_800;
/** A column is of a kind when this share of its cells is; a few may come from a clock that was not set. */
const MOST = 0.9;
/** Seconds since the start begin this near to 0, or cover at least as long as they have begun late. */
const ELAPSED_START_MAX_S = 1_000;

/** 20260302, 2026030200, 202603020005, 20260302000500: digits that are a date and an hour, minute, second. */
const isRunTogetherDate = (cell: string): boolean => {
  if (!DIGITS.test(cell) || ![8, 10, 12, 14].includes(cell.length)) return false;
  const [century, year, month, day, hour, minute, second] = [
    cell.slice(0, 2),
    cell.slice(0, 4),
    cell.slice(4, 6),
    cell.slice(6, 8),
    cell.slice(8, 10),
    cell.slice(10, 12),
    cell.slice(12, 14),
  ].map(Number);
  return (
    (century === 19 || century === 20) &&
    isDay(year, month, day) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59
  );
};

const shareOf = (cells: readonly string[], test: (cell: string) => boolean): number =>
  cells.filter(test).length / cells.length;

type Reader = { read: (value: number) => number | undefined; must: string; isElapsed: boolean };

/** How a column's numbers are to be read, or what they seem to be. */
const readerOf = (numbers: readonly string[]): Reader | string => {
  if (shareOf(numbers, isRunTogetherDate) >= MOST) return "a date written without separators";
  const sorted = numbers.map(Number).sort((x, y) => x - y);
  const median = sorted[sorted.length >> 1];
  const unit = UNIX_UNITS.find(
    ({ perSecond, fromS }) => median >= fromS * perSecond && median <= UNIX_MAX_S * perSecond,
  );
  if (unit !== undefined) {
    const { perSecond, name } = unit;
    return {
      read: (value) =>
        value < 0 || value > UNIX_MAX_S * perSecond ? undefined : Math.round((value / perSecond) * 1_000),
      must: `a date or, as most of the file, ${name} since 1970`,
      isElapsed: false,
    };
  }
  const low = sorted[Math.floor(sorted.length * (1 - MOST))];
  const high = sorted[Math.floor((sorted.length - 1) * MOST)];
  if (sorted[0] < -ELAPSED_START_MAX_S || (low > ELAPSED_START_MAX_S && low > high / 2))
    return "neither seconds since the start nor Unix time";
  return {
    read: (value) => (value * 1_000 > SPAN_MAX_MS ? undefined : Math.round(value * 1_000)),
    must: "seconds since the start, as most of the file",
    isElapsed: true,
  };
};

/** Reads a column of times. */
export const readTimes = (cells: readonly string[]): RecordedTimes | RefusedTimes => {
  const numbers = cells.filter((cell) => NUMBER.test(cell));
  const must = "a date such as 2026-03-02T00:05:00Z, or a number of seconds";
  if (numbers.length === 0) return { timesMs: cells.map(isoToMs), must, isElapsed: false };
  const index = cells.findIndex((cell) => NUMBER.test(cell));
  const reader = readerOf(numbers);
  if (typeof reader === "string")
    return {
      index,
      message: `\`${cells[index]}\` looks like ${reader}; it would be misread as a number of seconds`,
      hint: HINT,
    };
  const date = cells.find((cell) => isoToMs(cell) !== undefined);
  if (reader.isElapsed && date !== undefined)
    return {
      index,
      message: `\`${cells[index]}\` is a number, but other rows have dates such as \`${date}\``,
      hint: HINT,
    };
  const timesMs = cells.map((cell) => (NUMBER.test(cell) ? reader.read(Number(cell)) : isoToMs(cell)));
  return { timesMs, must: reader.must, isElapsed: reader.isElapsed };
};
