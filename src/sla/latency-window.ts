// The latencies of some groups within a window of the run, as one histogram that follows the window as it moves on:
// what comes in is added, what falls out is taken off, so a sliding window costs what it moves by.
import { bucketEnd, bucketStart } from "../core/histogram.js";
import { LATENCY_BUCKETS } from "../event/latency.js";
import type { LatencyRows } from "../event/latency-rows.js";
import type { SeriesStore } from "../event/series.js";
import { Column } from "./column.js";

/** Rows of one group: the window holds rows from `first` to before `end`. */
interface Cursor {
  group: number;
  epoch: number;
  first: number;
  end: number;
}

export interface LatencyQuantile {
  ms: number;
  /** The bucket it lies in, narrowed by the least and greatest seen. */
  fromMs: number;
  toMs: number;
  /** Samples in the window. */
  count: number;
}

export class LatencyWindow {
  /** Samples in the window. */
  count = 0;
  private readonly counts = new Float64Array(LATENCY_BUCKETS);
  private readonly cursors: Cursor[];
  private readonly greatest: Column;
  private readonly smallest: Column;
  private first = 0;
  private end = 0;

  constructor(
    private readonly store: SeriesStore,
    private readonly metric: number,
    groups: readonly number[],
  ) {
    const { layout } = store;
    const bases = groups.map((group) => layout.series(metric, group));
    this.cursors = groups.map((group) => ({ group, epoch: 0, first: 0, end: 0 }));
    this.greatest = new Column(
      "peak",
      bases.map((base) => layout.mostOf(base)),
    );
    this.smallest = new Column(
      "trough",
      bases.map((base) => layout.leastOf(base)),
    );
  }

  /** Turns to the time buckets first..end-1. Cheap where both only grow, as they do from moment to moment. */
  move(first: number, end: number): void {
    this.greatest.extendTo(this.store, end);
    this.smallest.extendTo(this.store, end);
    if (first < this.first || end < this.end) this.restart();
    this.first = first;
    this.end = end;
    for (const cursor of this.cursors) {
      const rows = this.store.latency(this.metric, cursor.group);
      if (rows === null) continue;
      if (rows.epoch !== cursor.epoch) {
        this.restart();
        this.move(first, end);
        return;
      }
      this.follow(cursor, rows);
    }
  }

  private follow(cursor: Cursor, rows: LatencyRows): void {
    for (; cursor.end < rows.count && rows.bucket[cursor.end] < this.end; cursor.end++)
      this.add(rows.sub[cursor.end], rows.samples[cursor.end]);
    for (; cursor.first < cursor.end && rows.bucket[cursor.first] < this.first; cursor.first++)
      this.add(rows.sub[cursor.first], -rows.samples[cursor.first]);
  }

  private add(bucket: number, samples: number): void {
    this.counts[bucket] += samples;
    this.count += samples;
  }

  private restart(): void {
    this.counts.fill(0);
    this.count = 0;
    this.first = 0;
    this.end = 0;
    for (const cursor of this.cursors) {
      cursor.first = 0;
      cursor.end = 0;
      cursor.epoch = this.store.latency(this.metric, cursor.group)?.epoch ?? 0;
    }
  }

  /** Greatest latency in the window, ms, exact; only with samples. */
  most(): number {
    return this.greatest.max(this.first, this.end);
  }

  /** Least latency in the window, ms, exact; only with samples. */
  least(): number {
    return this.smallest.min(this.first, this.end);
  }

  /**
   * The latency that `percent` of the samples do not exceed: linear within its bucket, which is 1 ms wide below 256 ms and
   * 1/128 of its value above, and never beyond the least and greatest seen. Null without samples.
   */
  quantile(percent: number): LatencyQuantile | null {
    const { counts, count } = this;
    if (count === 0) return null;
    const rank = (percent * count) / 100;
    let below = 0;
    let bucket = 0;
    while (below + counts[bucket] < rank || counts[bucket] === 0) below += counts[bucket++];
    const fromMs = Math.max(bucketStart(bucket), this.least());
    const toMs = Math.min(
      bucket === LATENCY_BUCKETS - 1 ? Number.POSITIVE_INFINITY : bucketEnd(bucket),
      this.most(),
    );
    const ms = fromMs + ((toMs - fromMs) * (rank - below)) / counts[bucket];
    return { ms, fromMs, toMs, count };
  }
}

/** A latency over a whole run, all groups together. */
export const latencyOfRun = (store: SeriesStore, metric: number, endMs: number): LatencyWindow => {
  const { groupCount } = store.layout;
  const window = new LatencyWindow(store, metric, [...Array(groupCount + 1).keys()]);
  window.move(0, Math.max(1, Math.ceil(endMs / store.resolutionMs)));
  return window;
};
