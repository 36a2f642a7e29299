// Does an expression make sense for this fleet? Names, labels and their values, windows, which function reads which
// kind of metric, and whether the units fit. All problems at once, each with its place and what to do.
import {
  added,
  type Dimension,
  dimensionName,
  divided,
  multiplied,
  SHARE,
  sameDimension,
  TIME,
} from "./dimension.js";
import { FACTS, findMetric, metricNames, metricUnit } from "./expression-names.js";
import { printSelector } from "./expression-print.js";
import { senselessOf } from "./expression-range.js";
import { readingsOf, readsLatency, whyUnreadable } from "./expression-reads.js";
import { type RunTimes, windowProblems } from "./expression-times.js";
import type { Expression, ExpressionProblem, Operand, Selector, Window } from "./expression-tree.js";
import { visitOperands } from "./expression-tree.js";
import { checkSides, type Kind } from "./expression-units.js";
import { UNITS } from "./quantity.js";
import { resolveSelector, type SelectorScope, unknownWord } from "./selector.js";

/** Says what is missing for any of these values of these groups to be counted; null when something may count. */
export type WhyUncounted = (
  metric: string,
  values: readonly string[],
  groups: readonly number[],
) => string | null;

export interface ExpressionScope extends SelectorScope {
  readonly phases: readonly string[];
  readonly rollouts: readonly string[];
  readonly tenants: readonly string[];
  /** Other events a window may name (`blackout.end`), beside those of rollouts. */
  readonly anchors?: readonly string[];
  /** "stop": only what is known while the run goes on may be used. */
  readonly use?: "expectation" | "stop";
  readonly whyUncounted?: WhyUncounted;
  /** The run's times; without them windows are not held against the run. */
  readonly times?: RunTimes;
}

/** The moments of a rollout that AnchorLog tells. */
export const ROLLOUT_ANCHORS = ["start", "paused", "aborted", "completed", "failed"] as const;

/** Everything that is wrong with a parsed expression in this scope, in text order; empty when it can be evaluated. */
export const checkExpression = (expression: Expression, scope: ExpressionScope): ExpressionProblem[] => {
  const problems: ExpressionProblem[] = [];
  visitOperands(expression, (node) => {
    if (node.kind === "call" && node.window !== null) checkWindow(node.window, scope, problems);
  });
  const left = kindOf(expression.left, scope, problems, wordsOf(expression.right));
  const right = kindOf(expression.right, scope, problems, wordsOf(expression.left));
  checkSides(expression, left, right, problems);
  if (scope.times !== undefined) problems.push(...windowProblems(expression, scope.times));
  if (problems.length === 0) problems.push(...uncountedIn(expression, scope));
  if (
    left !== null &&
    right !== null &&
    left !== "text" &&
    problems.every(({ isHarmless }) => isHarmless === true)
  ) {
    const senseless = senselessOf(expression, { ...scope, durationMs: scope.times?.durationMs });
    if (senseless !== null) problems.push(senseless);
  }
  return problems.sort((x, y) => x.offset - y.offset);
};

/** Metrics that nothing in this scenario counts: `== 0` of one is green for ever, `> 0` never. It may stand, as a guard. */
const uncountedIn = (expression: Expression, scope: ExpressionScope): ExpressionProblem[] => {
  const problems: ExpressionProblem[] = [];
  visitOperands(expression, (node) => {
    if (node.kind !== "call" || scope.whyUncounted === undefined) return;
    const selection = resolveSelector(node.selector, scope, []);
    if (selection === null) return;
    const { spec, subs, groups } = selection;
    const values = subs.map((sub) => scope.dictionaries[spec.sub][sub]);
    const missing = scope.whyUncounted(spec.name, values, groups);
    if (missing === null) return;
    problems.push({
      ...node.selector.at,
      message: `nothing counts ${printSelector(node.selector)} in this scenario: ${missing}`,
      hint: "add what would count it, or leave the condition out: it tests nothing",
      isHarmless: true,
    });
  });
  return problems;
};

/** The metrics and facts an expression names that do not exist, whatever the fleet. */
export const checkNames = (expression: Expression): ExpressionProblem[] => {
  const problems: ExpressionProblem[] = [];
  visitOperands(expression, (node) => {
    if (node.kind !== "call" && node.kind !== "fact") return;
    const { name, at } = node.selector;
    if (findMetric(name) >= 0 || Object.hasOwn(FACTS, name)) return;
    const what = node.kind === "call" ? "the metric" : "the name";
    const known = node.kind === "call" ? metricNames() : [...Object.keys(FACTS), ...metricNames()];
    problems.push(unknownWord({ offset: at.offset, length: name.length }, what, name, known));
  });
  return problems;
};

/** The words a text fact on the other side allows. */
const wordsOf = (node: Operand): readonly string[] =>
  node.kind === "fact" ? (FACTS[node.selector.name]?.words ?? []) : [];

const kindOf = (
  node: Operand,
  scope: ExpressionScope,
  problems: ExpressionProblem[],
  words: readonly string[],
): Kind => {
  switch (node.kind) {
    case "quantity":
      return UNITS[node.unit].dimension;
    case "word":
      return kindOfWord(node.word, node.at, problems, words);
    case "negate":
      return numeric(kindOf(node.of, scope, problems, []), node.of, problems);
    case "binary":
      return kindOfBinary(node, scope, problems);
    case "fact":
      return kindOfFact(node.selector, scope, problems);
    case "call":
      return kindOfCall(node, scope, problems);
  }
};

