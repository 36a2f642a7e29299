// The time series of a run: metric rows of all sources, added up. Integers only, so the order of adding does not matter.
import { LATENCY_BUCKETS } from "./latency.js";
import { LatencyRows } from "./latency-rows.js";
import type { MetricColumns } from "./metric.js";
import type { MetricLayout } from "./metric-layout.js";

/** One series: its non-zero buckets ascending, and their values (gauges: changes). */
export interface Series {
  readonly buckets: Int32Array;
  readonly values: Float64Array;
}

const EMPTY: Series = { buckets: new Int32Array(0), values: new Float64Array(0) };
const FIRST_CAPACITY = 4;

/** A series that grows. Typed columns: a run has a million rows, and lists of that size are moved about by the collector. */
class Growing {
  count = 0;
  buckets = new Int32Array(FIRST_CAPACITY);
  values = new Float64Array(FIRST_CAPACITY);

  /** Puts a row in before row `at`. */
  insert(at: number, bucket: number, value: number): void {
    const { count } = this;
    if (count === this.buckets.length) this.grow();
    if (at < count) {
      this.buckets.copyWithin(at + 1, at, count);
      this.values.copyWithin(at + 1, at, count);
    }
    this.buckets[at] = bucket;
    this.values[at] = value;
    this.count = count + 1;
  }

  private grow(): void {
    const { buckets, values } = this;
    this.buckets = new Int32Array(buckets.length * 2);
    this.buckets.set(buckets);
    this.values = new Float64Array(values.length * 2);
    this.values.set(values);
  }

  /** The rows so far; what comes later is not in it. */
  get rows(): Series {
    return { buckets: this.buckets.subarray(0, this.count), values: this.values.subarray(0, this.count) };
  }
}

export class SeriesStore {
  readonly layout: MetricLayout;
  readonly resolutionMs: number;
  private readonly series = new Map<number, Growing>();
  /** By the series where a latency's counts of a group begin. */
  private readonly latencies = new Map<number, LatencyRows>();

  constructor(layout: MetricLayout, resolutionMs: number) {
    this.layout = layout;
    this.resolutionMs = resolutionMs;
  }

  /**
   * Adds rows; buckets may come in any order, most often ascending. `finer`: so many buckets of the rows make one here.
   */
  add(rows: MetricColumns, finer = 1): void {
    const { denseCount, mostFrom } = this.layout;
    for (let row = 0; row < rows.count; row++) {
      const id = rows.series[row];
      const bucket = finer === 1 ? rows.bucket[row] : Math.floor(rows.bucket[row] / finer);
      if (id < denseCount || id >= mostFrom) this.addOne(id, bucket, rows.value[row]);
      else this.addLatency(id, bucket, rows.value[row]);
    }
  }

  /** By its bucket, and among all samples of its metric and group. */
  private addLatency(id: number, bucket: number, value: number): void {
    const sub = (id - this.layout.denseCount) % LATENCY_BUCKETS;
    const base = id - sub;
    let rows = this.latencies.get(base);
    if (rows === undefined) {
      rows = new LatencyRows();
      this.latencies.set(base, rows);
    }
    rows.add(bucket, sub, value);
    this.addOne(base, bucket, value);
  }

  private addOne(id: number, bucket: number, value: number): void {
    let series = this.series.get(id);
    if (series === undefined) {
      series = new Growing();
      this.series.set(id, series);
    }
    const { buckets, values } = series;
    let at = series.count;
    while (at > 0 && buckets[at - 1] > bucket) at--;
    if (at > 0 && buckets[at - 1] === bucket) values[at - 1] = this.merged(id, values[at - 1], value);
    else series.insert(at, bucket, value);
  }

  private merged(id: number, before: number, value: number): number {
    const how = this.layout.mergeOf(id);
    if (how === "sum") return before + value;
    return how === "most" ? Math.max(before, value) : Math.min(before, value);
  }

  /** The series of an id; of a latency's first id, all its samples whatever their bucket. */
  get(id: number): Series {
    return this.series.get(id)?.rows ?? EMPTY;
  }

  /** A latency's counts by time and bucket, ascending in time; null where none was ever counted. */
  latency(metric: number, group: number): LatencyRows | null {
    const rows = this.latencies.get(this.layout.series(metric, group)) ?? null;
    rows?.sort();
    return rows;
  }

  /** Sum over all buckets (counters: total; gauges: value at the end). Peaks: maximum. Troughs: minimum, or Infinity. */
  total(id: number): number {
    const { values } = this.get(id);
    const how = this.layout.mergeOf(id);
    if (how === "least") return values.reduce((x, y) => Math.min(x, y), Number.POSITIVE_INFINITY);
    return how === "most" ? values.reduce((x, y) => Math.max(x, y), 0) : values.reduce((x, y) => x + y, 0);
  }

  /** Ids that hold anything, ascending. */
  ids(): number[] {
    return [...this.series.keys()].sort((x, y) => x - y);
  }

  /** What {@link add} was given, added up: by series, then bucket; latencies by time. */
  rows(): MetricColumns {
    const { denseCount, mostFrom } = this.layout;
    const bucket: number[] = [];
    const series: number[] = [];
    const value: number[] = [];
    for (const id of this.ids()) {
      const latency = id < denseCount || id >= mostFrom ? undefined : this.latencies.get(id);
      const { buckets, values } = latency === undefined ? this.get(id) : EMPTY;
      for (let row = 0; row < (latency?.count ?? buckets.length); row++) {
        bucket.push(latency?.bucket[row] ?? buckets[row]);
        series.push(latency === undefined ? id : id + latency.sub[row]);
        value.push(latency?.samples[row] ?? values[row]);
      }
    }
    return {
      count: bucket.length,
      bucket: Int32Array.from(bucket),
      series: Int32Array.from(series),
      value: Float64Array.from(value),
    };
  }
}
