// docs/coverage.md says of every requirement row how far it is. The rows stand here, so none can get lost.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COVERAGE_STATES, coverageRows } from "./generated.js";

/** How many rows each part of the requirements has. */
const PARTS: Readonly<Record<string, number>> = {
  INF: 16,
  LIF: 12,
  SHD: 5,
  OTA: 8,
  NET: 7,
  PWR: 4,
  TEN: 4,
  SLA: 4,
  CST: 5,
  FLT: 10,
  SCN: 7,
};

const IDS = Object.entries(PARTS).flatMap(([part, rows]) =>
  Array.from({ length: rows }, (_, at) => `${part}-${at + 1}`),
);

describe("the coverage", () => {
  const rows = coverageRows();

  test("lists every row exactly once", () => {
    expect(rows.map((row) => row.id)).toEqual(IDS);
  });

  test("knows three states", () => {
    expect(rows.filter((row) => !(COVERAGE_STATES as readonly string[]).includes(row.state))).toEqual([]);
  });

  test("names tests, scenarios and docs that exist", () => {
    const named = rows.flatMap((row) => row.shownBy.map((file) => ({ row: row.id, file })));
    expect(named.filter(({ file }) => !existsSync(file))).toEqual([]);
    expect(
      named.filter(({ file }) => !/^(tests\/.+\.test\.tsx?|scenarios\/.+\.yaml|docs\/.+\.md)$/.test(file)),
    ).toEqual([]);
  });

  test("shows what it calls working, and nothing for what is not there", () => {
    expect(rows.filter((row) => row.state === "works" && row.shownBy.length === 0)).toEqual([]);
    expect(rows.filter((row) => row.state === "not yet" && row.shownBy.length > 0)).toEqual([]);
  });
});
