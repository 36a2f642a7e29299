// The planted faults (`npm run mutants`) still fit the code they are planted in. Trying them takes too long for every
// commit; this keeps the lists from rotting in between.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { plantedFaults, timesFound } from "../mutants/planted.js";
import { coverageRows } from "./generated.js";
import { textOf } from "./source-tree.js";

describe("the planted faults", () => {
  const faults = plantedFaults(".");

  // Where a line was rewritten: docs/mutants.md says what to do.
  test("each find their text exactly once, and change it", () => {
    const astray = faults.filter((fault) => timesFound(textOf(fault.file), fault) !== 1);
    expect(astray.map(({ file, fault }) => `${file}: ${fault}`)).toEqual([]);
    expect(faults.filter(({ find, replace }) => find === replace)).toEqual([]);
  });

  test("name requirement rows, and tests that exist", () => {
    const rows = new Set(coverageRows().map(({ id }) => id));
    expect(faults.filter(({ row }) => !rows.has(row)).map(({ fault }) => fault)).toEqual([]);
    expect(faults.filter(({ tests }) => tests.length === 0).map(({ fault }) => fault)).toEqual([]);
    expect(faults.flatMap(({ tests }) => tests).filter((file) => !existsSync(file))).toEqual([]);
  });

  test("have words of their own", () => {
    const words = faults.map(({ row, fault }) => `${row} ${fault}`);
    expect(words.filter((each, at) => words.indexOf(each) !== at)).toEqual([]);
  });
});
