// Verdicts of a run's expectations. Conditions are looked at when buckets end (and when a rollout changes its state):
//   end: once, at the end          always / never: at every moment from `from`, to `from + within` or the end
//   eventually: at some moment after `from`, at the latest `within` later      sometimes: at some moment
// A condition without data at every moment is "no-data", never a pass; onNoData: pass turns that into "waived".

import { formatDuration } from "../core/duration.js";
import type { SeriesStore } from "../event/series.js";
import type { ExpectationResult, SqlAnswer } from "../result/expectation.js";
import type { PhaseLike } from "./calendar.js";
import type { FleetScope } from "./call.js";
import { type EvaluationContext, ExpressionReader, type Outcome } from "./evaluate.js";
import { parseExpression } from "./expression.js";
import { type Expression, type Operand, visitOperands } from "./expression-tree.js";
import type { Facts } from "./facts.js";
import { bucketNotes, bucketNoteText } from "./kept-by-bucket.js";

type AnchorLike =
  | { readonly kind: "at"; readonly ms: number }
  | { readonly kind: "event"; readonly name: string; readonly offsetMs: number };

export interface ExpectationLike {
  readonly id: string;
  readonly that: string | null;
  readonly sql: string | null;
  readonly mode: "end" | "always" | "eventually" | "never" | "sometimes";
  readonly withinMs: number | null;
  readonly from: AnchorLike;
  readonly severity: "must" | "should";
  readonly onNoData: "no-data" | "pass";
  /** What of the condition nothing in the scenario counts, in words. */
  readonly uncounted?: readonly string[];
  /** `within` and `from` as the file has them; without them they are shown as understood. */
  readonly written?: { readonly within: string | null; readonly from: string | null };
}

export interface ExpectationContext {
  readonly series: SeriesStore;
  readonly naming: FleetScope;
  readonly phases: readonly PhaseLike[];
  readonly facts: Facts;
  /** When events happened: `fw-2.4.0.aborted` -> ms. */
  readonly anchors: Readonly<Record<string, number>>;
  /** Virtual time reached. */
  readonly endMs: number;
  /** By expectation id. */
  readonly sqlResults: Readonly<Record<string, SqlAnswer>>;
  /** The run was interrupted: what only its end or the rest of it would have decided is not judged. */
  readonly isCutShort?: boolean;
}

type Decision = Pick<ExpectationResult, "verdict" | "measured" | "threshold" | "atMs"> &
  Partial<Pick<ExpectationResult, "measuredValue" | "thresholdValue">>;

/** Judges every expectation, in the order given. Expressions must have passed checkExpression. */
export const evaluateExpectations = (
  specs: readonly ExpectationLike[],
  context: ExpectationContext,
): ExpectationResult[] =>
  specs.map((spec) => {
    const judged = spec.that === null ? judgeSql(spec, context) : judgeText(spec, spec.that, context);
    const decision = context.isCutShort === true ? openUnlessDecided(spec, judged, context) : judged;
    const waived = decision.verdict === "no-data" && spec.onNoData === "pass";
    return {
      id: spec.id,
      severity: spec.severity,
      text: describe(spec, context.phases),
      measuredValue: null,
      thresholdValue: null,
      ...decision,
      notes: notesOf(spec, context),
      ...(waived ? { verdict: "waived" as const } : {}),
    };
  });

const notesOf = (spec: ExpectationLike, context: ExpectationContext): string[] => {
  const notes = [...(spec.uncounted ?? [])];
  const parsed = spec.that === null ? null : parseExpression(spec.that);
  if (parsed?.ok !== true) return notes;
  const { anchors, phases, endMs, series } = context;
  const bucketMs = series.resolutionMs;
  const rounded = bucketNotes(
    parsed.expression,
    {
      fromMs: anchorMs(spec.from, anchors),
      withinMs: spec.mode === "end" ? null : spec.withinMs,
    },
    {
      bucketMs,
      durationMs: endMs,
      at: (name) =>
        phases.find((phase) => phase.name === name)?.startMs ??
        (Object.hasOwn(anchors, name) ? anchors[name] : undefined),
      phaseEnd: (name) => phases.find((phase) => phase.name === name)?.endMs,
    },
  ).map(({ text }) => text);
  return rounded.length === 0 ? notes : [...notes, bucketNoteText(bucketMs, rounded)];
};

