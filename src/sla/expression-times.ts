// Do the windows of an expression lie in the run? One that is empty, reversed or outside has no data however the run goes.
import { formatDuration } from "../core/duration.js";
import type { Expression, ExpressionProblem, Window, WindowEdge } from "./expression-tree.js";
import { visitOperands } from "./expression-tree.js";

export interface RunTimes {
  readonly durationMs: number;
  /** When a phase begins or an event of the file happens; undefined where only the run can tell. */
  readonly at: (name: string) => number | undefined;
}

/** When an edge of a window is, ms; undefined where only the run can tell. */
export const edgeMs = ({ name, offsetMs }: WindowEdge, { durationMs, at }: RunTimes): number | undefined => {
  if (name === null || name === "start") return offsetMs;
  if (name === "end") return durationMs + offsetMs;
  const base = at(name);
  return base === undefined ? undefined : base + offsetMs;
};

const windowProblem = (window: Window, times: RunTimes): { message: string; hint: string } | null => {
  const end = formatDuration(times.durationMs);
  if (window.kind === "named") return null;
  if (window.kind !== "range") {
    if (window.ms <= times.durationMs) return null;
    return {
      message: `a window of ${formatDuration(window.ms)} is longer than the run (${end})`,
      hint: "shorten it, or leave it out to take the whole run",
    };
  }
  const { from, to } = window;
  const isSameName = from.name !== null && from.name === to.name;
  const fromMs = isSameName ? from.offsetMs : edgeMs(from, times);
  const toMs = isSameName ? to.offsetMs : edgeMs(to, times);
  if (fromMs !== undefined && toMs !== undefined && toMs <= fromMs) {
    const what = toMs === fromMs ? "is empty" : "ends before it begins";
    return { message: `the window ${what}`, hint: "write [from .. to] with the earlier moment first" };
  }
  const within = (edge: WindowEdge, word: string): { message: string; hint: string } | null => {
    const ms = edgeMs(edge, times);
    if (ms === undefined || (ms >= 0 && ms <= times.durationMs)) return null;
    const side = ms < 0 ? "before the run begins" : `after the run's end (${end})`;
    return { message: `the window ${word} ${side}`, hint: "a window lies between start and end" };
  };
  const begins = within(from, "begins");
  if (begins !== null) return begins;
  if (edgeMs(from, times) === times.durationMs)
    return {
      message: `the window begins at the run's end (${end})`,
      hint: "a window lies between start and end",
    };
  return within(to, "ends");
};

/** Every window that cannot hold anything in a run of these times. */
export const windowProblems = (expression: Expression, times: RunTimes): ExpressionProblem[] => {
  const problems: ExpressionProblem[] = [];
  visitOperands(expression, (node) => {
    if (node.kind !== "call" || node.window === null) return;
    const problem = windowProblem(node.window, times);
    if (problem !== null) problems.push({ ...node.window.at, ...problem, isSenseless: true });
  });
  return problems;
};
