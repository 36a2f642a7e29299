// A query's result as text: a table for people, CSV (RFC 4180), JSON. Returns text, prints nothing.
import type { PlainValue } from "./plain-value.js";
import type { QueryResult } from "./statement.js";

/** A cell of the table is cut to this many characters. */
const CELL_WIDTH_MAX = 60;

// JSON has no bigint; one beyond 2^53 is written as text, so no reader rounds it unseen.
const jsonText = (value: PlainValue, indent?: number): string =>
  JSON.stringify(value, (_, item) => (typeof item === "bigint" ? item.toString() : item), indent);

const text = (value: PlainValue): string => {
  if (value === null) return "";
  return typeof value === "object" ? jsonText(value) : String(value);
};

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|DECIMAL.*)$/;

const cut = (cell: string): string => {
  const line = cell.replaceAll(/\s+/g, " ");
  return line.length > CELL_WIDTH_MAX ? `${line.slice(0, CELL_WIDTH_MAX - 1)}…` : line;
};

/** An aligned table with a header and the number of rows below; numbers to the right, NULL as `NULL`. */
export const formatTable = (result: QueryResult): string => {
  const cells = result.rows.map((row) => row.map((value) => (value === null ? "NULL" : cut(text(value)))));
  const widths = result.columns.map(({ name }, column) =>
    cells.reduce((width, row) => Math.max(width, row[column].length), name.length),
  );
  const right = result.columns.map(({ type }) => NUMERIC.test(type));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (right[column] ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ")
      .trimEnd();
  const count = result.rows.length;
  const more = result.truncated ? " (there are more; raise the row limit to see them)" : "";
  return [
    line(result.columns.map(({ name }) => name)),
    widths.map((width) => "-".repeat(width)).join("  "),
    ...cells.map(line),
    `${count} ${count === 1 ? "row" : "rows"}${more}`,
    "",
  ].join("\n");
};

const csvCell = (value: PlainValue): string => {
  const cell = text(value);
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
};

/** RFC 4180 with a header and LF; NULL is an empty field. */
export const formatCsv = (result: QueryResult): string =>
  [result.columns.map(({ name }) => csvCell(name)), ...result.rows.map((row) => row.map(csvCell))]
    .map((row) => row.join(","))
    .join("\n") + "\n";

/** `{columns, rows, truncated}` with rows as arrays (column names may repeat). */
export const formatJson = (result: QueryResult): string =>
  `${jsonText(result as unknown as PlainValue, 2)}\n`;
