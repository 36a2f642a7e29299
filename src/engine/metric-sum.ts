// Metric rows of many cells added up: one dense column per open bucket (and a sparse one of latencies), written out as
// sparse rows when the bucket is complete everywhere. Sums of integers (peaks: maxima), so the order and the partition
// cannot show.
import { assert } from "../core/assert.js";
import { SparseCounts } from "../core/sparse-counts.js";
import { MetricBlock, type MetricColumns } from "../event/metric.js";
import type { MetricLayout } from "../event/metric-layout.js";

/** Doubles of one allocation: at a second's resolution a small world has thousands of open buckets of a few hundred each. */
const SLAB_CELLS = 8_192;

/** A bucket's dense sums are so many blocks at most, one bit each; most buckets touch but a few of them. */
const BLOCKS_MAX = 31;

interface Open {
  /** This bucket's dense sums stand in a slab from `from` on. */
  slab: Float64Array;
  from: number;
  /** Blocks that hold something. */
  touched: number;
  /** None before the bucket's first latency. */
  sparse: SparseCounts | null;
}

export class MetricSum {
  private readonly open = new Map<number, Open>();
  private readonly spare: Open[] = [];
  private readonly closed = new MetricBlock();
  private lastBucket = -1;
  private last: Open = { slab: new Float64Array(0), from: 0, touched: 0, sparse: null };
  /** A block is 2^blockBits series long. */
  private readonly blockBits: number;

  constructor(private readonly layout: MetricLayout) {
    let bits = 2;
    while (layout.denseCount >> bits >= BLOCKS_MAX) bits++;
    this.blockBits = bits;
  }

  get isEmpty(): boolean {
    return this.open.size === 0;
  }

  /** Numbers held for buckets that are still open. */
  get openCells(): number {
    let cells = this.open.size * this.layout.denseCount;
    for (const { sparse } of this.open.values()) cells += sparse?.size ?? 0;
    return cells;
  }

  add(rows: MetricColumns): void {
    const { peaks, denseCount, mostFrom } = this.layout;
    const { blockBits } = this;
    for (let row = 0; row < rows.count; row++) {
      if (rows.bucket[row] !== this.lastBucket) this.turnTo(rows.bucket[row]);
      const series = rows.series[row];
      const value = rows.value[row];
      const { slab, from } = this.last;
      if (series < denseCount) {
        this.last.touched |= 1 << (series >> blockBits);
        if (peaks[series] === 1) slab[from + series] = Math.max(slab[from + series], value);
        else slab[from + series] += value;
      } else if (series < mostFrom) this.sparse().add(series, value);
      else this.addExtreme(series, value);
    }
  }

  private sparse(): SparseCounts {
    return (this.last.sparse ??= new SparseCounts());
  }

  /** Takes off dense totals what the open buckets from `bucketLimit` on have added to them. Peaks stay as they are. */
  takeOff(totals: Float64Array, bucketLimit: number): void {
    const { peaks, denseCount } = this.layout;
    for (const [bucket, { slab, from }] of this.open) {
      if (bucket < bucketLimit) continue;
      for (let series = 0; series < denseCount; series++)
        if (peaks[series] === 0) totals[series] -= slab[from + series];
    }
  }

  private addExtreme(series: number, value: number): void {
    if (series < this.layout.leastFrom) this.sparse().raise(series, value);
    else this.sparse().lower(series, value);
  }

  /** Rows of the buckets below `bucketLimit`, by (bucket, series); what adds up to zero leaves no row. */
  take(bucketLimit: number): MetricColumns {
    const buckets = [...this.open.keys()].filter((bucket) => bucket < bucketLimit).sort((x, y) => x - y);
    for (const bucket of buckets) {
      const sums = this.open.get(bucket) as Open;
      this.drainDense(bucket, sums);
      sums.sparse?.visit((series, value) => this.closed.push(bucket, series, value));
      sums.sparse?.clear();
      this.open.delete(bucket);
      this.spare.push(sums);
    }
    this.lastBucket = -1;
    return this.closed.take();
  }

  private drainDense(bucket: number, sums: Open): void {
    const { blockBits } = this;
    const { denseCount } = this.layout;
    for (let block = 0, blocks = sums.touched; blocks !== 0; block++, blocks >>>= 1) {
      if ((blocks & 1) === 0) continue;
      const series = block << blockBits;
      const length = Math.min(1 << blockBits, denseCount - series);
      this.closed.drain(bucket, sums.slab, { from: sums.from, first: series, end: series + length });
    }
    sums.touched = 0;
  }

  private turnTo(bucket: number): void {
    let sums = this.open.get(bucket);
    if (sums === undefined) {
      if (this.spare.length === 0) this.stock();
      sums = this.spare.pop() as Open;
      this.open.set(bucket, sums);
    }
    assert(bucket >= 0, "a metric row of no bucket");
    this.last = sums;
    this.lastBucket = bucket;
  }

  /** Room for more buckets, all of it zero. */
  private stock(): void {
    const { denseCount } = this.layout;
    const buckets = Math.max(1, Math.floor(SLAB_CELLS / Math.max(1, denseCount)));
    const slab = new Float64Array(buckets * denseCount);
    for (let at = buckets - 1; at >= 0; at--)
      this.spare.push({ slab, from: at * denseCount, touched: 0, sparse: null });
  }
}
