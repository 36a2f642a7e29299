// What a side of a comparison can be at all: counts and times are not negative, a share of devices is from 0 to 100 %, no
// more devices are online than there are. A condition that these ranges already decide tests nothing, and is refused.
import { METRICS, type MetricSpec } from "../event/metric.js";
import { isPlain } from "./dimension.js";
import { FACTS, findMetric, metricUnit } from "./expression-names.js";
import { printOperand } from "./expression-print.js";
import type { Comparison, Expression, ExpressionProblem, Operand } from "./expression-tree.js";
import { visitOperands } from "./expression-tree.js";
import { baseValue } from "./quantity.js";
import { resolveSelector, type SelectorScope } from "./selector.js";

interface Range {
  least: number;
  most: number;
  /** Only whole numbers. */
  whole: boolean;
}

interface RangeScope extends SelectorScope {
  readonly durationMs?: number;
}

const FROM_ZERO: Range = { least: 0, most: Number.POSITIVE_INFINITY, whole: false };
const SHARE: Range = { least: 0, most: 1, whole: false };

/** 0 times anything is 0, also times what has no end. */
const times = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);

const product = (x: Range, y: Range): Range => {
  const corners = [
    times(x.least, y.least),
    times(x.least, y.most),
    times(x.most, y.least),
    times(x.most, y.most),
  ];
  return { least: Math.min(...corners), most: Math.max(...corners), whole: x.whole && y.whole };
};

const binaryRange = (operator: "+" | "-" | "*" | "/", x: Range, y: Range): Range => {
  const whole = x.whole && y.whole;
  switch (operator) {
    case "+":
      return { least: x.least + y.least, most: x.most + y.most, whole };
    case "-":
      return { least: x.least - y.most, most: x.most - y.least, whole };
    case "*":
      return product(x, y);
    case "/":
      if (y.least > 0 || y.most < 0)
        return { ...product(x, { least: 1 / y.most, most: 1 / y.least, whole: false }), whole: false };
      // A division by zero is no data, so what is left has the sign of the two.
      return y.least >= 0 && x.least >= 0
        ? FROM_ZERO
        : { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, whole: false };
  }
};

const callRange = (node: Extract<Operand, { kind: "call" }>, scope: RangeScope): Range => {
  const selection = resolveSelector(node.selector, scope, []);
  if (selection === null) return FROM_ZERO;
  const { spec, devices } = selection;
  const isLevel = spec.kind === "gauge";
  if (node.aggregate === "share" || node.over === "share") return isLevel ? SHARE : FROM_ZERO;
  if (node.aggregate === "rate" || node.over === "rate") return FROM_ZERO;
  const whole = node.aggregate !== "avg" && isPlain(metricUnit(spec).dimension);
  const most = isLevel && spec.unit === "devices" ? devices : Number.POSITIVE_INFINITY;
  return { least: 0, most, whole };
};

const factRange = (name: string, scope: RangeScope): Range => {
  if (name === "run.duration")
    return {
      ...FROM_ZERO,
      most: scope.durationMs === undefined ? Number.POSITIVE_INFINITY : scope.durationMs / 1000,
    };
  return FACTS[name]?.dimension?.share === true ? SHARE : FROM_ZERO;
};

const rangeOf = (node: Operand, scope: RangeScope): Range => {
  switch (node.kind) {
    case "quantity": {
      const value = baseValue(node.digits, node.unit);
      return { least: value, most: value, whole: Number.isInteger(value) };
    }
    case "negate": {
      const { least, most, whole } = rangeOf(node.of, scope);
      return { least: -most, most: -least, whole };
    }
    case "binary":
      return binaryRange(node.operator, rangeOf(node.left, scope), rangeOf(node.right, scope));
    case "call":
      return callRange(node, scope);
    case "fact":
      return factRange(node.selector.name, scope);
    case "word":
      return { least: Number.NEGATIVE_INFINITY, most: Number.POSITIVE_INFINITY, whole: false };
  }
};

/** True or false whatever happens; null where it depends on the run. */
const decided = (x: Range, comparison: Comparison, y: Range): boolean | null => {
  switch (comparison) {
    case "<=":
      return x.most <= y.least ? true : x.least > y.most ? false : null;
    case "<":
      return x.most < y.least ? true : x.least >= y.most ? false : null;
    case ">=":
      return decided(y, "<=", x);
    case ">":
      return decided(y, "<", x);
    case "==": {
      const apart = x.least > y.most || x.most < y.least || isBetween(x, y) || isBetween(y, x);
      return apart ? false : null;
    }
    case "!=": {
      const same = decided(x, "==", y);
      return same === null ? null : !same;
    }
  }
};

/** A count against a number that is no count. */
const isBetween = (x: Range, y: Range): boolean =>
  x.whole && y.least === y.most && !Number.isInteger(y.least);

const shownBound = (value: number, spec: MetricSpec | null): string => {
  if (spec !== null && spec.kind === "gauge" && spec.unit === "devices" && value > 1)
    return `${value} devices`;
  return `${value}`;
};

/** What the ranges say in words: `a share of devices is from 0 to 100 %`. */
const reasonOf = (node: Operand, { least, most }: Range): string => {
  const name = printOperand(node);
  const spec = node.kind === "call" ? METRICS[findMetric(node.selector.name)] : null;
  if (least === 0 && most === 1 && node.kind !== "quantity") return `${name} is a share, from 0% to 100%`;
  if (least === 0 && most === Number.POSITIVE_INFINITY) return `${name} is never below 0`;
  return `${name} is from ${least} to ${shownBound(most, spec)}`;
};

/** A figure of the program held against its own end: `sla.availability <= 100%` would catch the program, if not the fleet. */
const guardsAFact = ({ left, right, comparison }: Expression, x: Range, y: Range): boolean => {
  const [fact, limit] = left.kind === "fact" ? [x, y] : [y, x];
  if ((left.kind !== "fact" && right.kind !== "fact") || fact.most !== SHARE.most) return false;
  const isUpper = comparison === (left.kind === "fact" ? "<=" : ">=");
  return limit.least === limit.most && limit.least === (isUpper ? fact.most : fact.least);
};

/** A comparison that no run could turn, or null. Its names and units must be sound. */
export const senselessOf = (expression: Expression, scope: RangeScope): ExpressionProblem | null => {
  const { left, right, comparison } = expression;
  const at = { offset: left.at.offset, length: right.at.offset + right.at.length - left.at.offset };
  let asks = false;
  visitOperands(expression, ({ kind }) => {
    asks ||= kind === "call" || kind === "fact";
  });
  const problem = (message: string, hint: string): ExpressionProblem => ({
    ...at,
    message,
    hint,
    isSenseless: true,
  });
  if (!asks)
    return problem(
      "both sides are constants, so no run could change it",
      "ask for a metric, like share(device.online) >= 99%",
    );
  if (printOperand(left) === printOperand(right))
    return problem(
      "both sides are the same, so no run could change it",
      "compare with a number or with another metric",
    );
  const x = rangeOf(left, scope);
  const y = rangeOf(right, scope);
  const always = decided(x, comparison, y);
  if (always === null) return null;
  const open = x.least === x.most ? reasonOf(right, y) : reasonOf(left, x);
  return {
    ...problem(
      `it is always ${always}: ${open}`,
      always ? "choose a limit that can be missed" : "choose a limit that can be reached",
    ),
    isHarmless: always && guardsAFact(expression, x, y),
  };
};
