// Whole-run figures that service level indicators are made of: totals by sub-key, the worst day, batch and moment, quantiles.
import { DAY_MS } from "../core/duration.js";
import { METRICS, type MetricName, metricIndex } from "../event/metric.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import { Column } from "./column.js";
import { latencyOfRun } from "./latency-window.js";
import { availabilityOf, TenantReader, type TenantTotals } from "./tenant-totals.js";

/** What an indicator needs to know of a rollout: how the jobs of each of its stages ended. */
interface RolloutBatches {
  readonly id: string;
  readonly stages: readonly { readonly succeeded: number; readonly failed: number }[];
}

export interface SliSources {
  readonly series: SeriesStore;
  readonly naming: Pick<Naming, "groups" | "gatewayCount" | "dictionaries">;
  readonly endMs: number;
  readonly rollouts?: readonly RolloutBatches[];
}

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

/** Of all device groups, over the whole run. */
export const anyTenant = ({ series, naming, endMs }: SliSources): TenantTotals =>
  new TenantReader(series, naming, null).over({ fromMs: 0, toMs: endMs });

/** The lowest daily share of device time online, 0..1; null when no device was in service. */
export const worstDay = ({ series, naming, endMs }: SliSources): number | null => {
  const reader = new TenantReader(series, naming, null);
  let worst: number | null = null;
  for (let fromMs = 0; fromMs < endMs; fromMs += DAY_MS) {
    const share = availabilityOf(reader.over({ fromMs, toMs: Math.min(endMs, fromMs + DAY_MS) }));
    if (share !== null) worst = Math.min(worst ?? 1, share);
  }
  return worst;
};

interface Batch {
  /** `fw-2 stage 1`. */
  name: string;
  succeeded: number;
  ended: number;
  /** 0..1. */
  share: number;
}

/** The stage with the lowest share of successes among jobs that ended; null when none ended. The first of equals. */
export const worstBatch = (rollouts: readonly RolloutBatches[]): Batch | null => {
  let worst: Batch | null = null;
  for (const { id, stages } of rollouts)
    for (const [at, { succeeded, failed }] of stages.entries()) {
      const ended = succeeded + failed;
      if (ended === 0) continue;
      const share = succeeded / ended;
      if (worst === null || share < worst.share)
        worst = { name: `${id} stage ${at + 1}`, succeeded, ended, share };
    }
  return worst;
};

/** A quantile of a latency metric over the whole run, s; null without any sample. */
export const quantileS = (
  { series, endMs }: SliSources,
  name: MetricName,
  percent: number,
): number | null => {
  const found = latencyOfRun(series, metricIndex(name), endMs).quantile(percent);
  return found === null ? null : found.ms / 1000;
};

interface CommandLatency {
  seconds: number | null;
  /** More than one in twenty was never answered: however fast the others were, the percentile is missed. */
  isEndless: boolean;
  /** Why there is no figure. */
  reason: string;
}

/** Of a hundred commands, how many must have been answered within the figure. */
const PERCENT = 95;

/** Round trip that 95 % of the commands sent stayed within: those never answered took longer than any that was. */
export const commandP95 = (sources: SliSources): CommandLatency => {
  const total = totals(sources);
  const acked = total.of("commands.acked");
  const sent = Math.max(acked, total.of("commands.sent"));
  if (acked * 100 < sent * PERCENT)
    return {
      seconds: null,
      isEndless: true,
      reason: `${sent - acked} of ${sent} commands were not acknowledged`,
    };
  const seconds =
    acked === 0 ? null : quantileS(sources, "commands.latency", Math.min(100, (PERCENT * sent) / acked));
  return { seconds, isEndless: false, reason: seconds === null ? "no command was acknowledged" : "" };
};

/** Messages waiting at the worst bucket's end or peak: for each gateway, or in the cloud for each sender; null without senders. */
export const backlogOf = ({ series, naming, endMs }: SliSources): number | null => {
  const { layout, resolutionMs } = series;
  const buckets = Math.ceil(endMs / resolutionMs);
  const greatest = (name: MetricName): number => {
    const metric = metricIndex(name);
    const groups = Array.from({ length: layout.groupCount + 1 }, (_, group) => group);
    const column = new Column(
      METRICS[metric].kind,
      groups.map((group) => layout.series(metric, group)),
    );
    column.extendTo(series, buckets);
    return buckets > 0 ? column.max(0, buckets) : 0;
  };
  const { gatewayCount, groups } = naming;
  const direct = groups.reduce((sum, { via, count }) => sum + (via === "direct" ? count : 0), 0);
  if (gatewayCount + direct === 0) return null;
  const atGateways = gatewayCount > 0 ? greatest("fog.queue.depth") / gatewayCount : 0;
  return Math.max(atGateways, greatest("broker.queue.depth") / (gatewayCount + direct));
};
