// A twin explained: what it does in a day, what that takes, how long its battery lasts, what one message costs. For people
// who check a twin against a data sheet, and for `iotctl twin ls`.
import { HOURS_PER_DAY } from "../core/duration.js";
import { seedKey } from "../core/rng.js";
import { Pack } from "../model/battery/pack.js";
import { messagesPerHour } from "../model/radio/lora-duty.js";
import type { DeviceTwin } from "../spec/twin.js";
import { type BatteryLife, batteryLifeOf, HORIZON_DAYS } from "./battery-life.js";
import { type BudgetLine, drainPerDay, energyBudgetOf, radioAt } from "./energy-budget.js";
import { type LinkMean, linkMeanOf } from "./link-mean.js";
import { type Traffic, trafficOf } from "./traffic.js";

/** Where the sky and the seasons of an explained twin begin. */
const STARTS_AT = "2026-01-01T00:00:00Z";
const SETTING = { site: "", runKey: seedKey("twin explain"), startsAt: STARTS_AT };
/** Rates of fewer places than this are not counted as places a device may stand at. */
const SPREAD_SHARE = 0.01;

/** Expected life where the link works at one of its rates. */
export interface LifeAt {
  rate: number;
  share: number;
  days: number | null;
}

export interface TwinExplanation {
  twin: DeviceTwin;
  traffic: Traffic;
  link: LinkMean;
  /** Null for mains. */
  budget: {
    lines: BudgetLine[];
    mAhPerDay: number;
    life: BatteryLife;
    lifeAt: LifeAt[];
    /** Shortest and longest life that such devices are seen to have: worst place and cell, best place and cell. */
    spread: { shortDays: number; longDays: number } | null;
  } | null;
  /** Time on air of a day as a share of what the duty cycle allows, at the slowest rate in use; null: no limit. */
  dutyUsed: number | null;
}

const dutyUsedOf = (twin: DeviceTwin, traffic: Traffic, link: LinkMean): number | null => {
  const { dutyCyclePpm } = twin.radio.link;
  if (dutyCyclePpm <= 0 || dutyCyclePpm >= 1e6) return null;
  const slowest = link.rates.reduce((slow, each) => (each.rate > slow.rate ? each : slow));
  const perHour = (traffic.readingsPerDay / slowest.readings / HOURS_PER_DAY) * link.tries;
  return perHour / messagesPerHour(slowest.airtimeMs * 1000, dutyCyclePpm);
};

/** A day with its exchanges as the link has room for them. */
const dayOf = (twin: DeviceTwin, isDegraded: boolean): { traffic: Traffic; link: LinkMean } => {
  const day = trafficOf(twin, isDegraded);
  const link = linkMeanOf(twin, day.readingsPerExchange);
  const { readingsPerExchange } = link;
  const traffic = { ...day, readingsPerExchange, exchangesPerDay: day.readingsPerDay / readingsPerExchange };
  return { traffic, link };
};

/** Everything `iotctl twin explain` shows. */
export const explainTwin = (twin: DeviceTwin): TwinExplanation => {
  const { traffic, link } = dayOf(twin, false);
  const dutyUsed = dutyUsedOf(twin, traffic, link);
  const { battery, source } = twin.power;
  if (source === "mains" || battery === null) return { twin, traffic, link, budget: null, dutyUsed };
  const pack = new Pack(battery, twin, SETTING);
  const lines = energyBudgetOf(twin, pack, traffic, link);
  const slower = dayOf(twin, true);
  const degraded = energyBudgetOf(twin, pack, slower.traffic, slower.link);
  const life = batteryLifeOf(twin, pack, traffic, { active: lines, degraded });
  const at = (day: typeof slower, budget: readonly BudgetLine[], rate: number): BudgetLine[] =>
    radioAt(budget, day.traffic, day.link, { rate, keepaliveMs: twin.keepaliveMs });
  const isSame = link.rates.length === 1 || pack.sun !== null;
  const lifeAt = (isSame ? [] : link.rates).map(({ rate, share }): LifeAt => {
    const lived = { active: at({ traffic, link }, lines, rate), degraded: at(slower, degraded, rate) };
    return { rate, share, days: batteryLifeOf(twin, pack, traffic, lived).days };
  });
  const livedWith = (grade: number, rate: number): number => {
    const selfDischargePpmPerYear = battery.selfDischargePpmPerYear * grade;
    const graded = new Pack({ ...battery, selfDischargePpmPerYear }, twin, SETTING);
    const active = at({ traffic, link }, energyBudgetOf(twin, graded, traffic, link), rate);
    const slow = at(slower, energyBudgetOf(twin, graded, slower.traffic, slower.link), rate);
    return batteryLifeOf(twin, graded, traffic, { active, degraded: slow }).days ?? HORIZON_DAYS;
  };
  const used = link.rates.filter(({ share }) => share >= SPREAD_SHARE).map(({ rate }) => rate);
  const { best, worst } = battery.chemistry.grades;
  const spread =
    pack.sun !== null
      ? null
      : {
          shortDays: livedWith(worst, Math.max(...used)),
          longDays: livedWith(best, Math.min(...used)),
        };
  return {
    twin,
    traffic,
    link,
    budget: { lines, mAhPerDay: drainPerDay(lines), life, lifeAt, spread },
    dutyUsed,
  };
};
