import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDuration } from "../../src/core/duration.js";
import { parseMoney, parseRate, parseShare, parseSize } from "../../src/core/units.js";
import { parseExpression } from "../../src/sla/expression.js";
import { printExpression } from "../../src/sla/expression-print.js";
import { AGGREGATES, COMPARISONS } from "../../src/sla/expression-tree.js";
import { baseValue } from "../../src/sla/quantity.js";

const sound = (text: string) => {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.expression;
};
const broken = (text: string) => {
  const parsed = parseExpression(text);
  if (parsed.ok) throw new Error(`${text} was read as ${printExpression(parsed.expression)}`);
  return parsed;
};
/** The tree without places and without the original text, for comparison. */
const bare = (node: unknown): unknown =>
  JSON.parse(JSON.stringify(node, (key, value) => (key === "at" || key === "text" ? undefined : value)));

describe("the shipped examples read as written", () => {
  const examples: [string, string][] = [
    [
      "max(broker.queue.depth)[sliding 30s] > 2_000_000",
      "max(broker.queue.depth)[sliding 30000ms] > 2000000",
    ],
    ["share(device.online) >= 99%", "share(device.online) >= 99%"],
    ["max(broker.connects.rate)[storm] <= 500", "max(broker.connects.rate)[storm] <= 500"],
    ["sum(messages.dropped{qos=1}) == 0", "sum(messages.dropped{qos=1}) == 0"],
    ["cost.monthly.perDevice<=0.25 USD", "cost.monthly.perDevice <= 0.25 USD"],
    ["rollout.status{id=fw-2.4.0} == aborted", "rollout.status{id=fw-2.4.0} == aborted"],
    [
      "max(share(device.version{version=2.4.0})) <= 1.1%",
      "max(share(device.version{version=2.4.0})) <= 1.1%",
    ],
    [
      "rate(device.reboots{version=2.4.0})[sliding 5m] > 3 * rate(device.reboots{version=2.3.1})[sliding 5m]",
      "rate(device.reboots{version=2.4.0})[sliding 300000ms] > 3 * rate(device.reboots{version=2.3.1})[sliding 300000ms]",
    ],
    ["p95(messages.latency) < 1h30m", "p95(messages.latency) < 5400000ms"],
    ["rate(a.b) < 500/s", "rate(a.b) < 500/s"],
    ["500/sum(a.b) < 1", "500 / sum(a.b) < 1"],
    ["max(a.b)[storm + 2m .. end - 5m] > 2", "max(a.b)[storm + 120000ms .. end - 300000ms] > 2"],
    ["max(a.b)[outage..fw-2.4.0.aborted] > 2", "max(a.b)[outage .. fw-2.4.0.aborted] > 2"],
    ["(1 - 2) - (3 - 4) / -5 < 6", "1 - 2 - (3 - 4) / -5 < 6"],
  ];
  test.each(examples)("%s", (text, printed) => {
    expect(printExpression(sound(text))).toBe(printed);
  });
});

