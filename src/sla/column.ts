// One value per bucket for a set of series, append-only, with sums, greatest and least over any range of buckets in
// constant time: the same column serves a stop condition while the run goes on and an expectation after it.
import type { MetricKind } from "../event/metric.js";
import type { Series, SeriesStore } from "../event/series.js";

/** Greatest (or least) over ranges: level k holds the extreme of the 2^k values that end at each place. */
class Extremes {
  private readonly levels: number[][] = [[]];

  constructor(private readonly pick: (x: number, y: number) => number) {}

  push(value: number): void {
    const at = this.levels[0].length;
    this.levels[0].push(value);
    for (let level = 1, half = 1; half * 2 <= at + 1; level++, half *= 2) {
      if (this.levels.length === level) this.levels.push([]);
      const below = this.levels[level - 1];
      this.levels[level][at] = this.pick(below[at], below[at - half]);
    }
  }

  /** Extreme of the values from..to-1; to > from. */
  over(from: number, to: number): number {
    const span = to - from;
    let level = 0;
    let length = 1;
    while (length * 2 <= span) {
      level++;
      length *= 2;
    }
    return this.pick(this.levels[level][from + length - 1], this.levels[level][to - 1]);
  }
}

/** Reads a series from `cursor` on into the buckets `from`.. of `fresh`; returns where it stopped. */
type Reader = (series: Series, cursor: number, fresh: Float64Array, from: number) => number;

// Hot, once per metric row that is judged: a loop for each kind, with nothing in it to decide.
const readSum: Reader = ({ buckets, values }, cursor, fresh, from) => {
  const end = from + fresh.length;
  for (; cursor < buckets.length && buckets[cursor] < end; cursor++)
    fresh[buckets[cursor] - from] += values[cursor];
  return cursor;
};

const readMost: Reader = ({ buckets, values }, cursor, fresh, from) => {
  const end = from + fresh.length;
  for (; cursor < buckets.length && buckets[cursor] < end; cursor++) {
    const slot = buckets[cursor] - from;
    if (values[cursor] > fresh[slot]) fresh[slot] = values[cursor];
  }
  return cursor;
};

const readLeast: Reader = ({ buckets, values }, cursor, fresh, from) => {
  const end = from + fresh.length;
  for (; cursor < buckets.length && buckets[cursor] < end; cursor++) {
    const slot = buckets[cursor] - from;
    if (values[cursor] < fresh[slot]) fresh[slot] = values[cursor];
  }
  return cursor;
};

const READERS: Record<MetricKind, Reader> = {
  counter: readSum,
  gauge: readSum,
  peak: readMost,
  trough: readLeast,
};

/**
 * counter: the sum counted in each bucket. gauge: the value at each bucket's end (the running sum of its changes).
 * peak: the greatest of each bucket. trough: the least of each bucket, Infinity where nothing was seen. Rows of a bucket must be in the store before the column is extended past it.
 */
export class Column {
  private readonly cursors: Int32Array;
  private readonly values: number[] = [];
  private readonly sums: number[] = [0];
  private greatest: Extremes | null = null;
  private least: Extremes | null = null;
  /** True once any row was seen, also one outside the window asked for. */
  recorded = false;

  constructor(
    private readonly kind: MetricKind,
    private readonly ids: readonly number[],
  ) {
    this.cursors = new Int32Array(ids.length);
  }

  /** Reads the store up to (not including) bucket `buckets`. */
  extendTo(store: SeriesStore, buckets: number): void {
    const from = this.values.length;
    if (buckets <= from) return;
    const fresh = new Float64Array(buckets - from);
    if (this.kind === "trough") fresh.fill(Number.POSITIVE_INFINITY);
    for (let place = 0; place < this.ids.length; place++) {
      const cursor = this.cursors[place];
      this.cursors[place] = READERS[this.kind](store.get(this.ids[place]), cursor, fresh, from);
      if (this.cursors[place] > cursor) this.recorded = true;
    }
    for (let slot = 0; slot < fresh.length; slot++) this.push(fresh[slot]);
  }

  private push(fresh: number): void {
    const count = this.values.length;
    const value = this.kind === "gauge" && count > 0 ? this.values[count - 1] + fresh : fresh;
    this.values.push(value);
    this.sums.push(this.sums[count] + value);
    this.greatest?.push(value);
    this.least?.push(value);
  }

  at(bucket: number): number {
    return this.values[bucket];
  }

  /** Sum of the values of buckets from..to-1. */
  sum(from: number, to: number): number {
    return this.sums[to] - this.sums[from];
  }

  max(from: number, to: number): number {
    this.greatest ??= this.build(Math.max);
    return this.greatest.over(from, to);
  }

  min(from: number, to: number): number {
    this.least ??= this.build(Math.min);
    return this.least.over(from, to);
  }

  private build(pick: (x: number, y: number) => number): Extremes {
    const extremes = new Extremes(pick);
    for (const value of this.values) extremes.push(value);
    return extremes;
  }
}
