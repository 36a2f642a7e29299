// What one source (a cell or the cloud) counts within the current bucket of time.
import { LatencySamples, type SavedSamples } from "./latency.js";
import { MetricBlock, type MetricColumns } from "./metric.js";
import type { MetricLayout } from "./metric-layout.js";

/** Counts of one source (a cell or the cloud) within the current bucket. Hot: `values[series] += n`. */
export class MetricWriter {
  readonly values: Float64Array;
  readonly latencies: LatencySamples;
  /** The rows of ended buckets. */
  readonly rows = new MetricBlock();

  constructor(layout: MetricLayout) {
    this.values = new Float64Array(layout.denseCount);
    this.latencies = new LatencySamples(layout);
  }

  /** Ends bucket `bucket`: what was counted becomes rows, the counts start at zero again. */
  endBucket(bucket: number): void {
    this.rows.drain(bucket, this.values);
    this.latencies.drain(bucket, this.rows);
  }

  /** The rows since the last take. */
  take(): MetricColumns {
    return this.rows.take();
  }

  /** What was counted in the current bucket. */
  save(): SavedCounts {
    return { values: this.values, latencies: this.latencies.save() };
  }

  load(saved: SavedCounts): void {
    this.values.set(saved.values);
    this.latencies.load(saved.latencies);
  }
}

export interface SavedCounts {
  values: Float64Array;
  latencies: SavedSamples;
}