describe("a broken expression points at its place", () => {
  test.each([
    ["", 0, "the expression ends"],
    ["share(device.online)", 20, "where a comparison"],
    ["share(device.online) = 3", 21, "where a comparison"],
    ["1 < 2 < 3", 8, "where the end must stand"],
    ["mx(device.online) < 3", 0, '"mx" is not a function'],
    ["max(min(device.online)) < 3", 4, "cannot stand inside"],
    ["sum(a.b)[sliding 5m < 3", 8, "never closed"],
    ["sum(a.b)[] < 3", 8, "the window is empty"],
    ["sum(a.b)[sliding 0s] < 3", 9, "holds nothing"],
    ["sum(a.b{x}) < 3", 8, "not key=value"],
    ["sum(a.b{x=1,y=}) < 3", 12, "not key=value"],
    ["sum(a.b) < 5 mins", 13, '"mins" is not a unit'],
    ["sum(a.b < 5", 8, 'where a ")" must stand'],
    ["run.duration[storm] < 5m", 12, "where an operator"],
    [`${"(".repeat(60)}1${")".repeat(60)} < 2`, 51, "where something simpler"],
  ])("%s", (text, offset, message) => {
    const problem = broken(text);
    expect(problem.offset).toBe(offset);
    expect(problem.message).toContain(message);
    expect(problem.hint).not.toBe("");
  });

  test("a mistyped unit gets the nearest one", () => {
    expect(broken("sum(a.b) < 5 kb").hint).toBe("did you mean 5KB?");
  });

  test("any text gives an answer, and a place inside the text", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 .,()[\]{}<>=+*/%_-]{0,40}$/), (text) => {
        const parsed = parseExpression(text);
        if (parsed.ok) return;
        expect(parsed.offset).toBeGreaterThanOrEqual(0);
        expect(parsed.offset).toBeLessThanOrEqual(text.length);
        expect(parsed.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("printing", () => {
  const at = { offset: 0, length: 0 };
  const name = fc.constantFrom("device.online", "messages.dropped", "a.b2.c_d");
  const label = fc.record({
    key: fc.constantFrom("tenant", "version", "board-rev"),
    value: fc.constantFrom("city", "2.4.0", "parking-*", "rev b"),
    at: fc.constant(at),
  });
  const selector = fc.record({ name, labels: fc.array(label, { maxLength: 3 }), at: fc.constant(at) });
  const edge = fc.oneof(
    fc.record({ name: fc.constant(null), offsetMs: fc.nat(10 ** 9), at: fc.constant(at) }),
    fc.record({
      name: fc.constantFrom("storm", "end", "fw-2.4.0.aborted"),
      offsetMs: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }),
      at: fc.constant(at),
    }),
  );
  const window = fc.oneof(
    fc.constant(null),
    fc.record({
      kind: fc.constant("named" as const),
      name: fc.constantFrom("storm", "cool-down"),
      at: fc.constant(at),
    }),
    fc.record({
      kind: fc.constantFrom("last" as const, "sliding" as const),
      ms: fc.integer({ min: 1, max: 10 ** 9 }),
      at: fc.constant(at),
    }),
    fc.record({ kind: fc.constant("range" as const), from: edge, to: edge, at: fc.constant(at) }),
  );
  const { operand } = fc.letrec((tie) => ({
    operand: fc.oneof(
      { depthSize: "small" },
      fc.record({
        kind: fc.constant("quantity"),
        digits: fc.constantFrom("0", "5", "99.9", "1000000"),
        unit: fc.constantFrom("", "%", "ms", "m", "USD", "MB", "/s"),
        at: fc.constant(at),
      }),
      fc.record({ kind: fc.constant("word"), word: fc.constant("aborted"), at: fc.constant(at) }),
      fc.record({ kind: fc.constant("fact"), selector, at: fc.constant(at) }),
      fc.record({
        kind: fc.constant("call"),
        aggregate: fc.constantFrom(...AGGREGATES),
        over: fc.constant("value"),
        selector,
        window,
        at: fc.constant(at),
      }),
      fc.record({
        kind: fc.constant("call"),
        aggregate: fc.constantFrom("max", "min", "avg"),
        over: fc.constantFrom("share", "rate"),
        selector,
        window,
        at: fc.constant(at),
      }),
      fc.record({ kind: fc.constant("negate"), of: tie("operand"), at: fc.constant(at) }),
      fc.record({
        kind: fc.constant("binary"),
        operator: fc.constantFrom("+", "-", "*", "/"),
        left: tie("operand"),
        right: tie("operand"),
        at: fc.constant(at),
      }),
    ),
  }));

  test("what is printed parses to the same tree", () => {
    fc.assert(
      fc.property(operand, operand, fc.constantFrom(...COMPARISONS), (left, right, comparison) => {
        const tree = { text: "", comparison, left, right } as Parameters<typeof printExpression>[0];
        expect(bare(sound(printExpression(tree)))).toEqual(bare(tree));
      }),
      { numRuns: 500 },
    );
  });
});

describe("units", () => {
  test("mean the same as in the rest of a scenario", () => {
    const of = (parsed: { ok: boolean; value?: number }) => parsed.value;
    expect(baseValue("99.9", "%") * 1e6).toBe(of(parseShare("99.9%")));
    expect(baseValue("180", "KB")).toBe(of(parseSize("180KB")));
    expect(baseValue("2", "MiB")).toBe(of(parseSize("2MiB")));
    expect(baseValue("1.5", "h") * 1000).toBe(of(parseDuration("1.5h")));
    expect(baseValue("0.25", "USD") * 1e6).toBe(of(parseMoney("0.25 USD")));
    expect(baseValue("90", "/min")).toBe(of(parseRate("90/min")));
    for (const unit of ["B", "KB", "MB", "GB", "TB", "KiB", "MiB", "GiB"])
      expect([unit, baseValue("3", unit)]).toEqual([unit, of(parseSize(`3${unit}`))]);
    for (const unit of ["ms", "s", "m", "h", "d", "w"])
      expect([unit, baseValue("3", unit) * 1000]).toEqual([unit, of(parseDuration(`3${unit}`))]);
  });

  test("99.9 % is the number nearest to 0.999, so it equals 999 of 1000", () => {
    expect(baseValue("99.9", "%")).toBe(999 / 1000);
  });
});
