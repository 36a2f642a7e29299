// Do the two sides of a comparison fit? Like is compared with like; a bare number may stand against a speed or a size,
// never against a time or money, where its unit would be a guess.
import { COUNT, type Dimension, dimensionName, isPlain, sameDimension } from "./dimension.js";
import type { Expression, ExpressionProblem, Operand } from "./expression-tree.js";
import { baseValue } from "./quantity.js";

/** What a side is: a dimension, `text`, or null when something in it is already wrong. */
export type Kind = Dimension | "text" | null;

/** Adds what does not fit between the two sides. */
export const checkSides = (
  { left, right, comparison }: Expression,
  leftKind: Kind,
  rightKind: Kind,
  problems: ExpressionProblem[],
): void => {
  if (leftKind === null || rightKind === null) return;
  const at = { offset: left.at.offset, length: right.at.offset + right.at.length - left.at.offset };
  if (leftKind === "text" || rightKind === "text") {
    if (leftKind !== rightKind) {
      problems.push({
        ...at,
        message: "a status can only be compared with a status",
        hint: "write == aborted",
      });
    } else if (comparison !== "==" && comparison !== "!=") {
      problems.push({
        ...at,
        message: `statuses have no order, so ${comparison} says nothing`,
        hint: "use == or !=",
      });
    }
    return;
  }
  const misfit = misfitOf(left, leftKind, right, rightKind) ?? misfitOf(right, rightKind, left, leftKind);
  if (misfit !== null) problems.push({ ...at, ...misfit });
};

const isLiteral = (node: Operand): node is Extract<Operand, { kind: "quantity" }> => node.kind === "quantity";

/** What does not fit between a literal side and the other, or between two sides of different dimensions. */
const misfitOf = (
  node: Operand,
  kind: Dimension,
  other: Operand,
  otherKind: Dimension,
): { message: string; hint: string } | null => {
  const literal = isLiteral(other) ? other : null;
  if (!sameDimension(kind, otherKind)) {
    // A plain limit against a speed or a size reads well: max(broker.connects.rate) <= 500.
    const bare = (side: Operand, of: Dimension) => isLiteral(side) && isPlain(of) && !of.share;
    const lenient = (of: Dimension) =>
      (of.time === -1 && of.bytes === 0) || (of.bytes === 1 && of.time === 0);
    if (bare(other, otherKind) && lenient(kind)) return null;
    if (bare(node, kind) && lenient(otherKind)) return null;
    return {
      message: `${dimensionName(kind)} is compared with ${dimensionName(otherKind)}`,
      hint:
        literal !== null && isPlain(otherKind)
          ? "give the number a unit, like 90s, 2 MB or 0.25 USD"
          : "compare like with like",
    };
  }
  if (literal === null || !isPlain(kind)) return null;
  if (kind.share && literal.unit === "" && baseValue(literal.digits, "") > 1) {
    return {
      message: `a share is at most 1, so ${literal.digits} is never reached`,
      hint: `did you mean ${literal.digits}%?`,
    };
  }
  if (node.kind === "call" && sameDimension(kind, COUNT) && !kind.share && literal.unit === "%") {
    return {
      message: `${node.aggregate}(${node.selector.name}) is a count, and ${literal.digits}% is a share`,
      hint: `divide: sum(${node.selector.name}) / sum(messages.produced), or use share(...) where it counts devices`,
    };
  }
  return null;
};
