// Where each series of a run stands among all: by metric, device group and sub-key. Dense ones first; latencies, whose
// buckets are many and mostly empty, beyond.
import { bucketEnd } from "../core/histogram.js";
import { LATENCY_BUCKETS } from "./latency.js";
import { type Dictionaries, METRICS, type MetricKind, type MetricSpec } from "./metric.js";

/** The index of a metric's series among all, and what a series is. */
export interface SeriesDescription {
  metric: MetricSpec;
  group: number;
  sub: number;
  subName: string;
}

const isLatency = ({ sub }: MetricSpec): boolean => sub === "latency";

/**
 * Where each series of a run lives. Groups 0..groupCount-1 are device groups, `sharedGroup` is everything else. Series
 * below `denseCount` are few and kept as columns; beyond it stand the samples of latencies, which are kept sparse: by
 * (metric, group) LATENCY_BUCKETS counts, then the greatest of each (metric, group), then the least.
 */
export class MetricLayout {
  readonly base: Int32Array;
  /** Values of each metric's sub-key. */
  readonly subs: Int32Array;
  /** From one group's first series to the next group's, by metric. */
  private readonly strides: Int32Array;
  readonly denseCount: number;
  /** The greatest latencies start here, the least there. */
  readonly mostFrom: number;
  readonly leastFrom: number;
  readonly seriesCount: number;
  readonly groupCount: number;
  readonly sharedGroup: number;
  readonly dictionaries: Dictionaries;
  /** 1 for each dense series that merges by maximum. */
  readonly peaks: Uint8Array;
  /** Metrics in the order of their series. */
  private readonly order: number[];

  constructor(groupCount: number, dictionaries: Dictionaries) {
    this.groupCount = groupCount;
    this.sharedGroup = groupCount;
    this.dictionaries = dictionaries;
    this.base = new Int32Array(METRICS.length);
    this.subs = Int32Array.from(METRICS, ({ sub }) => dictionaries[sub].length);
    this.strides = this.subs.map((subs, metric) => (isLatency(METRICS[metric]) ? LATENCY_BUCKETS : subs));
    const all = METRICS.map((_, index) => index);
    const dense = all.filter((index) => !isLatency(METRICS[index]));
    const latencies = all.filter((index) => isLatency(METRICS[index]));
    this.order = [...dense, ...latencies];
    let next = 0;
    for (const index of dense) {
      this.base[index] = next;
      next += (groupCount + 1) * this.subs[index];
    }
    this.denseCount = next;
    for (const index of latencies) {
      this.base[index] = next;
      next += (groupCount + 1) * LATENCY_BUCKETS;
    }
    const kept = latencies.length * (groupCount + 1);
    this.mostFrom = next;
    this.leastFrom = next + kept;
    this.seriesCount = next + 2 * kept;
    this.peaks = new Uint8Array(this.denseCount);
    for (const index of dense) {
      if ((METRICS[index].kind as MetricKind) !== "peak") continue;
      this.peaks.fill(1, this.base[index], this.base[index] + (groupCount + 1) * this.subs[index]);
    }
  }

  /** Series of metric `metric` (index), group and sub-key. Of a latency: where its counts by bucket begin. Hot in the cloud. */
  series(metric: number, group: number, sub = 0): number {
    return this.base[metric] + group * this.strides[metric] + sub;
  }

  /** Series of the greatest latency beside the counts that begin at `counts`. */
  mostOf(counts: number): number {
    return this.mostFrom + (counts - this.denseCount) / LATENCY_BUCKETS;
  }

  leastOf(counts: number): number {
    return this.leastFrom + (counts - this.denseCount) / LATENCY_BUCKETS;
  }

  /** How rows of one series and bucket merge. */
  mergeOf(series: number): "sum" | "most" | "least" {
    if (series < this.denseCount) return this.peaks[series] === 1 ? "most" : "sum";
    return series < this.mostFrom ? "sum" : series < this.leastFrom ? "most" : "least";
  }

  /** The reverse of {@link series}. The greatest and least of a latency are told as metrics of their own. */
  describe(series: number): SeriesDescription {
    if (series >= this.mostFrom) return this.describeExtreme(series);
    let at = this.order.length - 1;
    while (this.base[this.order[at]] > series) at--;
    const metric = this.order[at];
    const spec: MetricSpec = METRICS[metric];
    const offset = series - this.base[metric];
    const stride = this.strides[metric];
    const group = Math.floor(offset / stride);
    const sub = offset - group * stride;
    const subName = isLatency(spec) ? `${bucketEnd(sub)}` : this.dictionaries[spec.sub][sub];
    return { metric: spec, group, sub, subName };
  }

  private describeExtreme(series: number): SeriesDescription {
    const isMost = series < this.leastFrom;
    const slot = series - (isMost ? this.mostFrom : this.leastFrom);
    const { metric, group } = this.describe(this.denseCount + slot * LATENCY_BUCKETS);
    const kind = isMost ? "peak" : "trough";
    const help = `${isMost ? "greatest" : "least"} of ${metric.name}`;
    const name = `${metric.name}.${isMost ? "max" : "min"}`;
    return { metric: { name, kind, sub: "none", unit: "ms", help }, group, sub: 0, subName: "" };
  }
}
