// Readings of a clock that was not set: a few that lie years from all others (1970, 2000, 1,024 weeks back). A recording
// starts with its first reading, so one of those would leave the run nothing but the silence after it.
import { YEAR_MS } from "../core/duration.js";

export interface Strays<T> {
  kept: T[];
  strays: T[];
}

/**
 * The readings (in time order) without those that lie more than a year, and farther than all the others reach, from the
 * main part. Nothing is left out where the strays would be as many as the rest: then nobody can say whose clock was wrong.
 */
export const withoutStrays = <T extends { timeMs: number }>(readings: readonly T[]): Strays<T> => {
  const parts: T[][] = [];
  let beforeMs = Number.NEGATIVE_INFINITY;
  for (const reading of readings) {
    if (reading.timeMs - beforeMs > YEAR_MS) parts.push([]);
    parts[parts.length - 1].push(reading);
    beforeMs = reading.timeMs;
  }
  const main = parts.reduce((largest, part) => (part.length > largest.length ? part : largest));
  const [startMs, endMs] = [main[0].timeMs, main[main.length - 1].timeMs];
  const isFar = ({ timeMs }: T): boolean =>
    Math.max(startMs - timeMs, timeMs - endMs) > Math.max(YEAR_MS, endMs - startMs);
  const strays = readings.filter(isFar);
  if (strays.length * 2 >= readings.length) return { kept: [...readings], strays: [] };
  return { kept: readings.filter((reading) => !isFar(reading)), strays };
};
