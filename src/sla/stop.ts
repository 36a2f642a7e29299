// Stop conditions: a comparison looked at at whole minutes (stop-looks.ts). Each row is read once, windows cost constant time.
import type { SeriesStore } from "../event/series.js";
import type { PhaseLike } from "./calendar.js";
import type { FleetScope } from "./call.js";
import { ExpressionReader } from "./evaluate.js";
import { parseExpression } from "./expression.js";
import { type Facts, NO_FACTS } from "./facts.js";

export interface StopReading {
  hit: boolean;
  /** The left side's value, for the report. */
  measured: string;
}

/**
 * A function to call with growing moments, after everything before them is in the store. No data never stops a run. `when`
 * must have passed checkExpression with use "stop". Without `factsOf`, run.duration still works.
 */
export const compileStop = (
  when: string,
  naming: FleetScope,
  phases: readonly PhaseLike[],
  factsOf: (series: SeriesStore) => Facts = () => NO_FACTS,
): ((series: SeriesStore, momentMs: number) => StopReading) => {
  const parsed = parseExpression(when);
  if (!parsed.ok) throw new Error(`stop condition was not checked: ${parsed.message}`);
  const { expression } = parsed;
  const calendar = { phases, anchors: {}, endMs: Number.POSITIVE_INFINITY };
  let reader: ExpressionReader | null = null;
  let of: SeriesStore | null = null;
  return (series, momentMs) => {
    if (reader === null || of !== series) {
      of = series;
      reader = new ExpressionReader(expression, { series, fleet: naming, calendar, facts: factsOf(series) });
    }
    const { holds, measured } = reader.at(momentMs, 0);
    return { hit: holds === true, measured };
  };
};
