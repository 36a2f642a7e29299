// A text file as it was read, and places in it. Offsets are UTF-16 code units; lines and columns start at 1.
import { LineCounter } from "yaml";
import type { SourcePosition } from "../spec/position.js";

export interface SourceText {
  file: string;
  text: string;
  lines: LineCounter;
}

/** A stretch [start, end) of one file. */
export interface Span {
  source: SourceText;
  start: number;
  end: number;
}

/** A source whose lines are already counted. */
export const sourceText = (file: string, text: string): SourceText => {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return { file, text, lines };
};

/** Where a span begins. */
export const positionOf = (span: Span): SourcePosition => {
  const { line, col } = span.source.lines.linePos(span.start);
  return { file: span.source.file, line: Math.max(1, line), column: Math.max(1, col) };
};

/** The text of a line (from 1), without its end-of-line characters. */
export const lineText = (source: SourceText, line: number): string => {
  const start = source.lines.lineStarts[line - 1] ?? 0;
  const next = source.lines.lineStarts[line] ?? source.text.length + 1;
  return source.text.slice(start, next - 1).replace(/\r$/, "");
};
