// expect and stop: the comparison is parsed and its names, labels, windows and units are checked here, so that a
// misspelt metric is told before a run and not after it.

import type { z } from "zod";
import { formatDuration } from "../core/duration.js";
import { compareCodeUnits } from "../core/order.js";
import { dictionariesOf } from "../event/dictionaries.js";
import { parseExpression } from "../sla/expression.js";
import {
  checkExpression,
  checkNames,
  type ExpressionScope,
  type WhyUncounted,
} from "../sla/expression-check.js";
import type { RunTimes } from "../sla/expression-times.js";
import type { Expression, ExpressionProblem } from "../sla/expression-tree.js";
import { type BucketTimes, bucketNotes, bucketNoteText } from "../sla/kept-by-bucket.js";
import { lookProblems } from "../sla/stop-looks.js";
import type { Anchor, ExpectationSpec, StopSpec } from "../spec/expectation.js";
import type { Context } from "./context.js";
import { type Item, readItems } from "./issues.js";
import { expectationSchema, stopSchema } from "./schema/expectation.js";
import { positionOf, type Span } from "./source-text.js";
import type { TargetScope } from "./targets.js";
import { resolveAnchor, type TimeScope } from "./times.js";
import { childOf, itemsOf, pathText, spanAt, type Tree, textOf } from "./tree.js";
import { checkUnique } from "./unique.js";

type ExpectationText = z.output<typeof expectationSchema>;
const MODES = ["always", "eventually", "never", "sometimes"] as const;

/** The run's times, as far as the file knows them. */
const runTimes = ({ durationMs, phases, fixed }: TimeScope): RunTimes => ({
  durationMs,
  at: (name) => phases.find((phase) => phase.name === name)?.startMs ?? fixed.get(name),
});

/** What expressions of this scenario may name. */
const expressionScope = (
  { fleet, versions, context }: TargetScope,
  time: TimeScope,
  whyUncounted: WhyUncounted,
): Omit<ExpressionScope, "use"> => ({
  whyUncounted,
  groups: fleet.devices.map((group) => {
    const twin = fleet.deviceTwins[group.twin];
    return { ...group, twin: twin.name, transport: twin.radio.transport, qos: twin.reporting.qos };
  }),
  dictionaries: dictionariesOf([...versions].sort(compareCodeUnits)),
  phases: time.phases.map(({ name }) => name),
  rollouts: itemsOf(context.root, "rollouts").flatMap((tree) => textOf(tree, "id") ?? []),
  tenants: fleet.tenants.map(({ id }) => id),
  anchors: [...time.fixed.keys(), ...time.open],
  times: runTimes(time),
});

/** The part of a text scalar that an offset and length mean; the whole scalar where quotes or parameters moved it. */
const partOf = (tree: Tree, offset: number, length: number): Span => {
  const { at } = tree;
  const value = tree.kind === "scalar" ? String(tree.value) : "";
  const written = at.source.text.slice(at.start, at.end);
  const shift = written === value ? 0 : written.slice(1, -1) === value ? 1 : -1;
  if (shift < 0) return at;
  const start = at.start + shift + Math.min(offset, value.length);
  return { source: at.source, start, end: start + Math.max(1, length) };
};

interface CheckedText {
  expression: Expression;
  /** What of it nothing counts. */
  uncounted: string[];
}

/** An expression where it stands, and what else may be wrong with it there. */
interface WrittenText {
  tree: Tree;
  label: string;
  text: string;
  alsoWrong?: (expression: Expression) => ExpressionProblem[];
}

