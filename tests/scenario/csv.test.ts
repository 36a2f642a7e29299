// SCN-2: what cannot be read for certain is refused: a recording that is misread looks like any other.
import { expect, test } from "vitest";
import { columnOf, readTable } from "../../src/scenario/csv.js";
import { Problems } from "../../src/scenario/problems.js";
import { sourceText } from "../../src/scenario/source-text.js";

const read = (text: string, column = "value") => {
  const problems = new Problems();
  const source = sourceText("t.csv", text);
  const table = readTable(source, 100, problems);
  const at = table === null ? undefined : columnOf(table, column, { source, start: 0, end: 1 }, problems);
  return { at, told: problems.diagnostics.map(({ code, message }) => `${code} ${message}`) };
};

test("a sound table has its column", () => {
  expect(read('time,value\n1,2\n3,"4,5"\n')).toEqual({ at: 1, told: [] });
});

test.each([
  [
    "a row with too few cells",
    "time,value\n1\n",
    /SCN061 row: it has 1 cell, the first line names 2 columns/,
  ],
  ["a row with too many cells", "time,value\n1,2,5\n", /SCN061 row: it has 3 cells, .* names 2 columns/],
  ["a cell that goes on after its quote", 'time,value\n1,"2"5\n', /goes on after its closing quote/],
  ["a name that stands twice", "value,value\n1,2\n", /SCN060 t\.csv has several columns `value`/],
  ["no such column", "time,worth\n1,2\n", /SCN060 t\.csv has no column `value`/],
])("%s is told", (_, text, says) => {
  const { at, told } = read(text);
  expect(at).toBeUndefined();
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(says);
});
