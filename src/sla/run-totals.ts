// Whole-run figures that service level indicators are made of: totals by sub-key, the worst day, a command quantile.
import { METRICS, type MetricName, metricIndex } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import { latencyOfRun } from "./latency-window.js";
import { TenantReader } from "./tenant-totals.js";

export interface SliSources {
  readonly series: SeriesStore;
  readonly naming: Pick<Naming, "groups" | "gatewayCount" | "dictionaries">;
  readonly endMs: number;
}

const DAY_MS = 86_400_000;

/** Totals of metrics over all groups. */
export const totals = ({ series, naming }: SliSources) => {
  const by = (name: MetricName, picks: (sub: string) => boolean): number => {
    const metric = metricIndex(name);
    let sum = 0;
    naming.dictionaries[METRICS[metric].sub].forEach((word, sub) => {
      if (!picks(word)) return;
      for (let group = 0; group <= series.layout.groupCount; group++) {
        sum += series.total(series.layout.series(metric, group, sub));
      }
    });
    return sum;
  };
  return { by, of: (name: MetricName) => by(name, () => true) };
};

/** The lowest daily share of device time online, 0..1; null when no device was in service. */
export const worstDay = ({ series, naming, endMs }: SliSources): number | null => {
  const reader = new TenantReader(series, naming, null);
  let worst: number | null = null;
  for (let fromMs = 0; fromMs < endMs; fromMs += DAY_MS) {
    const { onlineMs, expectedMs } = reader.over({ fromMs, toMs: Math.min(endMs, fromMs + DAY_MS) });
    if (expectedMs > 0) worst = Math.min(worst ?? 1, onlineMs / expectedMs);
  }
  return worst;
};

/** Round trip of acknowledged commands, s; null without any. */
export const commandP95 = ({ series, endMs }: SliSources): number | null => {
  const found = latencyOfRun(series, metricIndex("commands.latency"), endMs).quantile(95);
  return found === null ? null : found.ms / 1000;
};
