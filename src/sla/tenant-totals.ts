// What a tenant's service level is made of: device time online and in service, fresh and delivered readings, over any
// stretch of the run. Times are widened outwards to whole buckets.
import { type MetricName, metricIndex } from "../event/metric.js";
import type { SeriesStore } from "../event/series.js";
import { Column } from "./column.js";

export interface TenantGroups {
  readonly groups: readonly { readonly tenant: string; readonly count: number }[];
}

export interface TenantTotals {
  onlineMs: number;
  expectedMs: number;
  fresh: number;
  delivered: number;
}

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
    const column = (name: MetricName): Column => {
      const metric = metricIndex(name);
      return new Column(
        "counter",
        groups.map((group) => series.layout.series(metric, group)),
      );
    };
    this.columns = {
      onlineMs: column("device.online.time"),
      expectedMs: column("device.expected.time"),
      fresh: column("messages.fresh"),
      delivered: column("messages.delivered"),
    };
  }

  over({ fromMs, toMs }: Stretch): TenantTotals {
    const first = Math.floor(fromMs / this.series.resolutionMs);
    const end = Math.max(first, Math.ceil(toMs / this.series.resolutionMs));
    const sum = (column: Column): number => {
      column.extendTo(this.series, end);
      return column.sum(first, end);
    };
    const { onlineMs, expectedMs, fresh, delivered } = this.columns;
    return {
      onlineMs: sum(onlineMs),
      expectedMs: sum(expectedMs),
      fresh: sum(fresh),
      delivered: sum(delivered),
    };
  }
}
