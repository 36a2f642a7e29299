// CSV as RFC 4180 has it: commas, quotes doubled inside quotes, every row as many cells as the first, which names the
// columns. Lines end by CRLF, LF or CR. Each row keeps the line it begins on. Separators other than the comma are left out:
// what cannot be read for certain is refused, for a recording that is misread looks like any other.
import { PROBLEMS_MAX } from "./limits.js";
import type { Problems } from "./problems.js";
import { keyHint } from "./schema-parts.js";
import type { SourceText, Span } from "./source-text.js";

export interface CsvRow {
  cells: string[];
  /** Offset of the row in the file. */
  start: number;
  end: number;
  /** A quoted cell goes on after its closing quote: nobody can say what it holds. */
  isTorn: boolean;
}

const isLineEnd = (char: string | undefined): boolean => char === "\n" || char === "\r";

const skipBlanks = (text: string, at: number): number => {
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
};

/** The rows of a text, empty lines left out; null where a quote is never closed. */
export function* csvRows(text: string): Generator<CsvRow | null> {
  let at = 0;
  while (at < text.length) {
    const start = at;
    const cells: string[] = [];
    let isTorn = false;
    for (;;) {
      let cell = "";
      let from = at;
      const quote = skipBlanks(text, at);
      const isQuoted = text[quote] === '"';
      if (isQuoted) {
        for (at = quote + 1; ; at++) {
          const close = text.indexOf('"', at);
          if (close < 0) return yield null;
          cell += text.slice(at, close);
          at = close + 1;
          if (text[at] !== '"') break;
          cell += '"';
        }
        at = skipBlanks(text, at);
        from = at;
      }
      while (at < text.length && text[at] !== "," && !isLineEnd(text[at])) at++;
      if (isQuoted && from !== at) isTorn = true;
      cell += text.slice(from, at);
      cells.push(cell);
      if (text[at] !== ",") break;
      at++;
    }
    const end = at;
    at += text[at] === "\r" && text[at + 1] === "\n" ? 2 : 1;
    if (cells.length > 1 || cells[0].trim() !== "") yield { cells, start, end, isTorn };
  }
}

export interface CsvTable {
  source: SourceText;
  columns: Map<string, number>;
  /** Names that stand above several columns. */
  ambiguous: ReadonlySet<string>;
  rows: CsvRow[];
}

/** The span of one row, for problems. */
export const rowSpan = (table: CsvTable, row: CsvRow): Span => ({
  source: table.source,
  start: row.start,
  end: row.end,
});

const SEPARATORS: Readonly<Record<string, string>> = { ";": "semicolons", "\t": "tabs", "|": "bars" };

/** One column that seems to be several: what it was to be separated by. */
const otherSeparator = ([only, ...more]: readonly string[]): string | undefined =>
  more.length > 0 ? undefined : Object.entries(SEPARATORS).find(([char]) => only.includes(char))?.[1];

/** What is wrong with the shape of a row, or undefined. */
const shapeFault = (row: CsvRow, columns: number): string | undefined => {
  if (row.isTorn) return "a quoted cell goes on after its closing quote";
  if (row.cells.length === columns) return undefined;
  return `it has ${row.cells.length} ${row.cells.length === 1 ? "cell" : "cells"}, the first line names ${columns} columns`;
};

/**
 * Reads a table; tells and returns null when it has no header, an open quote, rows of another length than the header, or
 * more than `rowsMax` rows.
 */
export const readTable = (source: SourceText, rowsMax: number, problems: Problems): CsvTable | null => {
  const whole = { source, start: 0, end: 1 };
  let header: string[] | undefined;
  const rows: CsvRow[] = [];
  let bad = 0;
  for (const row of csvRows(source.text)) {
    if (row === null) {
      problems.error(whole, "SCN061", `${source.file}: a quote is opened and never closed`);
      return null;
    }
    if (header === undefined) {
      header = row.cells.map((name) => name.trim());
      if (!row.isTorn) continue;
    }
    const fault = shapeFault(row, header.length);
    if (fault !== undefined) {
      const separator = otherSeparator(header);
      if (separator !== undefined) {
        const message = `${source.file}: its columns seem to be separated by ${separator}`;
        problems.error(whole, "SCN061", message, "save it with commas between columns and points in numbers");
        return null;
      }
      const hint = "write a cell that holds a comma in quotes, and a number with a point";
      problems.error({ source, start: row.start, end: row.end }, "SCN061", `row: ${fault}`, hint);
      if (++bad >= PROBLEMS_MAX) return null;
    }
    rows.push(row);
    if (rows.length > rowsMax) {
      problems.error(whole, "SCN065", `${source.file} has more than ${rowsMax} rows`);
      return null;
    }
  }
  if (bad > 0) return null;
  if (header === undefined || rows.length === 0) {
    problems.error(
      whole,
      "SCN065",
      `${source.file} has no rows; it must have a line of column names and at least one row`,
    );
    return null;
  }
  const ambiguous = new Set(header.filter((name, index) => header.indexOf(name) !== index));
  return { source, columns: new Map(header.map((name, index) => [name, index])), ambiguous, rows };
};

/** The index of a column, or undefined after telling at `asked`, the place that names it. */
export const columnOf = (
  table: CsvTable,
  name: string,
  asked: Span,
  problems: Problems,
): number | undefined => {
  const { file } = table.source;
  const index = table.columns.get(name);
  if (index === undefined) {
    const separator = otherSeparator([...table.columns.keys()]);
    const hint =
      separator === undefined
        ? keyHint(name, [...table.columns.keys()])
        : `its columns seem to be separated by ${separator}; save it with commas between columns and points in numbers`;
    problems.error(asked, "SCN060", `${file} has no column \`${name}\``, hint);
  } else if (table.ambiguous.has(name)) {
    problems.error(
      asked,
      "SCN060",
      `${file} has several columns \`${name}\``,
      "give each column a name of its own",
    );
    return undefined;
  }
  return index;
};
