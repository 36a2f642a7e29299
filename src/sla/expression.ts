// Text of an expectation (`that`) or a stop condition (`when`) to its tree: one comparison of two arithmetic sides.
//   comparison = sum ("<="|"<"|">="|">"|"=="|"!=") sum          sum  = term (("+"|"-") term)*
//   term       = factor (("*"|"/") factor)*                     factor = "-" factor | number unit? | "(" sum ")" | call | fact | word
//   call       = aggregate "(" ("share"|"rate")? selector ")" window?      selector = name ("{" key "=" value, ... "}")?
import { closest } from "../core/diagnostic.js";
import {
  AGGREGATES,
  type Aggregate,
  COMPARISONS,
  type Expression,
  type ExpressionProblem,
  type LabelMatch,
  type Operand,
  type Selector,
} from "./expression-tree.js";
import { readWindow } from "./expression-window.js";
import { Scanner, SyntaxProblem } from "./scanner.js";

export type ParsedExpression = { ok: true; expression: Expression } | ({ ok: false } & ExpressionProblem);

/** Parentheses deeper than this are a slip, and would only cost stack. */
const DEPTH_MAX = 50;
const EXAMPLE = 'write a comparison like "share(device.online) >= 99%"';
const OPERAND = "a number, a call like sum(messages.dropped), or a fact like run.duration";

/** Reads one comparison. Names are not looked up here: see checkExpression. Offsets count UTF-16 units of `text`. */
export const parseExpression = (text: string): ParsedExpression => {
  const scanner = new Scanner(text);
  try {
    const left = readSum(scanner, 0);
    const comparison = COMPARISONS.find((symbol) => scanner.accept(symbol));
    if (comparison === undefined) return failAtComparison(scanner);
    const right = readSum(scanner, 0);
    if (scanner.peek() !== "") failAtEnd(scanner);
    return { ok: true, expression: { text, comparison, left, right } };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { ok: false, ...error.problem };
    throw error;
  }
};

const failAtComparison = (scanner: Scanner): never =>
  scanner.peek() === "="
    ? scanner.failHere("a comparison (<= < >= > == !=)", "write == to compare")
    : scanner.failHere("a comparison (<= < >= > == !=) or an operator", EXAMPLE);

const failAtEnd = (scanner: Scanner): never => {
  if (COMPARISONS.some((symbol) => scanner.accept(symbol))) {
    scanner.failHere("the end", "an expression has one comparison; write two expectations");
  }
  return scanner.failHere("the end or an operator", "write two conditions as two expectations");
};

const readSum = (scanner: Scanner, depth: number): Operand => {
  scanner.skipBlanks();
  const start = scanner.offset;
  let left = readTerm(scanner, depth);
  for (;;) {
    const operator = scanner.accept("+") ? "+" : scanner.accept("-") ? "-" : null;
    if (operator === null) return left;
    const right = readTerm(scanner, depth);
    left = { kind: "binary", operator, left, right, at: scanner.spanFrom(start) };
  }
};

const readTerm = (scanner: Scanner, depth: number): Operand => {
  scanner.skipBlanks();
  const start = scanner.offset;
  let left = readFactor(scanner, depth);
  for (;;) {
    const operator = scanner.accept("*") ? "*" : scanner.accept("/") ? "/" : null;
    if (operator === null) return left;
    const right = readFactor(scanner, depth);
    left = { kind: "binary", operator, left, right, at: scanner.spanFrom(start) };
  }
};