const checkText = (
  { context, fleet }: TargetScope,
  scope: ExpressionScope,
  { tree, label, text, alsoWrong }: WrittenText,
): CheckedText | null => {
  const parsed = parseExpression(text);
  if (!parsed.ok) {
    context.problems.error(
      partOf(tree, parsed.offset, parsed.length),
      "SCN080",
      `${label}: ${parsed.message}`,
      parsed.hint,
    );
    return null;
  }
  // Of a fleet that could not be read, labels and values are not known; names are.
  const known = fleet.complete ? checkExpression(parsed.expression, scope) : checkNames(parsed.expression);
  const isWrong = known.some(({ isHarmless }) => isHarmless !== true);
  const found = isWrong ? known : [...known, ...(alsoWrong?.(parsed.expression) ?? [])];
  for (const { offset, length, message, hint, isSenseless, isHarmless, isCoarse } of found) {
    const code = isCoarse === true ? "SCN083" : isSenseless === true ? "SCN082" : "SCN081";
    const level = isHarmless === true ? "warning" : "error";
    context.problems[level](partOf(tree, offset, length), code, `${label}: ${message}`, hint);
  }
  const uncounted = known.filter(
    ({ isHarmless, isSenseless }) => isHarmless === true && isSenseless !== true,
  );
  return { expression: parsed.expression, uncounted: uncounted.map(({ message }) => message) };
};

const modeOf = (context: Context, { value, tree, path }: Item<ExpectationText>): ExpectationSpec["mode"] => {
  const present = MODES.filter((mode) => value[mode] !== undefined);
  if (present.length > 1) {
    const message = `${pathText(path)} has ${present.join(" and ")}; it must have at most one of ${MODES.join(", ")}`;
    context.problems.error(tree.at, "SCN017", message, "write two expectations");
  }
  return present[0] ?? "end";
};

/** The run's buckets, for what is known of its times beforehand. */
const bucketTimes = (time: TimeScope, bucketMs: number): BucketTimes => ({
  ...runTimes(time),
  bucketMs,
  phaseEnd: (name) => time.phases.find((phase) => phase.name === name)?.endMs,
});

const START: Anchor = { kind: "at", ms: 0 };

/** Why nothing can be looked at from `from` to `within` later; null when something can. */
const stretchProblem = (
  from: Anchor,
  withinMs: number | null,
  durationMs: number,
  stepMs: number,
): [message: string, hint: string] | null => {
  if (withinMs === null || from.kind === "event" || from.ms + withinMs >= durationMs) return null;
  const nextMs = (Math.floor(from.ms / stepMs) + 1) * stepMs;
  if (nextMs <= from.ms + withinMs) return null;
  const step = formatDuration(stepMs);
  return [
    `nothing is looked at in it: a run of ${formatDuration(durationMs)} is looked at every ${step}`,
    `make it at least ${step}`,
  ];
};

/** All that an expectation is read with; `stepMs`: length of the run's metric buckets. */
interface Desk {
  target: TargetScope;
  time: TimeScope;
  scope: ExpressionScope;
  stepMs: number;
}

/** One of `that` and `sql`; SQL is asked at the end alone. */
const checkQuestion = (
  { problems }: Context,
  { value, tree, path }: Item<ExpectationText>,
  mode: ExpectationSpec["mode"],
): void => {
  if ((value.that === undefined) === (value.sql === undefined)) {
    const message = `${pathText(path)} has ${value.that === undefined ? "neither" : "both"}; it must have exactly one of that and sql`;
    problems.error(tree.at, "SCN017", message, 'that: "share(device.online) >= 99%"');
  }
  if (value.sql !== undefined && mode !== "end") {
    const message = `${pathText(path)}: sql is asked at the end of the run; it has no \`${mode}\``;
    problems.error(spanAt(tree, [mode]), "SCN017", message);
  }
};

/** From when on an expectation is looked at, and for how long. */
interface Stretch {
  from: Anchor;
  withinMs: number | null;
  /** False where nothing can be looked at in it. */
  isSound: boolean;
  /** As it stands in the file. */
  written: { within: string | null; from: string | null };
}

