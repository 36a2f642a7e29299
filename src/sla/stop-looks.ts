// When stop conditions are looked at: at moments that depend on what is written in them and never on how long the run is,
// or the same condition would stop a short run and miss a long one. Once a minute, or oftener where a window asks for it.
import { formatDuration, HOUR_MS, MINUTE_MS, SECOND_MS } from "../core/duration.js";
import { formatCount } from "../core/units.js";
import type { PhaseLike } from "./calendar.js";
import { parseExpression } from "./expression.js";
import {
  type Expression,
  type ExpressionProblem,
  visitOperands,
  type WindowEdge,
} from "./expression-tree.js";

/** Time between looks: the longest that every window of the condition is a whole number of. */
const LOOKS_MS = [MINUTE_MS, 10 * SECOND_MS, SECOND_MS] as const;
/** A run keeps its figures at least from look to look, so a condition may ask for so many looks (69 days by the minute). */
const LOOKS_MAX = 100_000;
/** Longer runs are looked at less often, where the windows allow it, and that is told. */
const RARE_LOOKS_MS = [5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS] as const;

interface Part {
  /** Lengths and edges, ms from the start. */
  timesMs: number[];
  offset: number;
  length: number;
}

/** What the windows of a condition name that is known from the file. */
const partsOf = (expression: Expression, phases: readonly PhaseLike[]): Part[] => {
  const parts: Part[] = [];
  const edgeMs = ({ name, offsetMs }: WindowEdge): number[] => {
    if (name === null || name === "start") return [offsetMs];
    const phase = phases.find((known) => known.name === name);
    return phase === undefined ? [] : [phase.startMs + offsetMs];
  };
  visitOperands(expression, (node) => {
    if (node.kind !== "call" || node.window === null) return;
    const { window } = node;
    const phase = window.kind === "named" ? phases.find(({ name }) => name === window.name) : undefined;
    const timesMs =
      window.kind === "range"
        ? [...edgeMs(window.from), ...edgeMs(window.to)]
        : window.kind === "named"
          ? phase === undefined
            ? []
            : [phase.startMs, phase.endMs]
          : [window.ms];
    parts.push({ ...window.at, timesMs });
  });
  return parts;
};

const fits = (parts: readonly Part[], ms: number): boolean =>
  parts.every(({ timesMs }) => timesMs.every((time) => time % ms === 0));

const usualLookOf = (parts: readonly Part[]): number => LOOKS_MS.find((ms) => fits(parts, ms)) ?? LOOKS_MS[0];

/** As often as usual, or as a longer run can; undefined where its windows ask for more looks than it keeps. */
const lookOf = (parts: readonly Part[], durationMs: number): number | undefined => {
  const usualMs = usualLookOf(parts);
  if (durationMs / usualMs <= LOOKS_MAX) return usualMs;
  return RARE_LOOKS_MS.find((ms) => durationMs / ms <= LOOKS_MAX && fits(parts, ms));
};

/** How often the stop conditions of a run are looked at, all of them together; they must have passed {@link lookProblems}. */
export const stopLookMs = (
  whens: readonly string[],
  phases: readonly PhaseLike[],
  durationMs: number,
): number => {
  const looksMs = whens.map((when) => {
    const parsed = parseExpression(when);
    return (parsed.ok ? lookOf(partsOf(parsed.expression, phases), durationMs) : undefined) ?? LOOKS_MS[0];
  });
  return looksMs.length === 0 ? LOOKS_MS[0] : Math.min(...looksMs);
};

/** What windows a run of this length can be asked for. */
const coarserHint = (durationMs: number): string => {
  const ms = [SECOND_MS, 10 * SECOND_MS, MINUTE_MS, ...RARE_LOOKS_MS].find(
    (one) => durationMs / one <= LOOKS_MAX,
  );
  if (ms === undefined) return "shorten the run";
  return `make every window and edge of the condition a multiple of ${formatDuration(ms)}, or shorten the run`;
};

/** Why a stop condition cannot be looked at as it is written. */
export const lookProblems = (
  expression: Expression,
  phases: readonly PhaseLike[],
  durationMs: number,
): ExpressionProblem[] => {
  const problems: ExpressionProblem[] = [];
  visitOperands(expression, (node) => {
    if (node.kind !== "call" || node.window?.kind !== "range") return;
    const { from, to } = node.window;
    for (const { name, at } of [from, to]) {
      if (name === null || name === "start" || phases.some((phase) => phase.name === name)) continue;
      if (name === "end" && at === to.at && to.offsetMs === 0) continue;
      const message =
        name === "end"
          ? "a stop condition looks at the run while it goes on, and this lies at its end"
          : `a stop condition does not wait for events such as ${name}`;
      problems.push({ ...at, message, hint: "name a phase, or write the time: [20m .. 35m], [sliding 5m]" });
    }
  });
  const parts = partsOf(expression, phases);
  for (const { timesMs, offset, length } of parts) {
    const odd = timesMs.find((time) => time % 1_000 !== 0);
    if (odd === undefined) continue;
    const message = `a stop condition is looked at by whole seconds, and this has ${formatDuration(odd)}`;
    problems.push({ offset, length, message, hint: "make it whole seconds" });
  }
  if (problems.length > 0) return problems;
  const lookMs = usualLookOf(parts);
  const rareMs = lookOf(parts, durationMs);
  const every = formatDuration(lookMs);
  const { at } = expression.left;
  if (rareMs !== undefined && rareMs !== lookMs) {
    problems.push({
      ...at,
      message: `in a run of ${formatDuration(durationMs)} it is looked at every ${formatDuration(rareMs)} instead of every ${every}: a run keeps ${formatCount(LOOKS_MAX)} looks, and what comes and goes between two is not seen`,
      hint: "count with a window, such as [sliding 1d], so that no look misses anything; or shorten the run",
      isHarmless: true,
      isCoarse: true,
    });
  } else if (lookMs > durationMs) {
    problems.push({
      ...at,
      message: `it is looked at every ${every}, and the run ends at ${formatDuration(durationMs)}`,
      hint: "lengthen the run, or give it a window of seconds, such as [sliding 10s]",
      isSenseless: true,
    });
  } else if (rareMs === undefined) {
    const finer = parts.find((part) => lookOf([part], durationMs) === undefined);
    problems.push({
      ...(finer === undefined ? at : { offset: finer.offset, length: finer.length }),
      message: `it asks for figures of every ${every}; a run keeps those for up to ${formatDuration(lookMs * LOOKS_MAX, 2)}, and this one takes ${formatDuration(durationMs)}`,
      hint: coarserHint(durationMs),
    });
  }
  return problems;
};
