// The counts of one latency and group over a run: (bucket of time, bucket of latency, count), ten bytes a row, by time.
import { assert } from "../core/assert.js";

/** A count beyond this would need more messages in one bucket of time than a run can have in all. */
const SAMPLES_MAX = 0xffffffff;

export class LatencyRows {
  count = 0;
  bucket = new Int32Array(16);
  sub = new Uint16Array(16);
  samples = new Uint32Array(16);
  /** Goes up when rows have changed their places. */
  epoch = 0;
  private isSorted = true;

  /** Buckets may come in any order, most often ascending; the same (bucket, sub) may come again. */
  add(bucket: number, sub: number, samples: number): void {
    assert(samples >= 0 && samples <= SAMPLES_MAX, "a latency is counted in 32 bits");
    if (this.count === this.bucket.length) this.grow();
    const row = this.count++;
    if (row > 0 && bucket < this.bucket[row - 1]) this.isSorted = false;
    this.bucket[row] = bucket;
    this.sub[row] = sub;
    this.samples[row] = samples;
  }

  /** Brings the rows into the order of their buckets. */
  sort(): void {
    if (this.isSorted) return;
    const { count, bucket, sub, samples } = this;
    const order = Int32Array.from({ length: count }, (_, row) => row).sort(
      (x, y) => bucket[x] - bucket[y] || x - y,
    );
    this.bucket = Int32Array.from(order, (row) => bucket[row]);
    this.sub = Uint16Array.from(order, (row) => sub[row]);
    this.samples = Uint32Array.from(order, (row) => samples[row]);
    this.isSorted = true;
    this.epoch++;
  }

  private grow(): void {
    const capacity = this.bucket.length * 2;
    const { bucket, sub, samples } = this;
    this.bucket = new Int32Array(capacity);
    this.sub = new Uint16Array(capacity);
    this.samples = new Uint32Array(capacity);
    this.bucket.set(bucket);
    this.sub.set(sub);
    this.samples.set(samples);
  }
}
