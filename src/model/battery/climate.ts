// The temperature around a group's devices, and what it does to their cells: a daily and a yearly cosine. What grows
// exponentially with temperature (self-discharge, calendar ageing) is one fixed function of time, so the amount between
// any two instants is the same however the run is cut. Left out: weather, sun on the housing, a device's own heat.
import { DAY_MS, HOUR_MS } from "../../core/duration.js";
import type { AmbientTwin } from "../../spec/power.js";
import type { Calendar } from "./calendar.js";
import type { Cell } from "./cell.js";

/** Steps of a day: a quarter of an hour, in which 8 degC of swing move the temperature by half a degree. */
export const SLOTS = 96;
const SLOT_MS = DAY_MS / SLOTS;
/** The warmest day of the year on the northern half of the earth. */
const WARMEST_DAY = 200;
const LN2 = Math.LN2;
const REFERENCE_C = 25;

/** Mean temperature of a day, degC. */
export const dayMeanC = (ambient: AmbientTwin, calendar: Calendar, day: number): number =>
  ambient.seasonC === 0
    ? ambient.meanC
    : ambient.meanC + ambient.seasonC * calendar.seasonCos(day, WARMEST_DAY);

/** What the daily swing adds at a time of day, degC. */
const swingAt = ({ swingC, peakHour }: AmbientTwin, timeOfDayMs: number): number =>
  swingC * Math.cos((2 * Math.PI * (timeOfDayMs - peakHour * HOUR_MS)) / DAY_MS);

/** Temperature at a virtual time, degC. */
export const celsiusAt = (ambient: AmbientTwin, calendar: Calendar, nowMs: number): number =>
  dayMeanC(ambient, calendar, calendar.dayOf(nowMs)) + swingAt(ambient, calendar.timeOfDayMs(nowMs));

/** What the temperature makes of a cell, in steps of a quarter of an hour. */
export class Climate {
  readonly celsius = new Float64Array(SLOTS);
  readonly resistanceFactor = new Float64Array(SLOTS);
  readonly usable = new Float64Array(SLOTS);
  /** The worst of today and tomorrow. */
  leastUsable = 1;
  mostResistance = 1;
  private day = Number.NaN;
  private lookedMs = -1;
  private slot = 0;

  constructor(
    private readonly ambient: AmbientTwin,
    private readonly calendar: Calendar,
    private readonly cell: Cell,
  ) {}

  /** Index into the tables for a virtual time; fills them when a new day has begun. */
  slotAt(nowMs: number): number {
    // A report asks twice or more for the same instant.
    if (nowMs === this.lookedMs) return this.slot;
    this.lookedMs = nowMs;
    const { calendar } = this;
    const day = calendar.dayOf(nowMs);
    if (day !== this.day) this.turnTo(day);
    this.slot = Math.floor(calendar.timeOfDayMs(nowMs) / SLOT_MS);
    return this.slot;
  }

  private turnTo(day: number): void {
    const isSame = this.ambient.seasonC === 0 && !Number.isNaN(this.day);
    this.day = day;
    if (isSame) return;
    this.fill(day + 1);
    const [leastTomorrow, mostTomorrow] = [Math.min(...this.usable), Math.max(...this.resistanceFactor)];
    this.fill(day);
    this.leastUsable = Math.min(leastTomorrow, ...this.usable);
    this.mostResistance = Math.max(mostTomorrow, ...this.resistanceFactor);
  }

  private fill(day: number): void {
    const meanC = dayMeanC(this.ambient, this.calendar, day);
    for (let slot = 0; slot < SLOTS; slot++) {
      const celsius = meanC + swingAt(this.ambient, (slot + 0.5) * SLOT_MS);
      this.celsius[slot] = celsius;
      this.resistanceFactor[slot] = this.cell.resistanceFactor(celsius);
      this.usable[slot] = this.cell.usableAtCelsius(celsius);
    }
  }
}

/**
 * Time that counts more when it is warm: the integral of 2^((T - 25)/doubles) over virtual time. The exponential of a sum
 * is a product, so a day's shape is tabled once and each day only scales it.
 */
export class WarmTime {
  /** Integral over a day's part, at zero mean, ms. */
  private readonly shape = new Float64Array(SLOTS + 1);
  /** Factor of each day, and the integral until its midnight, ms. */
  private readonly factors: number[] = [];
  private readonly sums: number[] = [0];
  private readonly perC: number;

  constructor(
    private readonly ambient: AmbientTwin,
    private readonly calendar: Calendar,
    doublesEveryC: number,
  ) {
    this.perC = LN2 / doublesEveryC;
    const value = (slot: number): number => Math.exp(this.perC * swingAt(ambient, slot * SLOT_MS));
    // The trapezoid rule is as good as exact for a smooth function over its whole period.
    for (let slot = 0; slot < SLOTS; slot++)
      this.shape[slot + 1] = this.shape[slot] + ((value(slot) + value(slot + 1)) / 2) * SLOT_MS;
  }

  /** From the midnight before the start until `nowMs`, ms at 25 degC. */
  until(nowMs: number): number {
    const day = this.calendar.dayOf(nowMs);
    this.reach(day);
    const at = this.calendar.timeOfDayMs(nowMs) / SLOT_MS;
    const slot = Math.floor(at);
    const { shape } = this;
    const part = shape[slot] + (shape[slot + 1] - shape[slot]) * (at - slot);
    return this.sums[day] + this.factors[day] * part;
  }

  private reach(day: number): void {
    for (let next = this.factors.length; next <= day; next++) {
      const factor = Math.exp(this.perC * (dayMeanC(this.ambient, this.calendar, next) - REFERENCE_C));
      this.factors.push(factor);
      this.sums.push(this.sums[next] + factor * this.shape[SLOTS]);
    }
  }
}
