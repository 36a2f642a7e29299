import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatDiagnostic } from "../../src/core/diagnostic.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";

const BOOK = `pricebook: 1
name: test
title: Test
region: here
currency: USD
asOf: 2026-01-01
lines:
  - id: messaging
    label: Messages
    meter: messages
    unit: messages
    tiers:
      - {upTo: 1_000, price: 1 USD, per: 1_000}
      - {price: 0.50 USD, per: 1_000}
    source: made up
    confidence: given
`;
const problems = (text: string) =>
  parsePriceBook(text, "prices/test.yaml").diagnostics.map(
    ({ code, line, column, message, hint }) =>
      `${code} ${line}:${column} ${message}${hint === undefined ? "" : ` | ${hint}`}`,
  );

describe("shipped price books", () => {
  const files = readdirSync("prices").filter((file) => file.endsWith(".yaml"));

  test("there are some", () => {
    expect(files).toContain("aws-iot-core.yaml");
  });

  test.each(files)("%s is sound and named after its file", (file) => {
    const { book, diagnostics } = parsePriceBook(readFileSync(`prices/${file}`, "utf8"), file);
    expect(diagnostics.map((diagnostic) => formatDiagnostic(diagnostic))).toEqual([]);
    expect(book?.name).toBe(file.replace(/\.yaml$/, ""));
  });

  test("the full book has the cloud lines of the plain one, price for price", () => {
    const read = (file: string) =>
      parsePriceBook(readFileSync(`prices/${file}`, "utf8"), file).book?.lines ?? [];
    const full = read("aws-iot-full.yaml");
    for (const line of read("aws-iot-core.yaml")) expect(full).toContainEqual(line);
  });
});

describe("a wrong price book is refused at its place", () => {
  test("a sound one is read", () => {
    expect(problems(BOOK)).toEqual([]);
    const tiers = parsePriceBook(BOOK, "f").book?.lines[0].tiers;
    expect(tiers).toEqual([
      { upTo: 1000, price: 1_000_000, per: 1000 },
      { price: 500_000, per: 1000 },
    ]);
  });

  test.each([
    [
      "label: Messages",
      "lable: Messages",
      ["PRB002 8:5 lines.0.label", 'PRB003 9:5 lines.0 has no key "lable" | did you mean label?'],
    ],
    ["meter: messages", "meter: mesages", ["PRB003 10:12 lines.0.meter is not a known meter"]],
    ["price: 1 USD", "price: 1 EUR", ["PRB002 13:30"]],
    [
      "per: 1_000}\n      - {price",
      "per: 0}\n      - {price",
      ['PRB002 13:42 lines.0.tiers.0.per: "0" is not a whole number above 0'],
    ],
    ["{price: 0.50 USD", "{upTo: 9_000, price: 0.50 USD", ["PRB004 14:16 the last tier must be open"]],
    ["{upTo: 1_000, price: 1 USD", "{price: 1 USD", ["PRB004 13:10 only the last tier may be open"]],
    ["    meter: messages\n", "", ["PRB006 8:5 messaging must have either a meter or a fixed quantity"]],
    ["asOf: 2026-01-01", "asOf: last week", ["PRB002 6:7 asOf: must be a date"]],
    ["currency: USD", "currency: [USD", ["PRB001"]],
  ])("%s -> %s", (from, to, wanted) => {
    const found = problems(BOOK.replace(from, to));
    expect(found.length).toBeGreaterThanOrEqual(wanted.length);
    wanted.forEach((start) => {
      expect(found.some((problem) => problem.startsWith(start))).toBe(true);
    });
    expect(parsePriceBook(BOOK.replace(from, to), "f").book).toBeNull();
  });

  test("tiers must rise, and a meter is priced once", () => {
    const two = BOOK.replace("      - {price", "      - {upTo: 500, price: 1 USD}\n      - {price");
    expect(problems(two)).toEqual([
      expect.stringContaining("PRB004 14:16 500 is not above the tier before it (1000)"),
    ]);
    const lines = BOOK.slice(BOOK.indexOf("  - id"));
    expect(problems(BOOK + lines.replace("id: messaging", "id: again"))).toEqual([
      expect.stringContaining("messages is already priced by messaging"),
    ]);
    expect(problems(BOOK + lines)).toHaveLength(2);
  });

  test("all problems come at once", () => {
    const text = BOOK.replace("asOf: 2026-01-01", "asOf: x")
      .replace("meter: messages", "meter: y")
      .replace("1 USD", "1");
    expect(problems(text)).toHaveLength(3);
  });

  test("a price finer than a microdollar is refused with the way out", () => {
    expect(problems(BOOK.replace("0.50 USD", "0.0000166667 USD"))[0]).toContain("raise per");
  });
});