/** Of an interrupted run: a moment that decided, or a deadline that passed, stands; all else is open. */
const openUnlessDecided = (
  spec: ExpectationLike,
  decision: Decision,
  { anchors, endMs }: ExpectationContext,
): Decision => {
  const open: Decision = {
    ...decision,
    verdict: "not-judged",
    measured: `not judged yet (so far ${decision.measured})`,
    atMs: null,
  };
  if (spec.mode === "end" || spec.that === null) return open;
  const seeks = spec.mode === "eventually" || spec.mode === "sometimes";
  if (decision.verdict === (seeks ? "pass" : "fail")) return decision;
  const fromMs = anchorMs(spec.from, anchors);
  const isOver = spec.withinMs !== null && fromMs !== null && fromMs + spec.withinMs <= endMs;
  return isOver ? decision : open;
};

const noData = (measured: string, threshold = "", atMs: number | null = null): Decision => ({
  verdict: "no-data",
  measured,
  threshold,
  atMs,
});

const judgeSql = ({ id }: ExpectationLike, { sqlResults, endMs }: ExpectationContext): Decision => {
  const result = Object.hasOwn(sqlResults, id) ? sqlResults[id] : undefined;
  const threshold = "== true";
  if (result === undefined) return noData("no data: the query was not run", threshold);
  const { value, error } = result;
  if (value === null) return noData(`no data: ${error ?? "the query gave no row or NULL"}`, threshold);
  return { verdict: value ? "pass" : "fail", measured: String(value), threshold, atMs: endMs };
};

const judgeText = (spec: ExpectationLike, that: string, context: ExpectationContext): Decision => {
  const parsed = parseExpression(that);
  if (!parsed.ok) throw new Error(`expectation ${spec.id} was not checked: ${parsed.message}`);
  const fromMs = anchorMs(spec.from, context.anchors);
  if (fromMs === null) return noData(`no data: ${(spec.from as { name: string }).name} never happened`);
  const { endMs } = context;
  if (fromMs >= endMs)
    return noData(`no data: the run ended at ${formatDuration(endMs)}, before it began to count`);
  const reader = new ExpressionReader(parsed.expression, evaluationContext(context));
  const asWritten = constantSide(parsed.expression, that);
  const look = (ms: number): Outcome => {
    const outcome = reader.at(ms, fromMs);
    return asWritten === null ? outcome : { ...outcome, threshold: asWritten };
  };
  if (spec.mode === "end") return judgeEnd(look(endMs), endMs);
  const deadlineMs = spec.withinMs === null ? endMs : fromMs + spec.withinMs;
  const moments = momentsOf(parsed.expression, context, fromMs, Math.min(deadlineMs, endMs));
  if (moments.length === 0) {
    const step = formatDuration(context.series.resolutionMs);
    return noData(
      `no data: no bucket of ${step} ends between ${formatDuration(fromMs)} and ${formatDuration(deadlineMs)}`,
    );
  }
  const open = deadlineMs > endMs ? deadlineMs : null;
  return judgeMoments(spec.mode, moments, look, { openUntilMs: open, endMs });
};

/** `<= 1.5h` as the file has it, where the right side is a constant; null where it is measured, too. */
const constantSide = ({ left, right, comparison }: Expression, text: string): string | null => {
  const measures = ({ kind }: Operand): boolean => kind === "call" || kind === "fact";
  let isConstant = true;
  visitOperands({ text, left: right, right, comparison }, (node) => {
    isConstant &&= !measures(node);
  });
  // A label may hold an equals sign: the comparison stands after all of the left side.
  const at = text.indexOf(comparison, left.at.offset + left.at.length);
  return isConstant && at >= 0 ? text.slice(at).replace(/\s+/g, " ").trim() : null;
};

const evaluationContext = ({
  series,
  naming,
  phases,
  anchors,
  endMs,
  facts,
}: ExpectationContext): EvaluationContext => ({
  series,
  fleet: naming,
  calendar: { phases, anchors, endMs },
  facts,
});

