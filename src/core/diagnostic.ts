// What is wrong with a text the user wrote: where, what is allowed, what to do. All problems are collected and shown
// at once, in file order. Form after eemeli/yaml and rustc; characters wider than one column are left out of the count.
import { compareCodeUnits } from "./order.js";

export { closest } from "./closest.js";

/** One finding in a text file. line and column start at 1; column and length count UTF-16 code units. */
export interface Diagnostic {
  /** Stable code: SCN017. */
  code: string;
  severity: "error" | "warning";
  file: string;
  line: number;
  column: number;
  length: number;
  /** What is, and what is allowed. */
  message: string;
  /** What to do. */
  hint?: string;
  /** The text line. */
  source?: string;
}

/** Longer source lines are shown around the place only. */
const SOURCE_WIDTH_MAX = 120;
const BOLD = "1";
const RED = "31";
const YELLOW = "33";
const CYAN = "36";
const DIM = "2";

const painted = (code: string, text: string, isColoured: boolean): string =>
  isColoured ? `\u001b[${code}m${text}\u001b[0m` : text;

/** The code of something that is wrong, as diagnostics show it. */
export const errorCode = (code: string, isColoured: boolean): string =>
  painted(`${BOLD};${RED}`, code, isColoured);

/** `SCN017 path:14:17 message`, the line with a caret below, the hint; lines joined by "\n", none at the end. */
export function formatDiagnostic(diagnostic: Diagnostic, options: { color?: boolean } = {}): string {
  const paint = (code: string, text: string): string => painted(code, text, options.color === true);
  const tone = diagnostic.severity === "error" ? RED : YELLOW;
  const place = `${visible(diagnostic.file)}:${diagnostic.line}:${diagnostic.column}`;
  const word = diagnostic.severity === "warning" ? "warning: " : "";
  const lines = [
    `${paint(`${BOLD};${tone}`, diagnostic.code)} ${paint(BOLD, place)} ${word}${visible(diagnostic.message)}`,
  ];
  if (diagnostic.source !== undefined && diagnostic.source.trim() !== "") {
    const gutter = String(diagnostic.line);
    const excerpt = excerptOf(diagnostic.source, diagnostic.column, diagnostic.length);
    lines.push(`  ${paint(DIM, `${gutter} |`)} ${excerpt.text}`);
    lines.push(
      `  ${paint(DIM, `${" ".repeat(gutter.length)} |`)} ${excerpt.margin}${paint(tone, excerpt.carets)}`,
    );
  }
  if (diagnostic.hint !== undefined) lines.push(`  ${paint(CYAN, "hint:")} ${visible(diagnostic.hint)}`);
  return lines.join("\n");
}

/** A copy in reading order: file, line, column, code, message. */
export const sortDiagnostics = (diagnostics: Iterable<Diagnostic>): Diagnostic[] =>
  [...diagnostics].sort(
    (one, other) =>
      compareCodeUnits(one.file, other.file) ||
      one.line - other.line ||
      one.column - other.column ||
      compareCodeUnits(one.code, other.code) ||
      compareCodeUnits(one.message, other.message),
  );

/** The part of the line that is shown, the blanks below it up to the place, and the carets. */
function excerptOf(
  source: string,
  column: number,
  length: number,
): { text: string; margin: string; carets: string } {
  const line = visible(source.replace(/[\r\n]+$/, ""));
  const place = Math.min(Math.max(column - 1, 0), line.length);
  const from = line.length <= SOURCE_WIDTH_MAX ? 0 : Math.max(0, place - SOURCE_WIDTH_MAX / 2);
  const to = Math.min(line.length, from + SOURCE_WIDTH_MAX);
  const before = from > 0 ? "... " : "";
  const after = to < line.length ? " ..." : "";
  // Tabs stay tabs, so that the caret stands where the terminal puts the text.
  const margin = before.replace(/./g, " ") + line.slice(from, place).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(length, to - place)));
  return { text: before + line.slice(from, to) + after, margin, carets };
}

/** Control characters other than tab, and marks that turn the reading order, become `?`: a file must not steer the terminal. */
const visible = (text: string): string => text.replace(CONTROL, "?");
const CONTROL = /(?!\t)[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