const kindOfWord = (
  word: string,
  at: Operand["at"],
  problems: ExpressionProblem[],
  words: readonly string[],
): Kind => {
  if (words.includes(word)) return "text";
  if (words.length > 0) problems.push(unknownWord(at, "the status", word, words));
  else
    problems.push({
      ...at,
      message: `"${word}" is neither a number, a call nor a fact`,
      hint: wordHint(word),
    });
  return null;
};

const wordHint = (word: string): string => {
  const metric = metricNames().find((name) => name.split(".").includes(word));
  if (metric !== undefined) return `to read a metric, call a function on it: last(${metric})`;
  return `the facts are ${Object.keys(FACTS).join(", ")}`;
};

const numeric = (kind: Kind, node: Operand, problems: ExpressionProblem[]): Dimension | null => {
  if (kind !== "text") return kind;
  problems.push({
    ...node.at,
    message: "a status is a word, not a number",
    hint: "compare it with == or !=",
  });
  return null;
};

const kindOfBinary = (
  node: Extract<Operand, { kind: "binary" }>,
  scope: ExpressionScope,
  problems: ExpressionProblem[],
): Kind => {
  const left = numeric(kindOf(node.left, scope, problems, []), node.left, problems);
  const right = numeric(kindOf(node.right, scope, problems, []), node.right, problems);
  if (left === null || right === null) return null;
  if (node.operator === "*") return multiplied(left, right);
  if (node.operator === "/") return divided(left, right);
  if (sameDimension(left, right)) return added(left, right);
  problems.push({
    ...node.at,
    message: `${dimensionName(left)} and ${dimensionName(right)} cannot be ${node.operator === "+" ? "added" : "subtracted"}`,
    hint: "give both sides the same unit",
  });
  return null;
};

const kindOfFact = (selector: Selector, scope: ExpressionScope, problems: ExpressionProblem[]): Kind => {
  const { name, at } = selector;
  const fact = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
  const nameAt = { offset: at.offset, length: name.length };
  if (fact === undefined) {
    if (findMetric(name) >= 0) {
      const message = `${name} is a metric; an expression must say how to read it`;
      problems.push({ ...nameAt, message, hint: `write ${readingsOf(name)}` });
    } else problems.push(unknownWord(nameAt, "the name", name, [...Object.keys(FACTS), ...metricNames()]));
    return null;
  }
  if (scope.use === "stop" && !fact.live) {
    const message = `${name} is known only at the end of the run, so it cannot stop it`;
    problems.push({ ...nameAt, message, hint: "use metrics in stop conditions" });
  }
  checkFactLabels(selector, fact.label, scope, problems);
  return fact.dimension ?? "text";
};

const checkFactLabels = (
  { name, labels, at }: Selector,
  wanted: "id" | "tenant" | null,
  scope: ExpressionScope,
  problems: ExpressionProblem[],
): void => {
  const ids = wanted === "id" ? scope.rollouts : wanted === "tenant" ? scope.tenants : [];
  for (const label of labels) {
    if (label.key !== wanted) {
      problems.push(unknownWord(label.at, "the label", label.key, wanted === null ? [] : [wanted]));
    } else if (!ids.includes(label.value)) {
      problems.push(unknownWord(label.at, wanted === "id" ? "the rollout" : "the tenant", label.value, ids));
    }
  }
  if (wanted !== null && labels.length === 0 && ids.length !== 1) {
    const example = ids[0] ?? "...";
    problems.push({
      ...at,
      message: `${name} needs {${wanted}=...}`,
      hint: `write ${name}{${wanted}=${example}}`,
    });
  }
};

const kindOfCall = (
  node: Extract<Operand, { kind: "call" }>,
  scope: ExpressionScope,
  problems: ExpressionProblem[],
): Kind => {
  const selection = resolveSelector(node.selector, scope, problems);
  if (selection === null) return null;
  const { spec } = selection;
  const unreadable = whyUnreadable(node.aggregate, node.over, selection);
  if (unreadable !== null) {
    problems.push({ ...node.at, message: unreadable, hint: `write ${readingsOf(spec.name)}` });
    return null;
  }
  if (node.aggregate === "share" || node.over === "share") return SHARE;
  if (readsLatency(node.aggregate, node.over, spec)) return TIME;
  const { dimension } = metricUnit(spec);
  return node.aggregate === "rate" || node.over === "rate" ? divided(dimension, TIME) : dimension;
};

const checkWindow = (window: Window, scope: ExpressionScope, problems: ExpressionProblem[]): void => {
  if (window.kind === "named" && !scope.phases.includes(window.name)) {
    problems.push(unknownWord(window.at, "the phase", window.name, scope.phases));
  }
  if (window.kind !== "range") return;
  const rolled = scope.rollouts.flatMap((id) => ROLLOUT_ANCHORS.map((event) => `${id}.${event}`));
  const known = ["start", "end", ...scope.phases, ...rolled, ...(scope.anchors ?? [])];
  for (const { name, at } of [window.from, window.to]) {
    if (name !== null && !known.includes(name)) problems.push(unknownWord(at, "the moment", name, known));
  }
};
