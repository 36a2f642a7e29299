import { describe, expect, test } from "vitest";
import { formatCsv, formatJson, formatTable } from "../../src/store/format.js";
import type { QueryResult } from "../../src/store/statement.js";

const result: QueryResult = {
  columns: [
    { name: "device", type: "VARCHAR" },
    { name: "downtime_ms", type: "BIGINT" },
    { name: "note", type: "VARCHAR" },
  ],
  rows: [
    ["north/01", 5, 'say "hi", now'],
    ["n", 12345678901234567890n, null],
    ["x", -1, "two\nlines"],
  ],
  truncated: false,
};

describe("a result", () => {
  test("as a table aligns numbers to the right and counts its rows", () => {
    expect(formatTable(result)).toBe(
      [
        "device             downtime_ms  note",
        "--------  --------------------  -------------",
        'north/01                     5  say "hi", now',
        "n         12345678901234567890  NULL",
        "x                           -1  two lines",
        "3 rows",
        "",
      ].join("\n"),
    );
  });

  test("as a table says when there is more", () => {
    expect(formatTable({ ...result, rows: [result.rows[0]], truncated: true })).toMatch(
      /1 row \(there are more/,
    );
  });

  test("as a table cuts long cells", () => {
    const long = formatTable({ ...result, rows: [["d".repeat(500), 1, null]] });
    expect(Math.max(...long.split("\n").map((line) => line.length))).toBeLessThan(90);
  });

  test("as CSV quotes what needs it and leaves NULL empty", () => {
    expect(formatCsv(result)).toBe(
      'device,downtime_ms,note\nnorth/01,5,"say ""hi"", now"\nn,12345678901234567890,\nx,-1,"two\nlines"\n',
    );
  });

  test("as JSON keeps large integers exact, as text", () => {
    const parsed = JSON.parse(formatJson(result));
    expect(parsed.rows[1]).toEqual(["n", "12345678901234567890", null]);
    expect(parsed.rows[0][1]).toBe(5);
    expect(parsed.truncated).toBe(false);
  });
});
