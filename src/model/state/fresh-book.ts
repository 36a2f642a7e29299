// A count that goes up and down at times to come, and its integral by bucket: how many devices of a group are fresh. Who is
// fresh, and until when, is known in freshness.ts.

export interface FreshBook {
  /** The count when the present bucket began. */
  count: number;
  /** Rings by bucket: steps to come, and the sum of step times ms since their bucket's beginning. */
  step: Float64Array;
  moment: Float64Array;
}

/** A book with room for steps up to `buckets` buckets ahead. */
export const newFreshBook = (buckets: number): FreshBook => {
  let size = 1;
  while (size < buckets) size *= 2;
  return { count: 0, step: new Float64Array(size), moment: new Float64Array(size) };
};

/** The count changes by `change` at `atMs`. */
export const noteStep = (
  { step, moment }: FreshBook,
  bucketMs: number,
  atMs: number,
  change: number,
): void => {
  const bucket = Math.floor(atMs / bucketMs);
  const at = bucket & (step.length - 1);
  step[at] += change;
  moment[at] += change * (atMs - bucket * bucketMs);
};

/** Ends bucket `bucket`, or what there is of it, after `spanMs`. Returns the count's integral over that, count times ms. */
export const closeBucket = (book: FreshBook, bucket: number, spanMs: number): number => {
  const at = bucket & (book.step.length - 1);
  const sum = (book.count + book.step[at]) * spanMs - book.moment[at];
  book.count += book.step[at];
  book.step[at] = 0;
  book.moment[at] = 0;
  return sum;
};