const stretchOf = (
  { target: { context }, time, stepMs }: Desk,
  { value, tree, path }: Item<ExpectationText>,
  mode: ExpectationSpec["mode"],
): Stretch => {
  const { problems } = context;
  const detail = mode === "end" ? undefined : value[mode];
  const { from: text, within } = typeof detail === "object" ? detail : {};
  const label = pathText([...path, mode, "from"]);
  const anchor =
    text === undefined
      ? START
      : resolveAnchor({ text, at: spanAt(tree, [mode, "from"]), label }, time, problems);
  const from = anchor ?? START;
  const at = spanAt(tree, [mode, "within"]);
  const place = pathText([...path, mode, "within"]);
  const wrong = stretchProblem(from, within ?? null, time.durationMs, stepMs);
  if (wrong !== null) {
    const [message, hint] = wrong;
    problems.error(at, "SCN082", `${place}: ${message}`, hint);
  } else if (within !== undefined && from.kind === "at" && from.ms + within > time.durationMs) {
    const ends = `${place} ends at ${formatDuration(from.ms + within)}, and the run at ${formatDuration(time.durationMs)}`;
    const hint = "lengthen `duration`, or shorten `within`";
    problems.warning(at, "SCN086", `${ends}: what is open then has no data`, hint);
  }
  return {
    from,
    withinMs: within ?? null,
    isSound: wrong === null,
    written: { within: textOf(childOf(tree, mode), "within") ?? null, from: text ?? null },
  };
};

/** What cannot be seen as finely as it is written: figures are kept by bucket. */
const warnCoarse = (
  { target: { context }, time, stepMs }: Desk,
  { tree, path }: Item<ExpectationText>,
  { from, withinMs }: Stretch,
  { expression, mode }: { expression: Expression; mode: ExpectationSpec["mode"] },
): void => {
  const stretched = { fromMs: from.kind === "at" ? from.ms : null, withinMs };
  for (const { window, text } of bucketNotes(expression, stretched, bucketTimes(time, stepMs))) {
    const { offset, length } = window?.at ?? { offset: 0, length: 0 };
    context.problems.warning(
      window === null ? spanAt(tree, [mode]) : partOf(childOf(tree, "that") as Tree, offset, length),
      "SCN083",
      `${pathText(path)}: ${bucketNoteText(stepMs, [text])}`,
      `write it in whole ${formatDuration(stepMs)}, or make the run shorter`,
    );
  }
};

const readOne = (desk: Desk, item: Item<ExpectationText>): ExpectationSpec => {
  const { target, scope } = desk;
  const { value, tree, path } = item;
  const { id, that, sql, severity, onNoData } = value;
  const mode = modeOf(target.context, item);
  checkQuestion(target.context, item, mode);
  const label = pathText([...path, "that"]);
  const checked =
    that === undefined
      ? null
      : checkText(target, scope, { tree: childOf(tree, "that") as Tree, label, text: that });
  const stretch = stretchOf(desk, item, mode);
  if (checked !== null && stretch.isSound)
    warnCoarse(desk, item, stretch, { expression: checked.expression, mode });
  return {
    id,
    that: that ?? null,
    sql: sql ?? null,
    mode,
    withinMs: stretch.withinMs,
    from: stretch.from,
    severity,
    onNoData,
    uncounted: checked?.uncounted ?? [],
    written: stretch.written,
    sqlPosition: sql === undefined ? null : positionOf(spanAt(tree, ["sql"])),
    position: positionOf(tree.at),
  };
};

/** `stepMs`: length of the run's metric buckets. */
export const readExpectations = (
  target: TargetScope,
  time: TimeScope,
  whyUncounted: WhyUncounted,
  stepMs: number,
): ExpectationSpec[] => {
  const { context } = target;
  const scope: ExpressionScope = { ...expressionScope(target, time, whyUncounted), use: "expectation" };
  checkUnique(context, itemsOf(context.root, "expect"), "expectation");
  return readItems(context.problems, expectationSchema, context.root, "expect").map((item) =>
    readOne({ target, time, scope, stepMs }, item),
  );
};

export const readStops = (target: TargetScope, time: TimeScope, whyUncounted: WhyUncounted): StopSpec[] => {
  const { context } = target;
  const scope: ExpressionScope = { ...expressionScope(target, time, whyUncounted), use: "stop" };
  checkUnique(context, itemsOf(context.root, "stop"), "stop condition");
  return readItems(context.problems, stopSchema, context.root, "stop").map(({ value, tree, path }) => {
    checkText(target, scope, {
      tree: childOf(tree, "when") as Tree,
      label: pathText([...path, "when"]),
      text: value.when,
      alsoWrong: (expression) => lookProblems(expression, time.phases, time.durationMs),
    });
    return { id: value.id, when: value.when, position: positionOf(tree.at) };
  });
};
