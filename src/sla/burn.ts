// Burn rates: how fast an error budget goes, and the multi-window alert rules of the SRE workbook (chapter 5). A rule
// fires when its long and its short window both burn faster than its limit. Low traffic: a least number of events.
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../core/duration.js";
import type { SeriesStore } from "../event/series.js";
import { type Stretch, type TenantGroups, TenantReader } from "./tenant-totals.js";

export interface BurnRule {
  readonly severity: "page" | "ticket";
  readonly longMs: number;
  readonly shortMs: number;
  readonly burn: number;
}

/** For a 99.9 % target over 30 days. */
export const BURN_RULES: readonly BurnRule[] = [
  { severity: "page", longMs: HOUR_MS, shortMs: 5 * MINUTE_MS, burn: 14.4 },
  { severity: "page", longMs: 6 * HOUR_MS, shortMs: 30 * MINUTE_MS, burn: 6 },
  { severity: "ticket", longMs: DAY_MS, shortMs: 2 * HOUR_MS, burn: 3 },
  { severity: "ticket", longMs: 3 * DAY_MS, shortMs: 6 * HOUR_MS, burn: 1 },
];

/** Speed at which the budget goes: 1 uses it up exactly at the period's end. errorRate and target 0..1, target < 1. */
export const burnRate = (errorRate: number, target: number): number => errorRate / (1 - target);

/** The most a burn rate can be: at 95 % it is 20, so a rule of 24 could never fire. */
export const burnRateMax = (target: number): number => 1 / (1 - target);

/** Share of the period's budget a burn uses within a window: 14.4 for 1 h of 30 d is 2 %. */
export const budgetFraction = (burn: number, windowMs: number, periodMs: number): number =>
  (burn * windowMs) / periodMs;

/** Until a full budget is gone: 30 d at 14.4 is 2.08 d. */
export const exhaustionMs = (burn: number, periodMs: number): number =>
  burn > 0 ? periodMs / burn : Number.POSITIVE_INFINITY;

/** The burn that uses `fraction` of the period's budget within the window: how a rule's limit is chosen. */
export const burnFor = (fraction: number, windowMs: number, periodMs: number): number =>
  (fraction * periodMs) / windowMs;

export interface BurnAlert extends Stretch {
  rule: BurnRule;
  /** Greatest burn of the long window while it fired. */
  worst: number;
}

export interface BurnSources {
  readonly series: SeriesStore;
  readonly naming: TenantGroups;
  readonly tenant: string;
  /** Availability target, 0..1, below 1. */
  readonly target: number;
  readonly endMs: number;
  readonly rules?: readonly BurnRule[];
}

/** When each rule fired for a tenant's availability, by rule, then time. Looked at when buckets end; windows that have not filled yet do not fire. */
export const burnAlerts = (sources: BurnSources): BurnAlert[] => {
  const { series, naming, tenant, target, endMs, rules = BURN_RULES } = sources;
  const reader = new TenantReader(series, naming, tenant);
  const burn = (fromMs: number, toMs: number): number => {
    const { onlineMs, expectedMs } = reader.over({ fromMs, toMs });
    return expectedMs > 0 ? burnRate(1 - onlineMs / expectedMs, target) : 0;
  };
  const alerts: BurnAlert[] = [];
  for (const rule of rules) {
    let open: { fromMs: number; toMs: number; rule: BurnRule; worst: number } | null = null;
    for (let ms = series.resolutionMs; ms <= endMs; ms += series.resolutionMs) {
      if (ms < rule.longMs) continue;
      const long = burn(ms - rule.longMs, ms);
      const fires = long > rule.burn && burn(ms - rule.shortMs, ms) > rule.burn;
      if (fires && open === null) alerts.push((open = { rule, fromMs: ms, toMs: endMs, worst: long }));
      else if (fires && open !== null) open.worst = Math.max(open.worst, long);
      else if (open !== null) {
        open.toMs = ms;
        open = null;
      }
    }
  }
  return alerts;
};
