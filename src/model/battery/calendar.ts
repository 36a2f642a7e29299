// Where a run stands in the calendar: days counted from the midnight (UTC) before its start, and the season they fall in.
import { DAY_MS } from "../../core/duration.js";
import { isoToMs } from "../../core/iso-time.js";

const YEAR_DAYS = 365.2425;

export class Calendar {
  /** Ms from that midnight to virtual 0. */
  readonly startMs: number;
  private readonly firstDay: number;

  /** @param startsAt ISO 8601 */
  constructor(startsAt: string) {
    const epochMs = isoToMs(startsAt) ?? 0;
    this.firstDay = Math.floor(epochMs / DAY_MS);
    this.startMs = epochMs - this.firstDay * DAY_MS;
  }

  /** Day number of a virtual time, from 0. */
  dayOf(nowMs: number): number {
    return Math.floor((nowMs + this.startMs) / DAY_MS);
  }

  /** Ms since midnight of a virtual time. */
  timeOfDayMs(nowMs: number): number {
    const ms = nowMs + this.startMs;
    return ms - Math.floor(ms / DAY_MS) * DAY_MS;
  }

  /** Days since 1 January, 0..365.2; day 0 of 1970 was one. */
  dayOfYear(day: number): number {
    const days = this.firstDay + day;
    return days - Math.floor(days / YEAR_DAYS) * YEAR_DAYS;
  }

  /** cos of the season's angle, 1 on the given day of the year. */
  seasonCos(day: number, peakDayOfYear: number): number {
    return Math.cos((2 * Math.PI * (this.dayOfYear(day) - peakDayOfYear)) / YEAR_DAYS);
  }
}
