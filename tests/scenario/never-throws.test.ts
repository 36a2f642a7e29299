// Any text at all gives scenarios or problems, never an exception; and never both an error and a scenario.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Loaded } from "../../src/scenario/load.js";
import { SCENARIO_KEYS } from "../../src/scenario/schema/scenario.js";
import { load } from "./reading.js";

const check = ({ scenarios, diagnostics }: Loaded): void => {
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(scenarios.length > 0).toBe(errors.length === 0);
  for (const { line, column, length, code, message } of diagnostics) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(length).toBeGreaterThanOrEqual(1);
    expect(code).toMatch(/^SCN\d{3}$/);
    expect(message).not.toMatch(/undefined|\[object|NaN/);
  }
};

test("any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => check(load(text))),
    { numRuns: 300 },
  );
});

const yamlish = fc.string({
  unit: fc.constantFrom(...'{}[]:,-&*!|>"#%@`?\n abc01$'.split("")),
  maxLength: 60,
});
test("any text of YAML's own characters", () => {
  fc.assert(
    fc.property(yamlish, (text) => check(load(`iotctl: 1\n${text}`))),
    { numRuns: 500 },
  );
});

const STORM = readFileSync("scenarios/reboot-storm.yaml", "utf8");
const CANARY = readFileSync("scenarios/canary-abort.yaml", "utf8").replace("worlds/", "../scenarios/worlds/");
test("a sound scenario with a stretch cut out, doubled or replaced", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(STORM, CANARY),
      fc.nat(4_000),
      fc.nat(40),
      fc.oneof(
        fc.constant(""),
        fc.constantFrom(
          "0",
          "-1",
          "1e99",
          "null",
          "~",
          "[]",
          "{}",
          "true",
          `\${x}`,
          "- ",
          "*a",
          ".nan",
          ".inf",
          "__proto__",
          "constructor",
        ),
        yamlish,
      ),
      (text, at, length, put) => {
        const start = at % text.length;
        check(load(text.slice(0, start) + put + text.slice(start + length)));
      },
    ),
    { numRuns: 400 },
  );
});

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1,
    1e9,
    "5m",
    "10%",
    "all",
    "parking-nbiot",
    "north",
    "a.b + 1h",
    `\${p}`,
    "",
    "__proto__",
  ),
  fc.string({ maxLength: 8 }),
);
const keys = fc.constantFrom(
  ...SCENARIO_KEYS,
  ..."id twin count devices gateways region at every for fault target params config desired that from within set stages percent abort file columns replay labels __proto__ constructor".split(
    " ",
  ),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(keys, tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));
test("any structure under the format's own keys", () => {
  const sections = fc.dictionary(fc.constantFrom(...SCENARIO_KEYS), tree, {
    minKeys: 1,
    maxKeys: 5,
    noNullPrototype: true,
  });
  fc.assert(
    fc.property(sections, (value) => check(load(JSON.stringify({ iotctl: 1, ...value })))),
    { numRuns: 600 },
  );
});

test("any text in the files a scenario names", () => {
  const text =
    "iotctl: 1\nduration: 1h\ninclude: [w.yaml]\nsites: [{id: n, devices: [{twin: odd, count: 1, replay: {file: a.csv, timeColumn: t, valueColumn: v}}]}]\n";
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 80 }), yamlish, (csv, yaml) => {
      check(load(text, { "fleet/w.yaml": yaml, "fleet/twins/odd.yaml": yaml, "fleet/a.csv": `t,v\n${csv}` }));
    }),
    { numRuns: 200 },
  );
});
