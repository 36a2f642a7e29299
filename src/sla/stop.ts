// Stop conditions: a comparison looked at whenever a bucket ends. Each row is read once, windows cost constant time.
import type { SeriesStore } from "../event/series.js";
import type { FleetScope } from "./call.js";
import { ExpressionReader } from "./evaluate.js";
import { parseExpression } from "./expression.js";
import { type Facts, NO_FACTS } from "./facts.js";
import type { PhaseLike } from "./moment.js";

export interface StopReading {
  hit: boolean;
  /** The left side's value, for the report. */
  measured: string;
}

/**
 * A function to call with growing bucket ends, after the rows of all buckets before them are in the store. No data never
 * stops a run. `when` must have passed checkExpression with use "stop". Without `facts`, run.duration still works.
 */
export const compileStop = (
  when: string,
  naming: FleetScope,
  phases: readonly PhaseLike[],
  facts: Facts = NO_FACTS,
): ((series: SeriesStore, bucketEndMs: number) => StopReading) => {
  const parsed = parseExpression(when);
  if (!parsed.ok) throw new Error(`stop condition was not checked: ${parsed.message}`);
  const { expression } = parsed;
  const calendar = { phases, anchors: {}, endMs: Number.POSITIVE_INFINITY };
  let reader: ExpressionReader | null = null;
  let of: SeriesStore | null = null;
  return (series, bucketEndMs) => {
    if (reader === null || of !== series) {
      of = series;
      reader = new ExpressionReader(expression, { series, fleet: naming, calendar, facts });
    }
    const { holds, measured } = reader.at(bucketEndMs, 0);
    return { hit: holds === true, measured };
  };
};
