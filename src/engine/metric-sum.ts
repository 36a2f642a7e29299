// Metric rows of many cells added up: one dense column per open bucket, written out as sparse rows when the bucket is
// complete everywhere. Sums of integers (peaks: maxima), so the order and the partition cannot show.
import { METRICS, MetricBlock, type MetricColumns, type MetricLayout } from "../event/metric.js";

/** 1 for each series that merges by maximum. */
export const peakSeries = (layout: MetricLayout): Uint8Array => {
  const peaks = new Uint8Array(layout.seriesCount);
  METRICS.forEach((metric, index) => {
    if ((metric.kind as string) !== "peak") return;
    const end = index + 1 < METRICS.length ? layout.base[index + 1] : layout.seriesCount;
    peaks.fill(1, layout.base[index], end);
  });
  return peaks;
};

export class MetricSum {
  private readonly peaks: Uint8Array;
  private readonly seriesCount: number;
  private readonly open = new Map<number, Float64Array>();
  private readonly spare: Float64Array[] = [];
  private readonly closed = new MetricBlock();
  private lastBucket = -1;
  private last: Float64Array = new Float64Array(0);

  constructor(layout: MetricLayout) {
    this.peaks = peakSeries(layout);
    this.seriesCount = layout.seriesCount;
  }

  get openBuckets(): number {
    return this.open.size;
  }

  add(rows: MetricColumns): void {
    const { peaks } = this;
    for (let row = 0; row < rows.count; row++) {
      if (rows.bucket[row] !== this.lastBucket) this.turnTo(rows.bucket[row]);
      const series = rows.series[row];
      const value = rows.value[row];
      if (peaks[series] === 1) this.last[series] = Math.max(this.last[series], value);
      else this.last[series] += value;
    }
  }

  /** Rows of the buckets below `bucketLimit`, by (bucket, series); what adds up to zero leaves no row. */
  take(bucketLimit: number): MetricColumns {
    const buckets = [...this.open.keys()].filter((bucket) => bucket < bucketLimit).sort((x, y) => x - y);
    for (const bucket of buckets) {
      const sums = this.open.get(bucket) as Float64Array;
      this.closed.drain(bucket, sums);
      this.open.delete(bucket);
      this.spare.push(sums);
    }
    this.lastBucket = -1;
    return this.closed.take();
  }

  private turnTo(bucket: number): void {
    let sums = this.open.get(bucket);
    if (sums === undefined) {
      sums = this.spare.pop() ?? new Float64Array(this.seriesCount);
      this.open.set(bucket, sums);
    }
    this.last = sums;
    this.lastBucket = bucket;
  }
}
