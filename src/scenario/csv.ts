// CSV as RFC 4180 has it: commas, quotes doubled inside quotes, CRLF or LF. The first row names the columns. Each row
// keeps the line it begins on. Separators other than the comma are left out.
import type { Problems } from "./problems.js";
import { keyHint } from "./schema-parts.js";
import type { SourceText, Span } from "./source-text.js";

export interface CsvRow {
  cells: string[];
  /** Offset of the row in the file. */
  start: number;
  end: number;
}

/** The rows of a text, empty lines left out; null where a quote is never closed. */
export function* csvRows(text: string): Generator<CsvRow | null> {
  let at = 0;
  while (at < text.length) {
    const start = at;
    const cells: string[] = [];
    for (;;) {
      let cell = "";
      if (text[at] === '"') {
        for (at++; ; at++) {
          const close = text.indexOf('"', at);
          if (close < 0) return yield null;
          cell += text.slice(at, close);
          at = close + 1;
          if (text[at] !== '"') break;
          cell += '"';
        }
      }
      const from = at;
      while (at < text.length && text[at] !== "," && text[at] !== "\n") at++;
      cell += text.slice(from, at).replace(/\r$/, "");
      cells.push(cell);
      if (text[at] !== ",") break;
      at++;
    }
    const end = at;
    at++;
    if (cells.length > 1 || cells[0].trim() !== "") yield { cells, start, end };
  }
}

export interface CsvTable {
  source: SourceText;
  columns: Map<string, number>;
  rows: CsvRow[];
}

/** The span of one row, for problems. */
export const rowSpan = (table: CsvTable, row: CsvRow): Span => ({
  source: table.source,
  start: row.start,
  end: row.end,
});

/** Reads a table; tells and returns null when it has no header, an open quote, or more than `rowsMax` rows. */
export const readTable = (source: SourceText, rowsMax: number, problems: Problems): CsvTable | null => {
  const whole = { source, start: 0, end: 1 };
  let columns: Map<string, number> | undefined;
  const rows: CsvRow[] = [];
  for (const row of csvRows(source.text)) {
    if (row === null) {
      problems.error(whole, "SCN061", `${source.file}: a quote is opened and never closed`);
      return null;
    }
    if (columns === undefined) columns = new Map(row.cells.map((name, index) => [name.trim(), index]));
    else rows.push(row);
    if (rows.length > rowsMax) {
      problems.error(whole, "SCN065", `${source.file} has more than ${rowsMax} rows`);
      return null;
    }
  }
  if (columns === undefined || rows.length === 0) {
    problems.error(
      whole,
      "SCN065",
      `${source.file} has no rows; it must have a line of column names and at least one row`,
    );
    return null;
  }
  return { source, columns, rows };
};

/** The index of a column, or undefined after telling at `asked`, the place that names it. */
export const columnOf = (
  table: CsvTable,
  name: string,
  asked: Span,
  problems: Problems,
): number | undefined => {
  const index = table.columns.get(name);
  if (index === undefined) {
    const hint = keyHint(name, [...table.columns.keys()]);
    problems.error(asked, "SCN060", `${table.source.file} has no column \`${name}\``, hint);
  }
  return index;
};
