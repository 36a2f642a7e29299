// What a run is held to: expectations and stop conditions.
import type { SourcePosition } from "./position.js";

/** A time in a run: absolute, or tied to something that happens in it (`fw-2.4.0.aborted`). */
export type Anchor = { kind: "at"; ms: number } | { kind: "event"; name: string; offsetMs: number };

export interface ExpectationSpec {
  id: string;
  /** The comparison as written; parsed by sla/expression.ts. */
  that: string | null;
  sql: string | null;
  mode: "end" | "always" | "eventually" | "never" | "sometimes";
  withinMs: number | null;
  from: Anchor;
  severity: "must" | "should";
  onNoData: "no-data" | "pass";
  /** What of its condition nothing in the scenario counts, in words. */
  uncounted: string[];
  /** `within` and `from` as the file has them. */
  written: { within: string | null; from: string | null };
  /** Where the SQL stands; null without any. */
  sqlPosition: SourcePosition | null;
  position: SourcePosition;
}

export interface StopSpec {
  id: string;
  when: string;
  position: SourcePosition;
}
