// What became of an expectation: its verdict, and the figures it rests on.

/** `not-judged`: the run was cut short before the condition could be decided either way. */
export type ExpectationVerdict = "pass" | "fail" | "no-data" | "not-judged" | "waived";

/** A number for machines with the unit it is in, beside the text that people read: `{value: 1, unit: "share"}` for 100 %. */
export interface Figure {
  value: number;
  /** s, bytes, USD, J, per s, bytes per s, W; `share` is 0 to 1; empty for a plain number. */
  unit: string;
}

export interface ExpectationResult {
  id: string;
  verdict: ExpectationVerdict;
  severity: "must" | "should";
  text: string;
  measured: string;
  threshold: string;
  /** The same as numbers. Null for a state, for SQL, and without data. */
  measuredValue: Figure | null;
  thresholdValue: Figure | null;
  /** Virtual ms of the deciding moment, or null. */
  atMs: number | null;
  /** What to know before believing the verdict: windows the run's figures widened, metrics nothing counts. */
  notes: string[];
}

/** What an expectation's SQL gave: its one boolean, or null for no row, NULL, or a statement that failed. */
export interface SqlAnswer {
  readonly value: boolean | null;
  readonly error?: string;
}
