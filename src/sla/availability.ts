// Availability by tenant: device time online over device time in service, against its target, without agreed maintenance
// windows; the error budget used; service credits. Planned sleep counts as online, because a device's session stands.
// Freshness: device time with a newest reading younger than the tenant's limit over device time in service (M1), so that
// silence lowers it. Left out: weighting by device value.
import { PPM } from "../core/units.js";
import type { SeriesStore } from "../event/series.js";
import type { TenantSla } from "../result/service-level.js";
import {
  availabilityOf,
  freshnessOf,
  type Stretch,
  type TenantGroups,
  TenantReader,
  type TenantTotals,
} from "./tenant-totals.js";

interface TenantTarget {
  readonly id: string;
  readonly availabilityPpm: number;
  readonly freshnessSharePpm: number;
  /** Which of the two the scenario states itself; the rest are defaults nobody promised. All when absent. */
  readonly stated?: TenantSla["stated"];
}

/** An agreed maintenance window; it takes out only the buckets that lie in it as a whole. */
interface Maintenance extends Stretch {
  /** null: all tenants. */
  readonly tenant: string | null;
}

export interface TenantSlaSources {
  readonly series: SeriesStore;
  readonly naming: TenantGroups;
  readonly tenants: readonly TenantTarget[];
  readonly endMs: number;
  readonly maintenance?: readonly Maintenance[];
}

const ALL_STATED = { availability: true, freshness: true } as const;

/** One row a tenant, in the order given. */
export const tenantSla = ({
  series,
  naming,
  tenants,
  endMs,
  maintenance = [],
}: TenantSlaSources): TenantSla[] =>
  tenants.map(({ id, availabilityPpm, freshnessSharePpm, stated = ALL_STATED }) => {
    const reader = new TenantReader(series, naming, id);
    const windows = maintenance.filter(({ tenant }) => tenant === null || tenant === id);
    const sum = totalsOutside(reader, series.resolutionMs, endMs, windows);
    const availability = availabilityOf(sum);
    const freshness = freshnessOf(sum);
    const target = availabilityPpm / PPM;
    const freshnessTarget = freshnessSharePpm / PPM;
    return {
      tenant: id,
      availability,
      target,
      met: availability === null ? null : availability >= target,
      freshness,
      freshnessTarget,
      freshnessMet: freshness === null ? null : freshness >= freshnessTarget,
      stated: { ...stated },
      devices: naming.groups.reduce((count, group) => count + (group.tenant === id ? group.count : 0), 0),
      errorBudgetUsed: availability === null ? null : errorBudgetUsed(availability, target),
    };
  });

const totalsOutside = (
  reader: TenantReader,
  stepMs: number,
  endMs: number,
  windows: readonly Stretch[],
): TenantTotals => {
  const sum = { ...reader.over({ fromMs: 0, toMs: endMs }) };
  for (const { fromMs, toMs } of merged(windows)) {
    // Inwards to whole buckets: a bucket that is partly maintenance still counts.
    const first = Math.ceil(Math.max(0, fromMs) / stepMs) * stepMs;
    const end = toMs >= endMs ? endMs : Math.floor(toMs / stepMs) * stepMs;
    if (end <= first) continue;
    const inside = reader.over({ fromMs: first, toMs: end });
    sum.onlineMs -= inside.onlineMs;
    sum.expectedMs -= inside.expectedMs;
    sum.freshMs -= inside.freshMs;
    sum.delivered -= inside.delivered;
    sum.stale -= inside.stale;
    sum.refused -= inside.refused;
  }
  return sum;
};

/** The same stretches without overlaps, ascending. */
const merged = (windows: readonly Stretch[]): Stretch[] => {
  const result: { fromMs: number; toMs: number }[] = [];
  for (const { fromMs, toMs } of [...windows].sort((x, y) => x.fromMs - y.fromMs || x.toMs - y.toMs)) {
    const last = result.at(-1);
    if (last !== undefined && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else result.push({ fromMs, toMs });
  }
  return result;
};

/** Share of the error budget used, 1 is all; null when the target leaves no budget and availability is below it. */
export const errorBudgetUsed = (availability: number, target: number): number | null => {
  if (target < 1) return (1 - availability) / (1 - target);
  return availability >= 1 ? 0 : null;
};

/** Time a target (0..1) allows to be down within a period, ms: 99.9 % of 30 days leaves 43.2 min. */
export const downtimeBudgetMs = (target: number, periodMs: number): number => (1 - target) * periodMs;

/** All parts are needed. */
export const serialAvailability = (parts: readonly number[]): number =>
  parts.reduce((product, part) => product * part, 1);

/** One part is enough; holds only when they fail independently. */
export const parallelAvailability = (parts: readonly number[]): number =>
  1 - parts.reduce((product, part) => product * (1 - part), 1);

/** MTBF / (MTBF + MTTR). */
export const repairAvailability = (mtbfMs: number, mttrMs: number): number => mtbfMs / (mtbfMs + mttrMs);

/** Credit tiers of AWS IoT Core's SLA, recalled, not quoted: 10 % below 99.9, 25 % below 99.0, 100 % below 95. */
export const AWS_CREDIT_TIERS: readonly CreditTier[] = [
  { below: 0.95, credit: 1 },
  { below: 0.99, credit: 0.25 },
  { below: 0.999, credit: 0.1 },
];

export interface CreditTier {
  readonly below: number;
  /** Share of the month's bill. */
  readonly credit: number;
}

/** Share of a month's bill given back: the greatest credit of the tiers the availability falls below. */
export const serviceCredit = (availability: number, tiers: readonly CreditTier[]): number =>
  tiers.reduce((credit, tier) => (availability < tier.below ? Math.max(credit, tier.credit) : credit), 0);
