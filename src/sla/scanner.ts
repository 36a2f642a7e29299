// Reads an expression's text left to right: the cursor of the parser, its tokens, and the one way it gives up.
import { NUMBER_PATTERN } from "../core/amount.js";
import { closest } from "../core/diagnostic.js";
import { parseDuration } from "../core/duration.js";
import type { ExpressionProblem, Span } from "./expression-tree.js";
import { UNITS } from "./quantity.js";

/** Thrown inside the parser only; parseExpression turns it into its answer. */
export class SyntaxProblem extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message);
  }
}

const NAME = /[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*/y;
const NUMBER = new RegExp(NUMBER_PATTERN, "y");
const COMPOUND = new RegExp(`(?:${NUMBER_PATTERN}[dhms]+){2,}(?![A-Za-z0-9_])`, "y");
/** `500/s` is a speed, `500 / sum(x)` and `500/s(...)` are divisions. */
const PER = /\/[A-Za-z]+(?![A-Za-z0-9_.]*\s*[({.])/y;
const UNIT_WORD = /\s?(%|[A-Za-z]+)/y;

export class Scanner {
  offset = 0;

  constructor(readonly text: string) {}

  skipBlanks(): void {
    while (/\s/.test(this.text[this.offset] ?? "")) this.offset++;
  }

  /** The match of a sticky pattern here, stepping over it. */
  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.offset;
    const match = pattern.exec(this.text);
    if (match !== null) this.offset += match[0].length;
    return match;
  }

  /** Steps over `symbol` after blanks, if it stands here. */
  accept(symbol: string): boolean {
    this.skipBlanks();
    if (!this.text.startsWith(symbol, this.offset)) return false;
    this.offset += symbol.length;
    return true;
  }

  peek(): string {
    this.skipBlanks();
    return this.text[this.offset] ?? "";
  }

  spanFrom(offset: number): Span {
    return { offset, length: this.offset - offset };
  }

  fail(at: Span, message: string, hint: string): never {
    const offset = Math.min(at.offset, this.text.length);
    throw new SyntaxProblem({ offset, length: Math.max(1, at.length), message, hint });
  }

  /** Fails at what stands here, naming it. */
  failHere(expected: string, hint: string): never {
    this.skipBlanks();
    const found = /[A-Za-z0-9_.]+|\S/y;
    found.lastIndex = this.offset;
    const word = found.exec(this.text)?.[0];
    const what = word === undefined ? "the expression ends" : `"${word}" stands`;
    this.fail(
      { offset: this.offset, length: word?.length ?? 1 },
      `${what} where ${expected} must stand`,
      hint,
    );
  }

  name(): string | null {
    this.skipBlanks();
    return this.take(NAME)?.[0] ?? null;
  }

  /** A number with its unit, or null when no number stands here. */
  quantity(): { digits: string; unit: string } | null {
    this.skipBlanks();
    const start = this.offset;
    const compound = this.take(COMPOUND);
    if (compound !== null) {
      const duration = parseDuration(compound[0]);
      if (!duration.ok) this.fail(this.spanFrom(start), duration.message, duration.hint);
      return { digits: String(duration.value), unit: "ms" };
    }
    const digits = this.take(NUMBER)?.[0].replaceAll("_", "");
    if (digits === undefined) return null;
    const unit = (this.take(PER)?.[0] ?? this.take(UNIT_WORD)?.[1] ?? "").trim();
    if (!Object.hasOwn(UNITS, unit)) {
      const units = Object.keys(UNITS).filter((known) => known !== "");
      const meant = closest(unit, units);
      this.fail(
        { offset: this.offset - unit.length, length: unit.length },
        `"${unit}" is not a unit; the units are ${units.join(" ")}`,
        meant === undefined ? "leave a plain number without a unit" : `did you mean ${digits}${meant}?`,
      );
    }
    return { digits, unit };
  }

  /** The text up to `end` (not including it), stepping over both; fails when `end` never comes. */
  until(end: string, openedAt: number, hint: string): { text: string; at: Span } {
    const close = this.text.indexOf(end, this.offset);
    if (close < 0) {
      const opened = this.text[openedAt];
      this.fail({ offset: openedAt, length: 1 }, `"${opened}" is never closed`, hint);
    }
    const at = { offset: this.offset, length: close - this.offset };
    const text = this.text.slice(this.offset, close);
    this.offset = close + end.length;
    return { text, at };
  }
}
