// A dotted name that walks into the language's own objects is refused at its place; no name hangs the program.
import { describe, expect, test } from "vitest";
import { refusalOfPatch } from "../../src/model/protocol/shadow-limits.js";
import { runScenario } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { caseScenario, loadCase, told } from "./case-files.js";

const NAME = "proto-property";
const BAD = [
  "a.__proto__.0",
  "a.__proto__",
  "__proto__.a",
  "a.__proto__.b",
  "x.constructor.prototype.z",
  "constructor",
  "a.prototype",
  "a..b",
  "a.",
  "a.b.c.d.e.f.g",
  Array.from({ length: 40 }, () => "a").join("."),
];

test("the case is refused at the name, in the twin and in the timeline", () => {
  expect(told(loadCase(NAME))).toEqual(["SCN016 scenario.yaml:15 error", "SCN016 scenario.yaml:19 error"]);
  expect({}).not.toHaveProperty("0");
});

test("the same file with a sound name is taken by three devices", async () => {
  const text = (await import("node:fs")).readFileSync(`${import.meta.dirname}/${NAME}/scenario.yaml`, "utf8");
  const others = { "sound.yaml": text.replaceAll("a.__proto__.0", "a.proto.0") };
  const run = await runScenario(caseScenario(NAME, { file: "sound.yaml", others }));
  expect(run.total("shadow.applied")).toBe(3);
});

const fleet = (shadow: string, desired: string): string => `iotctl: 1
duration: 10m
sites: [{id: home, devices: [{twin: thermostat, count: 3, overrides: {shadow: [${shadow}]}}]}]
timeline: [{at: 5m, config: {desired: ${desired}}, target: {twin: thermostat}}]
`;

describe("a name that cannot be is refused", () => {
  test.each(BAD)("%s in a twin", (name) => {
    const { diagnostics } = load(fleet(`{name: "${name}", initial: 1}`, "{b: 2}"));
    expect(diagnostics[0]).toMatchObject({ code: "SCN016", line: 3 });
  });

  test.each(BAD)("%s in a configuration", (name) => {
    const { diagnostics } = load(fleet("{name: b, initial: 1}", `{"${name}": 2, b: 3}`));
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([["SCN016", 4]]);
  });

  test.each([
    "{a: {__proto__: {b: 1}}}",
    "{a: {constructor: {b: 1}}}",
    '{a: {"": 1}}',
    '{"": 1}',
    "{a: {b: {c: {d: {e: {f: 1}}}}}}",
  ])("%s as nested maps", (desired) => {
    const { diagnostics } = load(fleet("{name: b, initial: 1}", desired));
    expect(diagnostics[0]).toMatchObject({ code: "SCN016", line: 4 });
    const twin = load(fleet(`{name: b, initial: ${desired}}`, "{b: 1}"));
    expect(twin.diagnostics[0]).toMatchObject({ code: "SCN016", line: 3 });
  });

  test("a name of a million characters or parts is told in a line", () => {
    for (const name of ["a".repeat(1_000_000), "a.".repeat(500_000)]) {
      const { diagnostics } = load(fleet("{name: b, initial: 1}", `{"${name}": 2}`));
      expect(diagnostics[0].code).toBe("SCN016");
      expect(diagnostics[0].message.length).toBeLessThan(300);
    }
  });
});

test("tens of thousands of properties in one configuration are read in linear time", () => {
  const many = Array.from({ length: 60_000 }, (_, index) => `k${index}: 1`).join(", ");
  const { diagnostics } = load(fleet("{name: b, initial: 1}", `{${many}}`));
  expect(diagnostics[0].code).toBe("SCN053");
}, 20_000);

test("a label, a parameter and any other key cannot be called __proto__", () => {
  const text = `iotctl: 1
duration: 10m
sites: [{id: home, devices: [{twin: thermostat, count: 3, labels: {a: b}}]}]
timeline: [{at: 5m, fault: device.offline, target: {labels: {__proto__: x}}}]
`;
  expect(load(text).diagnostics.map(({ code, line }) => [code, line])).toEqual([["SCN016", 4]]);
});

test("a stranger's update with such a name is refused as AWS refuses an invalid node", () => {
  const desired = JSON.parse('{"a": {"__proto__": {"b": 1}}}');
  expect(refusalOfPatch({ desired })).toEqual({ code: 400, message: "State contains an invalid node" });
});
