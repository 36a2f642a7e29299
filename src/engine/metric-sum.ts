// Metric rows of many cells added up: one dense column per open bucket (and a sparse one of latencies), written out as
// sparse rows when the bucket is complete everywhere. Sums of integers (peaks: maxima), so the order and the partition
// cannot show.
import { SparseCounts } from "../core/sparse-counts.js";
import { MetricBlock, type MetricColumns } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";

interface Open {
  dense: Float64Array;
  sparse: SparseCounts;
}

export class MetricSum {
  private readonly open = new Map<number, Open>();
  private readonly spare: Open[] = [];
  private readonly closed = new MetricBlock();
  private lastBucket = -1;
  private last: Open = { dense: new Float64Array(0), sparse: new SparseCounts() };

  constructor(private readonly layout: MetricLayout) {}

  get isEmpty(): boolean {
    return this.open.size === 0;
  }

  /** Numbers held for buckets that are still open. */
  get openCells(): number {
    let cells = this.open.size * this.layout.denseCount;
    for (const { sparse } of this.open.values()) cells += sparse.size;
    return cells;
  }

  add(rows: MetricColumns): void {
    const { peaks, denseCount, mostFrom } = this.layout;
    for (let row = 0; row < rows.count; row++) {
      if (rows.bucket[row] !== this.lastBucket) this.turnTo(rows.bucket[row]);
      const series = rows.series[row];
      const value = rows.value[row];
      const { dense } = this.last;
      if (series >= mostFrom) this.addExtreme(series, value);
      else if (series >= denseCount) this.last.sparse.add(series, value);
      else if (peaks[series] === 1) dense[series] = Math.max(dense[series], value);
      else dense[series] += value;
    }
  }

  /** Takes off dense totals what the open buckets from `bucketLimit` on have added to them. Peaks stay as they are. */
  takeOff(totals: Float64Array, bucketLimit: number): void {
    const { peaks } = this.layout;
    for (const [bucket, { dense }] of this.open) {
      if (bucket < bucketLimit) continue;
      for (let series = 0; series < dense.length; series++)
        if (peaks[series] === 0) totals[series] -= dense[series];
    }
  }

  private addExtreme(series: number, value: number): void {
    const { sparse } = this.last;
    if (series < this.layout.leastFrom) sparse.raise(series, value);
    else sparse.lower(series, value);
  }

  /** Rows of the buckets below `bucketLimit`, by (bucket, series); what adds up to zero leaves no row. */
  take(bucketLimit: number): MetricColumns {
    const buckets = [...this.open.keys()].filter((bucket) => bucket < bucketLimit).sort((x, y) => x - y);
    for (const bucket of buckets) {
      const sums = this.open.get(bucket) as Open;
      this.closed.drain(bucket, sums.dense);
      sums.sparse.visit((series, value) => this.closed.push(bucket, series, value));
      sums.sparse.clear();
      this.open.delete(bucket);
      this.spare.push(sums);
    }
    this.lastBucket = -1;
    return this.closed.take();
  }

  private turnTo(bucket: number): void {
    let sums = this.open.get(bucket);
    if (sums === undefined) {
      sums = this.spare.pop() ?? {
        dense: new Float64Array(this.layout.denseCount),
        sparse: new SparseCounts(),
      };
      this.open.set(bucket, sums);
    }
    this.last = sums;
    this.lastBucket = bucket;
  }
}
