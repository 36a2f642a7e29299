// docs/coverage.md says of every requirement row how far it is. The rows stand here, so none can get lost.
import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { COVERAGE_STATES, coverageRows } from "./generated.js";

/** How many rows each part of the requirements has. */
const PARTS: Readonly<Record<string, number>> = {
  INF: 25,
  LIF: 15,
  SHD: 5,
  OTA: 9,
  NET: 10,
  PWR: 4,
  TEN: 4,
  SLA: 6,
  CST: 8,
  SEC: 6,
  FLT: 11,
  SCN: 10,
};

/** Rows that must hold in live mode, too: [VL] and [L]. */
const LIVE: Readonly<Record<string, readonly number[]>> = {
  INF: [1, 3, 4, 5, 7, 8, 12, 14, 19, 22],
  LIF: [1, 2, 4, 5, 6, 8, 10, 11, 15],
  SHD: [1, 2, 3, 5],
  OTA: [1, 2, 3, 5, 8],
  NET: [1, 4, 5, 6, 7, 9],
  TEN: [1, 2, 4],
  SLA: [1, 2, 3, 4],
  SEC: [1, 3, 4, 5],
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
    const isLive = ({ id }: { id: string }) => {
      const [part, number] = id.split("-");
      return LIVE[part]?.includes(Number(number)) ?? false;
    };
    const unshown = rows
      .filter((row) => row.state === "works" && isLive(row))
      .filter(({ shownBy }) => !shownBy.some((file) => /^tests\/(live\/|slow\/live-)/.test(file)));
    expect(unshown.map(({ id }) => id)).toEqual([]);
    expect(rows.filter((row) => row.state === "not yet" && row.shownBy.length > 0)).toEqual([]);
  });
});
