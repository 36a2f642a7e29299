// Plain text tables for the terminal: columns as wide as their widest cell, numbers to the right, no lines.

export interface Column {
  title: string;
  align?: "left" | "right";
}

/** Rows under their titles, two blanks between columns, each line ended by "\n". Empty for no rows. */
export const textTable = (columns: readonly Column[], rows: readonly (readonly string[])[]): string => {
  if (rows.length === 0) return "";
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => row[index].length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) =>
        columns[index].align === "right" ? cell.padStart(widths[index]) : cell.padEnd(widths[index]),
      )
      .join("  ")
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map((row) => `${line(row)}\n`).join("");
};
