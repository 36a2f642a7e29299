// The tree of an expectation's or a stop condition's text: one comparison of two arithmetic sides.
// Every node knows where it stands in the text, so that any complaint can point at it.

/** A stretch of the text, in UTF-16 units from its start. */
export interface Span {
  offset: number;
  length: number;
}

export interface ExpressionProblem extends Span {
  message: string;
  hint: string;
  /** It can be read, but no run could make it true, or none false. */
  isSenseless?: true;
  /** It asks for more than the run keeps, and gets less. */
  isCoarse?: true;
  /** It may stand, and is told. */
  isHarmless?: boolean;
}

export const COMPARISONS = ["<=", "<", ">=", ">", "==", "!="] as const;
export type Comparison = (typeof COMPARISONS)[number];

export const AGGREGATES = [
  "max",
  "min",
  "avg",
  "sum",
  "count",
  "last",
  "share",
  "rate",
  "p50",
  "p95",
  "p99",
] as const;
export type Aggregate = (typeof AGGREGATES)[number];

/** `tenant=city`; a value may hold `*`. */
export interface LabelMatch {
  key: string;
  value: string;
  at: Span;
}

/** `messages.dropped{qos=1}` or `rollout.status{id=fw}`. */
export interface Selector {
  name: string;
  labels: LabelMatch[];
  at: Span;
}

/** A point of time in a window: a name (phase, `start`, `end`, event anchor) with an offset, or a time from the start. */
export interface WindowEdge {
  name: string | null;
  offsetMs: number;
  at: Span;
}

export type Window =
  | { kind: "named"; name: string; at: Span }
  | { kind: "last" | "sliding"; ms: number; at: Span }
  | { kind: "range"; from: WindowEdge; to: WindowEdge; at: Span };

export type Operand =
  | { kind: "quantity"; digits: string; unit: string; at: Span }
  | { kind: "word"; word: string; at: Span }
  | { kind: "negate"; of: Operand; at: Span }
  | { kind: "binary"; operator: "+" | "-" | "*" | "/"; left: Operand; right: Operand; at: Span }
  | {
      kind: "call";
      aggregate: Aggregate;
      /** `max(share(x))`, `max(rate(x))`: what is aggregated over time. */
      over: "value" | "share" | "rate";
      selector: Selector;
      window: Window | null;
      at: Span;
    }
  | { kind: "fact"; selector: Selector; at: Span };

export interface Expression {
  text: string;
  comparison: Comparison;
  left: Operand;
  right: Operand;
}

/** Calls `visit` for every node of the two sides, parents first. */
export const visitOperands = (expression: Expression, visit: (node: Operand) => void): void => {
  const walk = (node: Operand): void => {
    visit(node);
    if (node.kind === "negate") walk(node.of);
    if (node.kind === "binary") {
      walk(node.left);
      walk(node.right);
    }
  };
  walk(expression.left);
  walk(expression.right);
};
