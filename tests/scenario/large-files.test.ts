// Tens of thousands of keys and names are read in seconds: nothing compares each with every other.
import { expect, test } from "vitest";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import { load } from "./reading.js";

const MANY = 15_000;
const many = (text: (index: number) => string, between: string): string =>
  Array.from({ length: MANY }, (_, index) => text(index)).join(between);

test("a price book with many keys, and with one key many times", { timeout: 30_000 }, () => {
  const unknown = parsePriceBook(
    many((index) => `k${index}: 1`, "\n"),
    "book.yaml",
  );
  expect(unknown.diagnostics).toHaveLength(100);
  const twice = parsePriceBook(
    many(() => "id: 1", "\n"),
    "book.yaml",
  );
  expect(twice.diagnostics).toHaveLength(100);
  expect(twice.diagnostics[0]).toMatchObject({
    code: "PRB001",
    line: 2,
    message: "key `id` is written twice; keys are unique",
  });
});

test("a target that names many devices and groups which are not there", { timeout: 30_000 }, () => {
  const told = (what: string): number =>
    load(`iotctl: 1
duration: 1h
sites: [{id: s, devices: [{id: s/d, twin: parking-nbiot, count: 10}]}]
timeline: [{id: t, at: 1m, fault: device.offline, target: {${what}: [${many((index) => `s/x${index}`, ", ")}]}}]
`).diagnostics.length;
  expect(told("ids")).toBe(201);
  expect(told("groups")).toBe(201);
});