const readFactor = (scanner: Scanner, depth: number): Operand => {
  scanner.skipBlanks();
  const start = scanner.offset;
  if (depth > DEPTH_MAX) scanner.failHere("something simpler", "split the expression into several");
  if (scanner.accept("-")) {
    const of = readFactor(scanner, depth + 1);
    return { kind: "negate", of, at: scanner.spanFrom(start) };
  }
  if (scanner.accept("(")) {
    const inner = readSum(scanner, depth + 1);
    if (!scanner.accept(")")) scanner.failHere('a ")"', "close the parenthesis");
    return inner;
  }
  const quantity = scanner.quantity();
  if (quantity !== null) return { kind: "quantity", ...quantity, at: scanner.spanFrom(start) };
  const name = scanner.name();
  if (name === null) scanner.failHere(OPERAND, EXAMPLE);
  if (scanner.peek() === "(") return readCall(scanner, name, start);
  if (scanner.peek() === "{" || name.includes(".")) {
    const selector = readLabels(scanner, name, start);
    if (scanner.peek() === "[") {
      scanner.failHere("an operator or a comparison", `only calls have windows: write last(${name})[...]`);
    }
    return { kind: "fact", selector, at: scanner.spanFrom(start) };
  }
  return { kind: "word", word: name, at: { offset: start, length: name.length } };
};

const aggregateOf = (scanner: Scanner, name: string, start: number): Aggregate => {
  const known = AGGREGATES.find((aggregate) => aggregate === name);
  if (known !== undefined) return known;
  const meant = closest(name, AGGREGATES);
  return scanner.fail(
    { offset: start, length: name.length },
    `"${name}" is not a function; the functions are ${AGGREGATES.join(" ")}`,
    meant === undefined ? EXAMPLE : `did you mean ${meant}(...)?`,
  );
};

const readCall = (scanner: Scanner, name: string, start: number): Operand => {
  const aggregate = aggregateOf(scanner, name, start);
  const { selector, over } = readArgument(scanner, aggregate);
  const window = scanner.accept("[") ? readWindow(scanner) : null;
  return { kind: "call", aggregate, over, selector, window, at: scanner.spanFrom(start) };
};

/** `(messages.dropped{qos=1})` or, one level deeper, `(share(device.online))`. */
const readArgument = (
  scanner: Scanner,
  aggregate: Aggregate,
): { selector: Selector; over: "value" | "share" | "rate" } => {
  scanner.accept("(");
  scanner.skipBlanks();
  const start = scanner.offset;
  const name = scanner.name();
  if (name === null) scanner.failHere("a metric like device.online", EXAMPLE);
  let over: "value" | "share" | "rate" = "value";
  let selector: Selector;
  if (scanner.peek() === "(") {
    const inner = aggregateOf(scanner, name, start);
    const at = { offset: start, length: name.length };
    if ((inner !== "share" && inner !== "rate") || aggregate === "share" || aggregate === "rate") {
      scanner.fail(
        at,
        `${inner}(...) cannot stand inside ${aggregate}(...)`,
        "only share and rate nest: max(share(x))",
      );
    }
    over = inner;
    const nested = readArgument(scanner, inner);
    selector = nested.selector;
    if (scanner.peek() === "[") {
      scanner.failHere('a ")"', `put the window behind the outer call: ${aggregate}(${inner}(...))[...]`);
    }
  } else {
    selector = readLabels(scanner, name, start);
  }
  if (!scanner.accept(")")) {
    scanner.failHere(
      'a ")"',
      scanner.peek() === "[" ? "the window goes behind the parenthesis" : "close the call",
    );
  }
  return { selector, over };
};

const LABEL_HINT = "write {key=value, key=value}";
const LABEL = /^(\s*)([A-Za-z_][\w.-]*)(\s*=\s*)("[^"]*"|[^"]*?)\s*$/;

const readLabels = (scanner: Scanner, name: string, start: number): Selector => {
  const labels: LabelMatch[] = [];
  if (scanner.accept("{")) {
    const { text, at } = scanner.until("}", scanner.offset - 1, LABEL_HINT);
    let offset = at.offset;
    for (const part of text.trim() === "" ? [] : text.split(",")) {
      const match = LABEL.exec(part);
      const value = match?.[4].replace(/^"(.*)"$/, "$1") ?? "";
      if (match === null || value === "") {
        scanner.fail({ offset, length: part.length }, `"${part.trim()}" is not key=value`, LABEL_HINT);
      }
      const span = { offset: offset + match[1].length, length: part.trim().length };
      labels.push({ key: match[2], value, at: span });
      offset += part.length + 1;
    }
  }
  return { name, labels, at: scanner.spanFrom(start) };
};
