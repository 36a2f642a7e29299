// The value of a comparison at moments of a run. Moments go forward only, so every call reads each row once.
// A side without data makes the comparison undecided, never true or false.
import type { SeriesStore } from "../event/series.js";
import type { Figure } from "../result/expectation.js";
import type { Calendar } from "./calendar.js";
import { CallReader, type FleetScope, none, type Value } from "./call.js";
import { added, type Dimension, divided, figureOf, formatValue, multiplied } from "./dimension.js";
import { FACTS } from "./expression-names.js";
import { type Comparison, type Expression, type Operand, visitOperands } from "./expression-tree.js";
import type { Facts } from "./facts.js";
import { baseValue, UNITS } from "./quantity.js";

export interface EvaluationContext {
  readonly series: SeriesStore;
  readonly fleet: FleetScope;
  readonly calendar: Calendar;
  readonly facts: Facts;
}

export interface Outcome {
  /** null: no data. */
  holds: boolean | null;
  measured: string;
  threshold: string;
  /** The same as numbers; null for a state, and without data. */
  measuredValue: Figure | null;
  thresholdValue: Figure | null;
  /** How far it is from flipping, in base units: above 0 it holds. For choosing the tightest moment only. */
  slack: number;
}

const compare = (x: number | string, comparison: Comparison, y: number | string): boolean => {
  switch (comparison) {
    case "<=":
      return x <= y;
    case "<":
      return x < y;
    case ">=":
      return x >= y;
    case ">":
      return x > y;
    case "==":
      return x === y;
    case "!=":
      return x !== y;
  }
};

const slackOf = (x: number, comparison: Comparison, y: number): number => {
  if (comparison === "<=" || comparison === "<") return y - x;
  if (comparison === ">=" || comparison === ">") return x - y;
  return comparison === "==" ? -Math.abs(x - y) : Math.abs(x - y);
};

/** One expression with its readers; make one for each evaluation from the start. */
export class ExpressionReader {
  private readonly calls = new Map<Operand, CallReader>();

  constructor(
    private readonly expression: Expression,
    private readonly context: EvaluationContext,
  ) {
    visitOperands(expression, (node) => {
      if (node.kind === "call") this.calls.set(node, new CallReader(node, context.series, context.fleet));
    });
  }

  /** The comparison as known at `momentMs` (not earlier than the last one); calls without a window count from `fromMs`. */
  at(momentMs: number, fromMs: number): Outcome {
    const { left, right, comparison } = this.expression;
    const x = this.value(left, momentMs, fromMs);
    const y = this.value(right, momentMs, fromMs);
    const figures = { measuredValue: figure(x, y), thresholdValue: figure(y, x) };
    if (x.kind === "none")
      return {
        ...figures,
        holds: null,
        measured: `no data: ${x.reason}`,
        threshold: shown(y, null),
        slack: 0,
      };
    if (y.kind === "none")
      return {
        ...figures,
        holds: null,
        measured: shown(x, null),
        threshold: `no data: ${y.reason}`,
        slack: 0,
      };
    const holds = compare(x.value, comparison, y.value);
    const slack =
      x.kind === "number" && y.kind === "number" ? slackOf(x.value, comparison, y.value) : holds ? 1 : -1;
    return { ...figures, holds, measured: shown(x, y), threshold: `${comparison} ${shown(y, x)}`, slack };
  }

  private value(node: Operand, momentMs: number, fromMs: number): Value {
    switch (node.kind) {
      case "quantity":
        return number(baseValue(node.digits, node.unit), UNITS[node.unit].dimension);
      case "word":
        return { kind: "text", value: node.word };
      case "negate": {
        const of = this.value(node.of, momentMs, fromMs);
        return of.kind === "number" ? { ...of, value: -of.value } : of;
      }
      case "binary":
        return arithmetic(
          node.operator,
          this.value(node.left, momentMs, fromMs),
          this.value(node.right, momentMs, fromMs),
        );
      case "fact":
        return this.fact(node.selector.name, node.selector.labels[0]?.value ?? null, momentMs);
      case "call": {
        const reader = this.calls.get(node);
        return reader === undefined
          ? none("unread call")
          : reader.at(momentMs, fromMs, this.context.calendar);
      }
    }
  }

  private fact(name: string, id: string | null, momentMs: number): Value {
    const value = this.context.facts.read(name, id, momentMs);
    if (value === null) return none(`${name}${id === null ? "" : ` of ${id}`} has no data`);
    if (typeof value === "string") return { kind: "text", value };
    return number(value, FACTS[name].dimension ?? UNITS[""].dimension);
  }
}

const number = (value: number, dimension: Dimension, note = ""): Value => ({
  kind: "number",
  value,
  dimension,
  note,
});

const arithmetic = (operator: "+" | "-" | "*" | "/", x: Value, y: Value): Value => {
  if (x.kind === "none") return x;
  if (y.kind === "none") return y;
  if (x.kind === "text" || y.kind === "text") return none("a status is not a number");
  const note = x.note || y.note;
  switch (operator) {
    case "+":
      return number(x.value + y.value, added(x.dimension, y.dimension), note);
    case "-":
      return number(x.value - y.value, added(x.dimension, y.dimension), note);
    case "*":
      return number(x.value * y.value, multiplied(x.dimension, y.dimension), note);
    case "/":
      if (y.value === 0) return none("a division by zero");
      return number(x.value / y.value, divided(x.dimension, y.dimension), note);
  }
};

/** Beyond this a "share" is a number of things: `10% * sum(x)` reads as a count. */
const SHARE_SHOWN_MAX = 10;

/** Whether a side reads as a share: it is one, or a plain ratio that is compared with one. */
const readsAsShare = (value: Extract<Value, { kind: "number" }>, other: Value | null): boolean => {
  const isShare = value.dimension.share || (other?.kind === "number" && other.dimension.share);
  const largest = Math.max(Math.abs(value.value), other?.kind === "number" ? Math.abs(other.value) : 0);
  return isShare && largest <= SHARE_SHOWN_MAX;
};

/** A side as a number with its unit; null where it is none. */
const figure = (value: Value, other: Value): Figure | null =>
  value.kind === "number"
    ? figureOf(value.value, { ...value.dimension, share: readsAsShare(value, other) })
    : null;

/** A side as text; a plain ratio compared with a share reads as a share. */
const shown = (value: Value, other: Value | null): string => {
  if (value.kind === "none") return `no data: ${value.reason}`;
  if (value.kind === "text") return value.value;
  const text = formatValue(value.value, { ...value.dimension, share: readsAsShare(value, other) });
  return value.note === "" ? text : `about ${text} (${value.note})`;
};
