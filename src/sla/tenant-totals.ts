// What a tenant's service level is made of: device time in service, of it online and fresh, and what the cloud's ingest
// did to the readings, over any stretch of the run. Times are widened outwards to whole buckets.
import { type MetricName, metricIndex } from "../event/metric.js";
import type { SeriesStore } from "../event/series.js";
import { causeIndex } from "../event/vocabulary.js";
import { Column } from "./column.js";

const OVERFLOW = causeIndex("ingest-overflow");

export interface TenantGroups {
  readonly groups: readonly { readonly tenant: string; readonly count: number }[];
}

export interface TenantTotals {
  onlineMs: number;
  expectedMs: number;
  /** As the readings arrive, before the cloud's own queue. */
  freshMs: number;
  /** Readings the ingest took; of these, what waited beyond the limit there; and what it refused. */
  delivered: number;
  stale: number;
  refused: number;
}

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Device time online of the time in service, 0..1; null when nothing was in service. */
export const availabilityOf = ({ onlineMs, expectedMs }: TenantTotals): number | null =>
  ratio(onlineMs, expectedMs);

/**
 * Device time with a newest reading younger than the limit, of the time in service, 0..1 (M1); null when nothing was.
 * What the ingest refused or kept too long makes its share of that time stale (an estimate).
 */
export const freshnessOf = (sum: TenantTotals): number | null => {
  const share = ratio(sum.freshMs, sum.expectedMs);
  if (share === null) return null;
  return share * (ratio(sum.delivered - sum.stale, sum.delivered + sum.refused) ?? 1);
};

/** A stretch of virtual time, [fromMs, toMs). */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Totals of one tenant, or of all device groups when `tenant` is null. */
export class TenantReader {
  private readonly columns: Record<keyof TenantTotals, Column>;

  constructor(
    private readonly series: SeriesStore,
    naming: TenantGroups,
    tenant: string | null,
  ) {
    const groups = naming.groups.flatMap((group, index) =>
      tenant === null || group.tenant === tenant ? [index] : [],
    );
    const column = (name: MetricName, sub = 0): Column => {
      const metric = metricIndex(name);
      return new Column(
        "counter",
        groups.map((group) => series.layout.series(metric, group, sub)),
      );
    };
    this.columns = {
      onlineMs: column("device.online.time"),
      expectedMs: column("device.expected.time"),
      freshMs: column("device.fresh.time"),
      delivered: column("messages.delivered"),
      stale: column("ingest.stale"),
      refused: column("ingest.errors", OVERFLOW),
    };
  }

  over({ fromMs, toMs }: Stretch): TenantTotals {
    const first = Math.floor(fromMs / this.series.resolutionMs);
    const end = Math.max(first, Math.ceil(toMs / this.series.resolutionMs));
    const sum = (column: Column): number => {
      column.extendTo(this.series, end);
      return column.sum(first, end);
    };
    const { columns } = this;
    return {
      onlineMs: sum(columns.onlineMs),
      expectedMs: sum(columns.expectedMs),
      freshMs: sum(columns.freshMs),
      delivered: sum(columns.delivered),
      stale: sum(columns.stale),
      refused: sum(columns.refused),
    };
  }
}
