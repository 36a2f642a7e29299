// A histogram of whole numbers that merges exactly: integer counts in log buckets, 128 to each doubling. Values
// below 256 are held exactly, others within 1/128. After HdrHistogram (Tene); grows with the largest value seen.
import { assert } from "./assert.js";

const EXACT_BELOW = 256;
const PER_DOUBLING = 128;
const PER_DOUBLING_BITS = 7;
/** 2^23: what is taken off values beyond 31 bits before the bit operations. */
const HIGH_SCALE = 8_388_608;
const HIGH_BUCKETS = 23 * PER_DOUBLING;
const INT31_MAX = 2_147_483_647;

/** A histogram written down. */
export interface SavedHistogram {
  counts: Float64Array;
  min: number;
  max: number;
  sum: number;
}

export class Histogram {
  /** Values added. */
  count = 0;
  /** Sum of the values added; exact below 2^53. */
  sum = 0;
  /** Least and greatest value added; Infinity and -1 when there is none. */
  min = Number.POSITIVE_INFINITY;
  max = -1;
  private counts = new Float64Array(EXACT_BELOW);

  /** Adds `value` (a whole number from 0 to 2^53 - 1) `count` times. */
  add(value: number, count = 1): void {
    assert(Number.isSafeInteger(value) && value >= 0, "histogram value must be a whole number from 0");
    assert(Number.isSafeInteger(count) && count >= 0, "histogram count must be a whole number from 0");
    if (count === 0) return;
    const bucket = bucketOf(value);
    if (bucket >= this.counts.length) this.grow(bucket + 1);
    this.counts[bucket] += count;
    this.count += count;
    this.sum += value * count;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }

  /** Adds everything the other histogram holds. */
  merge(other: Histogram): void {
    if (other.counts.length > this.counts.length) this.grow(other.counts.length);
    for (let bucket = 0; bucket < other.counts.length; bucket++) this.counts[bucket] += other.counts[bucket];
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /**
   * The least bucket end that at least the share `q` (0..1) of the values do not exceed (nearest rank): exact below 256,
   * else up to 1/128 too high, never above the greatest value. NaN without data.
   */
  quantile(q: number): number {
    assert(q >= 0 && q <= 1, "quantile must be from 0 to 1");
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(q * this.count));
    if (rank === 1) return this.min;
    let seen = 0;
    for (let bucket = 0; bucket < this.counts.length; bucket++) {
      seen += this.counts[bucket];
      if (seen >= rank) return Math.min(bucketEnd(bucket), this.max);
    }
    return this.max;
  }

  /** NaN without data. */
  mean(): number {
    return this.count === 0 ? Number.NaN : this.sum / this.count;
  }

  save(): SavedHistogram {
    return { counts: this.counts.slice(), min: this.min, max: this.max, sum: this.sum };
  }

  static load(saved: SavedHistogram): Histogram {
    const histogram = new Histogram();
    histogram.counts = saved.counts.slice();
    for (const count of saved.counts) histogram.count += count;
    histogram.min = saved.min;
    histogram.max = saved.max;
    histogram.sum = saved.sum;
    return histogram;
  }

  private grow(length: number): void {
    // To the end of the doubling, so that growing is rare.
    const wider = new Float64Array(Math.ceil(length / PER_DOUBLING) * PER_DOUBLING);
    wider.set(this.counts);
    this.counts = wider;
  }
}

/** Bucket of a whole number from 0: itself below 256, then its exponent and seven bits after the leading one. */
export function bucketOf(value: number): number {
  if (value < EXACT_BELOW) return value;
  if (value > INT31_MAX) return bucketOf(Math.floor(value / HIGH_SCALE)) + HIGH_BUCKETS;
  const exponent = 31 - Math.clz32(value);
  const leading = value >>> (exponent - PER_DOUBLING_BITS);
  return EXACT_BELOW + (exponent - 8) * PER_DOUBLING + (leading - PER_DOUBLING);
}

/** The least whole number of a bucket. */
export const bucketStart = (bucket: number): number => (bucket === 0 ? 0 : bucketEnd(bucket - 1) + 1);

/** The greatest whole number of a bucket. */
export function bucketEnd(bucket: number): number {
  if (bucket < EXACT_BELOW) return bucket;
  const doubling = Math.floor((bucket - EXACT_BELOW) / PER_DOUBLING);
  const leading = PER_DOUBLING + ((bucket - EXACT_BELOW) % PER_DOUBLING);
  let width = 2;
  for (let step = 0; step < doubling; step++) width *= 2;
  return (leading + 1) * width - 1;
}
