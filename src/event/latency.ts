// Latencies: counts by the histogram's buckets (core/histogram.ts: whole milliseconds below 256, then 1/128 wide) with the
// exact greatest and least, so a quantile is within 1 % and never beyond what was seen. Buckets are many and mostly
// empty, so they are kept sparse: a run pays for the latencies it meets, not for those it could.
import { bucketOf } from "../core/histogram.js";
import { SparseCounts } from "../core/sparse-counts.js";

/** Enough for 2^39 ms, 17 years: longer than a run can be. */
export const LATENCY_BUCKETS = 256 + 31 * 128;

/** Up to so many samples that are spread evenly are counted each by itself. */
const SPREAD_EXACT_MAX = 64;
/** More are counted by steps of a power of two of ms, at least this many between the least and the greatest. */
const SPREAD_STEPS_MIN = 128;

/** Bucket of a latency in whole ms. */
export const latencyBucket = (ms: number): number => Math.min(LATENCY_BUCKETS - 1, bucketOf(ms));

/** A device's clock may run ahead: what comes before it was sent has taken no time. */
const wholeMs = (ms: number): number => Math.max(0, Math.ceil(ms));

interface Rows {
  push(bucket: number, series: number, value: number): void;
}

interface LatencyLayout {
  readonly denseCount: number;
  readonly mostFrom: number;
  readonly leastFrom: number;
}

export interface SavedSamples {
  series: Int32Array;
  counts: Float64Array;
  most: Float64Array;
  least: Float64Array;
}

/** The latencies of one source within the current bucket. */
export class LatencySamples {
  private readonly counts = new SparseCounts();
  /** By (metric, group); -1 and Infinity where there is none. */
  private readonly most: Float64Array;
  private readonly least: Float64Array;

  constructor(private readonly layout: LatencyLayout) {
    this.most = new Float64Array(layout.leastFrom - layout.mostFrom).fill(-1);
    this.least = new Float64Array(layout.leastFrom - layout.mostFrom).fill(Number.POSITIVE_INFINITY);
  }

  /** Counts `n` samples of a latency (whole ms) in the series that begin at `base`. Hot: each delivered reading. */
  add(base: number, latencyMs: number, n = 1): void {
    const ms = wholeMs(latencyMs);
    this.counts.add(base + latencyBucket(ms), n);
    this.reach(base, ms);
  }

  /**
   * Counts `n` samples taken as evenly spread from `leastMs` to `mostMs`, both among them. Many are told as if each came in the
   * middle of its step, so quantiles are within 0.4 % of the span; steps are the same for all, so that the samples of a
   * whole fleet's summaries meet in few buckets.
   */
  addSpread(base: number, leastMs: number, mostMs: number, n: number): void {
    const spanMs = mostMs - leastMs;
    if (n <= SPREAD_EXACT_MAX) {
      for (let at = 0; at < n; at++) this.add(base, leastMs + (spanMs * at) / Math.max(1, n - 1));
      return;
    }
    let stepMs = 1;
    while (2 * stepMs * SPREAD_STEPS_MIN <= spanMs) stepMs *= 2;
    let counted = 0;
    for (let fromMs = Math.floor(leastMs / stepMs) * stepMs; counted < n; fromMs += stepMs) {
      const endMs = fromMs + stepMs;
      const upTo = endMs > mostMs ? n : Math.ceil(((endMs - leastMs) * (n - 1)) / spanMs);
      if (upTo === counted) continue;
      const ms = Math.min(mostMs, Math.max(leastMs, fromMs + stepMs / 2));
      this.counts.add(base + latencyBucket(wholeMs(ms)), upTo - counted);
      counted = upTo;
    }
    this.reach(base, wholeMs(leastMs));
    this.reach(base, wholeMs(mostMs));
  }

  private reach(base: number, ms: number): void {
    const slot = (base - this.layout.denseCount) / LATENCY_BUCKETS;
    if (ms > this.most[slot]) this.most[slot] = ms;
    if (ms < this.least[slot]) this.least[slot] = ms;
  }

  /** Pushes everything as rows of `bucket`, in no order, as whoever takes them adds them up; starts again. */
  drain(bucket: number, rows: Rows): void {
    if (this.counts.size === 0) return;
    const { most, least, layout } = this;
    this.counts.visitUnsorted((series, value) => rows.push(bucket, series, value));
    this.counts.clear();
    for (let slot = 0; slot < most.length; slot++)
      if (most[slot] >= 0) rows.push(bucket, layout.mostFrom + slot, most[slot]);
    for (let slot = 0; slot < least.length; slot++)
      if (most[slot] >= 0) rows.push(bucket, layout.leastFrom + slot, least[slot]);
    most.fill(-1);
    least.fill(Number.POSITIVE_INFINITY);
  }

  save(): SavedSamples {
    const series: number[] = [];
    const counts: number[] = [];
    this.counts.visit((key, value) => {
      series.push(key);
      counts.push(value);
    });
    return {
      series: Int32Array.from(series),
      counts: Float64Array.from(counts),
      most: this.most.slice(),
      least: this.least.slice(),
    };
  }

  load(saved: SavedSamples): void {
    this.counts.clear();
    for (const [at, key] of saved.series.entries()) this.counts.add(key, saved.counts[at]);
    this.most.set(saved.most);
    this.least.set(saved.least);
  }
}
