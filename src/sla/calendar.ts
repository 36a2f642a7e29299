// Where a window lies when it is looked at from a moment of the run: what is known then, no more. Windows are widened
// outwards to whole buckets, because a run keeps its numbers by bucket.
import type { Window, WindowEdge } from "./expression-tree.js";

export interface PhaseLike {
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Named moments of a run. `endMs` is Infinity while it goes on. */
export interface Calendar {
  readonly phases: readonly PhaseLike[];
  /** When events happened: `fw-2.4.0.aborted` -> ms; absent when they did not. */
  readonly anchors: Readonly<Record<string, number>>;
  readonly endMs: number;
}

export type Covered = { ok: true; fromMs: number; toMs: number } | { ok: false; reason: string };

const none = (reason: string): Covered => ({ ok: false, reason });

const edgeMs = (edge: WindowEdge, calendar: Calendar): number | null => {
  const { name, offsetMs } = edge;
  if (name === null || name === "start") return offsetMs;
  if (name === "end") return calendar.endMs + offsetMs;
  const phase = calendar.phases.find((known) => known.name === name);
  if (phase !== undefined) return phase.startMs + offsetMs;
  return Object.hasOwn(calendar.anchors, name) ? calendar.anchors[name] + offsetMs : null;
};

/**
 * The stretch a window covers at `momentMs`; without a window, from `fromMs` on. `sliding` looks back from the moment,
 * `last` from the run's end (while it goes on: from the moment), the others stand still and fill up.
 */
export const stretchOf = (
  window: Window | null,
  calendar: Calendar,
  momentMs: number,
  fromMs: number,
): Covered => {
  let start = fromMs;
  let end = momentMs;
  let label = "the time since then";
  if (
    window?.kind === "sliding" ||
    (window?.kind === "last" && calendar.endMs === Number.POSITIVE_INFINITY)
  ) {
    start = Math.max(0, momentMs - window.ms);
  } else if (window?.kind === "last") {
    start = Math.max(0, calendar.endMs - window.ms);
    label = "the window";
  } else if (window?.kind === "named") {
    const phase = calendar.phases.find((known) => known.name === window.name);
    if (phase === undefined) return none(`there is no phase ${window.name}`);
    start = phase.startMs;
    end = phase.endMs;
    label = window.name;
  } else if (window?.kind === "range") {
    const from = edgeMs(window.from, calendar);
    const to = edgeMs(window.to, calendar);
    if (from === null) return none(`${window.from.name} never happened`);
    if (to === null) return none(`${window.to.name} never happened`);
    if (to <= from) return none("the window ends before it begins");
    start = Math.max(0, from);
    end = to;
    label = "the window";
  }
  if (momentMs <= start) return none(`${label} had not begun`);
  return { ok: true, fromMs: start, toMs: Math.min(end, momentMs) };
};
