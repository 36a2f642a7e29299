// What a cell remembers of how many devices of a group are fresh (freshness.ts).

/** Fresh devices of one group, as a count with steps: rings by bucket of the steps to come, and their moments in it. */
export interface FreshBook {
  /** Fresh devices when the present bucket began. */
  count: number;
  /** By bucket: steps, and the sum of step times ms since the bucket's beginning. */
  step: Float64Array;
  moment: Float64Array;
}
