// How long a twin's battery is expected to last: the charge that can be had, over the drain of a day; below the degraded
// threshold at the slower pace. With a panel the years are gone through day by day, with the sky and the cold of each.
// Closed forms but for that. Left out: brown-outs before the last one, a season's cold in the middle of a life.
import { DAY_MS, DAYS_PER_YEAR, HOURS_PER_DAY } from "../core/duration.js";
import { NC_PER_MAH } from "../core/units.js";
import { lifeHours } from "../model/battery/life.js";
import type { Pack } from "../model/battery/pack.js";
import type { DeviceTwin } from "../spec/twin.js";
import { type BudgetLine, drainPerDay } from "./energy-budget.js";
import type { Traffic } from "./traffic.js";

/** Nothing that lasts longer is told apart from never. */
export const HORIZON_DAYS = 30 * DAYS_PER_YEAR;
const DARKEST_SPAN_DAYS = 30;

export interface BatteryLife {
  /** Of the nominal capacity, at the start; and the share at which it ends, with the reason. */
  startShare: number;
  endShare: number;
  endsBy: "empty" | "cold" | "brown-out";
  /** Share below which the device reports less often; and the two drains, mAh a day. */
  degradedShare: number;
  activeMAhPerDay: number;
  degradedMAhPerDay: number;
  /** By its charge alone; and as long as such a cell is counted on. Null: no end within thirty years. */
  chargeDays: number | null;
  days: number | null;
  harvest: { meanMAhPerDay: number; darkestMAhPerDay: number } | null;
}

/** The strongest current of a day on which nothing goes wrong: actuators count where they move. */
const peakUA = (twin: DeviceTwin, pack: Pack, { actionsPerDay }: Traffic): number =>
  twin.rules.reduce(
    (most, { loadUA }, at) => (actionsPerDay[at] > 0 ? Math.max(most, loadUA) : most),
    pack.routineUA,
  );

/** Charge left at which the device goes off, share of the capacity, at the coldest hour of its year. */
const endOf = (
  twin: DeviceTwin,
  pack: Pack,
  traffic: Traffic,
  meanUA: number,
): Pick<BatteryLife, "endShare" | "endsBy"> => {
  const { meanC, swingC, seasonC } = twin.power.ambient;
  const coldestC = meanC - swingC - seasonC;
  const usable = Math.min(
    1,
    pack.cell.usableAtRate(pack.rateC(meanUA)) * pack.cell.usableAtCelsius(coldestC),
  );
  const coldLawC = pack.lawC(peakUA(twin, pack, traffic)) * pack.cell.resistanceFactor(coldestC);
  const brownDepth = pack.cell.depthAtMv(pack.brownoutMv / pack.cellsInSeries, coldLawC);
  const empty = 1 - usable + pack.emptyShare;
  const brown = 1 - brownDepth * usable;
  if (brown > empty) return { endShare: brown, endsBy: "brown-out" };
  return { endShare: empty, endsBy: usable < 1 ? "cold" : "empty" };
};

/** Days until a store with a panel first runs out, or null. */
const daysWithSun = (pack: Pack, start: number, end: number, drainUAMs: number): number | null => {
  const { sun, capacityNc, chargeEfficiency, calendarTime, calendarPerMs, cycleShare } = pack;
  if (sun === null) return null;
  let capacity = pack.healthyNc;
  let charge = start * capacityNc;
  for (let day = 0; day < HORIZON_DAYS; day++) {
    const [fromMs, untilMs] = [day * DAY_MS, (day + 1) * DAY_MS];
    const volts = pack.terminalMv(1 - charge / capacity, 0) / 1_000;
    const gained = Math.min((sun.harvestNj(fromMs, untilMs) / volts) * chargeEfficiency, capacity - charge);
    charge += gained - drainUAMs;
    const aged = capacityNc * calendarPerMs * (calendarTime.until(untilMs) - calendarTime.until(fromMs));
    capacity -= aged + gained * cycleShare;
    charge = Math.min(charge, capacity);
    if (charge <= end * capacity) return day + 1;
  }
  return null;
};

const harvestOf = (pack: Pack): BatteryLife["harvest"] => {
  const { sun, chargeEfficiency } = pack;
  if (sun === null) return null;
  const volts = pack.terminalMv(0.5, 0) / 1_000;
  const perDay = Array.from(
    { length: DAYS_PER_YEAR },
    (_, day) => ((sun.harvestNj(day * DAY_MS, (day + 1) * DAY_MS) / volts) * chargeEfficiency) / NC_PER_MAH,
  );
  const mean = (from: number, days: number): number =>
    Array.from({ length: days }, (_, day) => perDay[(from + day) % DAYS_PER_YEAR]).reduce((x, y) => x + y) /
    days;
  const darkest = perDay.reduce((least, _, from) => Math.min(least, mean(from, DARKEST_SPAN_DAYS)), Infinity);
  return { meanMAhPerDay: mean(0, DAYS_PER_YEAR), darkestMAhPerDay: darkest };
};

/** No cell outlives its shelf life: seals dry, the anode is covered, whatever charge is left. With a panel cycles decide. */
export const withinShelfLife = (twin: DeviceTwin, days: number | null): number | null => {
  const shelfMs = twin.power.battery?.chemistry.shelfLifeMs ?? 0;
  if (shelfMs === 0 || twin.power.solar !== null) return days;
  return Math.min(days ?? Infinity, shelfMs / DAY_MS);
};

/** What an active and a degraded day take. */
export interface DayBudgets {
  active: readonly BudgetLine[];
  degraded: readonly BudgetLine[];
}

/** Expected life from the budgets of both kinds of day. */
export const batteryLifeOf = (
  twin: DeviceTwin,
  pack: Pack,
  traffic: Traffic,
  { active, degraded }: DayBudgets,
): BatteryLife => {
  const [activeMAhPerDay, degradedMAhPerDay] = [drainPerDay(active), drainPerDay(degraded)];
  const capacityMAh = pack.capacityNc / NC_PER_MAH;
  const startShare = pack.initialNc / pack.capacityNc;
  const end = endOf(twin, pack, traffic, (activeMAhPerDay * 1_000) / HOURS_PER_DAY);
  const degradedShare = Math.min(startShare, Math.max(end.endShare, pack.degradedShare));
  const spanDays = (share: number, mAhPerDay: number): number =>
    share <= 0
      ? 0
      : lifeHours(
          { capacityMAh, emptyPpm: (1 - share) * 1e6, selfDischargePpmPerYear: 0 },
          (mAhPerDay * 1_000) / HOURS_PER_DAY,
        ) / HOURS_PER_DAY;
  const days =
    pack.sun === null
      ? spanDays(startShare - degradedShare, activeMAhPerDay) +
        spanDays(degradedShare - end.endShare, degradedMAhPerDay)
      : daysWithSun(pack, startShare, end.endShare, activeMAhPerDay * NC_PER_MAH);
  return {
    startShare,
    ...end,
    degradedShare,
    activeMAhPerDay,
    degradedMAhPerDay,
    chargeDays: days,
    days: withinShelfLife(twin, days),
    harvest: harvestOf(pack),
  };
};
