// A tree back to text: what it prints parses to the same tree. Used to show expressions in one spelling.
import type { Expression, Operand, Selector, Window, WindowEdge } from "./expression-tree.js";

const STRENGTH = { "+": 1, "-": 1, "*": 2, "/": 2 } as const;
const FACTOR = 3;

const strengthOf = (node: Operand): number => (node.kind === "binary" ? STRENGTH[node.operator] : FACTOR);

const inside = (node: Operand, atLeast: number): string =>
  strengthOf(node) < atLeast ? `(${printOperand(node)})` : printOperand(node);

export const printSelector = ({ name, labels }: Selector): string =>
  labels.length === 0 ? name : `${name}{${labels.map(({ key, value }) => `${key}=${value}`).join(", ")}}`;

const printEdge = ({ name, offsetMs }: WindowEdge): string => {
  if (name === null) return `${offsetMs}ms`;
  return offsetMs === 0 ? name : `${name} ${offsetMs < 0 ? "-" : "+"} ${Math.abs(offsetMs)}ms`;
};

const printWindow = (window: Window): string => {
  if (window.kind === "named") return `[${window.name}]`;
  if (window.kind === "range") return `[${printEdge(window.from)} .. ${printEdge(window.to)}]`;
  return `[${window.kind} ${window.ms}ms]`;
};

/** One side of a comparison as text. */
export const printOperand = (node: Operand): string => {
  switch (node.kind) {
    case "quantity":
      return `${node.digits}${node.unit === "USD" ? " USD" : node.unit}`;
    case "word":
      return node.word;
    case "negate":
      return `-${inside(node.of, FACTOR)}`;
    case "binary": {
      const strength = STRENGTH[node.operator];
      return `${inside(node.left, strength)} ${node.operator} ${inside(node.right, strength + 1)}`;
    }
    case "fact":
      return printSelector(node.selector);
    case "call": {
      const selector = printSelector(node.selector);
      const argument = node.over === "value" ? selector : `${node.over}(${selector})`;
      return `${node.aggregate}(${argument})${node.window === null ? "" : printWindow(node.window)}`;
    }
  }
};

export const printExpression = ({ left, comparison, right }: Expression): string =>
  `${printOperand(left)} ${comparison} ${printOperand(right)}`;