const anchorMs = (anchor: AnchorLike, anchors: Readonly<Record<string, number>>): number | null => {
  if (anchor.kind === "at") return anchor.ms;
  return Object.hasOwn(anchors, anchor.name) ? anchors[anchor.name] + anchor.offsetMs : null;
};

/** Bucket ends after `fromMs` up to `toMs`, the run's end, and for status facts the moments they change. */
const momentsOf = (
  expression: Expression,
  { series, facts, endMs }: ExpectationContext,
  fromMs: number,
  toMs: number,
): number[] => {
  const moments = new Set<number>();
  const step = series.resolutionMs;
  for (let ms = (Math.floor(fromMs / step) + 1) * step; ms <= toMs; ms += step) moments.add(ms);
  if (toMs === endMs) moments.add(endMs);
  let status = false;
  visitOperands(expression, (node) => {
    status ||= node.kind === "fact";
  });
  if (status) for (const ms of facts.changesMs) if (ms >= fromMs && ms <= toMs) moments.add(ms);
  return [...moments].sort((x, y) => x - y);
};

const judgeEnd = (outcome: Outcome, endMs: number): Decision => {
  if (outcome.holds === null)
    return { ...texts(outcome), ...noData(outcome.measured, outcome.threshold, endMs) };
  return { ...texts(outcome), verdict: outcome.holds ? "pass" : "fail", atMs: endMs };
};

const texts = ({ measured, threshold, measuredValue, thresholdValue }: Outcome) => ({
  measured,
  threshold,
  measuredValue,
  thresholdValue,
});

/** When the run ended; and until when an expectation would have been open beyond that, or null. */
interface RunEnd {
  openUntilMs: number | null;
  endMs: number;
}

/** Goes through the moments: one that decides ends it; otherwise the tightest moment is shown. */
const judgeMoments = (
  mode: "always" | "eventually" | "never" | "sometimes",
  moments: readonly number[],
  look: (momentMs: number) => Outcome,
  { openUntilMs, endMs }: RunEnd,
): Decision => {
  const seeks = mode === "eventually" || mode === "sometimes";
  const decisive = mode !== "always";
  let tightest: { outcome: Outcome; atMs: number } | null = null;
  let last: Outcome | null = null;
  for (const atMs of moments) {
    const outcome = look(atMs);
    last = outcome;
    if (outcome.holds === null) continue;
    if (outcome.holds === decisive) return { ...texts(outcome), verdict: seeks ? "pass" : "fail", atMs };
    const nearer =
      tightest === null ||
      (decisive ? outcome.slack > tightest.outcome.slack : outcome.slack < tightest.outcome.slack);
    if (nearer) tightest = { outcome, atMs };
  }
  if (tightest === null) return noData(last?.measured ?? "no data", last?.threshold);
  const { outcome, atMs } = tightest;
  if (openUntilMs !== null && mode !== "sometimes") {
    const missing = `the run ended at ${formatDuration(endMs)}, before ${formatDuration(openUntilMs)}`;
    return noData(`no data: ${missing} (so far ${outcome.measured})`, outcome.threshold, endMs);
  }
  return { ...texts(outcome), verdict: seeks ? "fail" : "pass", atMs };
};

/** `share(device.online) >= 99%, eventually within 6m from storm`. */
const describe = (
  { that, sql, mode, withinMs, from, written }: ExpectationLike,
  phases: readonly PhaseLike[],
): string => {
  const parts = [that ?? sql ?? ""];
  if (mode !== "end") parts.push(mode);
  const within = withinMs === null ? "" : ` within ${written?.within ?? formatDuration(withinMs)}`;
  const start =
    from.kind === "at" && from.ms === 0 ? "" : ` from ${written?.from ?? anchorText(from, phases)}`;
  return `${parts.join(", ")}${within}${start}`;
};

const anchorText = (anchor: AnchorLike, phases: readonly PhaseLike[]): string => {
  if (anchor.kind === "at") {
    return phases.find(({ startMs }) => startMs === anchor.ms)?.name ?? formatDuration(anchor.ms);
  }
  const { name, offsetMs } = anchor;
  if (offsetMs === 0) return name;
  return `${name} ${offsetMs < 0 ? "-" : "+"} ${formatDuration(Math.abs(offsetMs))}`;
};
