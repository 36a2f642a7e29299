// What a run's buckets make of a condition: windows, `from` and `within` that do not lie on them are rounded outwards (a window
// of 30 s in a run that keeps its figures by 5 min covers 5 min). Told before the run and beside the result.
import { formatDuration } from "../core/duration.js";
import { METRICS } from "../event/metric.js";
import { findMetric } from "./expression-names.js";
import { edgeMs, type RunTimes } from "./expression-times.js";
import type { Expression, Operand, Window } from "./expression-tree.js";
import { visitOperands } from "./expression-tree.js";

export interface BucketTimes extends RunTimes {
  readonly bucketMs: number;
  /** When a phase ends. */
  readonly phaseEnd: (name: string) => number | undefined;
}

/** Why a mode's stretch matters: what is looked at, from when, until when. */
interface Stretch {
  /** Null: the mode has none, or the moment is not known. */
  readonly fromMs: number | null;
  readonly withinMs: number | null;
}

const text = (ms: number): string => formatDuration(ms, 4);

/** What a window covers instead of what it says; null where it lies on the buckets, or is not known. */
const windowNote = (window: Window, written: string, times: BucketTimes): string | null => {
  const { bucketMs, durationMs } = times;
  const floor = (ms: number): number => Math.max(0, Math.floor(ms / bucketMs) * bucketMs);
  const ceil = (ms: number): number => Math.min(durationMs, Math.ceil(ms / bucketMs) * bucketMs);
  const over = (fromMs: number | undefined, toMs: number | undefined): string | null => {
    if (fromMs === undefined || toMs === undefined) return null;
    if (floor(fromMs) === Math.max(0, fromMs) && ceil(toMs) === Math.min(durationMs, toMs)) return null;
    return `${written} covers ${text(floor(fromMs))} to ${text(ceil(toMs))}`;
  };
  switch (window.kind) {
    case "sliding":
      return window.ms % bucketMs === 0
        ? null
        : `${written} covers ${text(Math.ceil(window.ms / bucketMs) * bucketMs)}`;
    case "last":
      return over(Math.max(0, durationMs - window.ms), durationMs);
    case "named":
      return over(times.at(window.name), times.phaseEnd(window.name));
    case "range":
      return over(edgeMs(window.from, times), edgeMs(window.to, times));
  }
};

/** A level at the moment of the look, whatever was before it. */
const isOfTheMoment = ({ aggregate, selector }: Extract<Operand, { kind: "call" }>): boolean =>
  aggregate === "last" || (aggregate === "share" && METRICS[findMetric(selector.name)]?.kind === "gauge");

/** Whether anything is counted from `from` on: a call without a window. */
const countsFrom = (expression: Expression): boolean => {
  let isOpen = false;
  visitOperands(expression, (node: Operand) => {
    isOpen ||= node.kind === "call" && node.window === null && !isOfTheMoment(node);
  });
  return isOpen;
};

export interface BucketNote {
  text: string;
  /** The window it is about; null for the mode's `from` and `within`. */
  window: Window | null;
}

/** Every part of a condition that the run's buckets round. */
export const bucketNotes = (expression: Expression, stretch: Stretch, times: BucketTimes): BucketNote[] => {
  const { bucketMs, durationMs } = times;
  const notes: BucketNote[] = [];
  visitOperands(expression, (node) => {
    if (node.kind !== "call" || node.window === null) return;
    const { at } = node.window;
    const note = windowNote(
      node.window,
      expression.text.slice(at.offset, at.offset + at.length).replace(/\s+/g, " "),
      times,
    );
    if (note !== null) notes.push({ text: note, window: node.window });
  });
  const { fromMs, withinMs } = stretch;
  if (fromMs !== null && fromMs % bucketMs !== 0 && countsFrom(expression)) {
    const kept = Math.floor(fromMs / bucketMs) * bucketMs;
    notes.push({ text: `what is counted from ${text(fromMs)} is counted from ${text(kept)}`, window: null });
  }
  if (fromMs !== null && withinMs !== null) {
    const deadlineMs = fromMs + withinMs;
    const lastMs = Math.floor(deadlineMs / bucketMs) * bucketMs;
    if (deadlineMs < durationMs && lastMs !== deadlineMs)
      notes.push({
        text: `within ${text(withinMs)} ends at ${text(deadlineMs)}, and the last look before is at ${text(lastMs)}`,
        window: null,
      });
  }
  return notes;
};

/** `this run keeps its figures by 5m: [sliding 30s] covers 5m`. */
export const bucketNoteText = (bucketMs: number, notes: readonly string[]): string =>
  `this run keeps its figures by ${text(bucketMs)}: ${[...new Set(notes)].join("; ")}`;
