// Shadow properties of twins and values for them: dotted and nested alike, and every slip is told with its place.
import { describe, expect, test } from "vitest";
import { load, scenarioOf } from "./reading.js";

const withShadow = (properties: string, timeline = "[]"): string => `iotctl: 1
duration: 1h
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - twin: thermostat
        count: 20
        overrides: {shadow: ${properties}}
timeline: ${timeline}
`;

const told = (text: string): string[] =>
  load(text).diagnostics.map(({ code, message, hint }) => `${code} ${message}${hint ? ` (${hint})` : ""}`);

const shadowOf = (properties: string) =>
  Object.values(scenarioOf(withShadow(properties)).deviceTwins)[0].shadow;

describe("a property", () => {
  test("that sets something begins with what the twin says, in its own unit", () => {
    const [target, interval, base] = shadowOf(
      "[{name: a, sets: rules.heating.below}, {name: b, sets: reporting.interval, unit: min}, {name: c, sets: reconnect.base, unit: ms}]",
    );
    expect([target.initial, target.unitMs]).toEqual([62, null]);
    expect([interval.initial, interval.unitMs]).toEqual([1, 60_000]);
    expect([base.initial, base.unitMs]).toEqual([1_000, 1]);
  });

  test("whose initial value is a map stands for the properties in it", () => {
    const properties = shadowOf("[{name: limits, initial: {high: 8, low: {day: 2}}, policy: latest}]");
    expect(properties.map(({ name, initial, policy }) => [name, initial, policy])).toEqual([
      ["limits.high", 8, "latest"],
      ["limits.low.day", 2, "latest"],
    ]);
  });

  test("can hold a list, which is one value", () => {
    expect(shadowOf("[{name: zones, initial: [1, 2]}]")[0].initial).toEqual([1, 2]);
  });

  test("is let in to the network by its initial name, or by those listed", () => {
    expect(shadowOf("[{name: apn, initial: one, sets: network.apn}]")[0].works).toEqual(["one"]);
    expect(shadowOf("[{name: apn, initial: one, sets: network.apn, works: [one, two]}]")[0].works).toEqual([
      "one",
      "two",
    ]);
  });

  test.each([
    ["{name: a}", "SCN011", "has no initial value"],
    ["{name: a, sets: reporting.intervall, unit: s}", "SCN013", "did you mean `reporting.interval`"],
    ["{name: a, sets: rules.cooling.above}", "SCN013", "which no device of this twin has"],
    ["{name: a, sets: reporting.interval}", "SCN015", "its unit must be one of ms, s, m, min, h, d"],
    [
      "{name: a, sets: reporting.interval, unit: s, initial: 30}",
      "SCN029",
      "begins with 30 s, but the twin's reporting.interval is 60 s",
    ],
    ["{name: a, sets: reporting.alarm.above}", "SCN011", "of which the twin says nothing"],
    ["{name: a, sets: network.apn}", "SCN011", "of which the twin says nothing"],
    ["{name: a, sets: network.apn, initial: 5}", "SCN012", "its initial value must be a text"],
    ["{name: a, initial: 5, min: 6, max: 4}", "SCN029", "has min 6 above max 4"],
    ["{name: a, initial: 5, max: 4}", "SCN029", "outside its own limits"],
    ["{name: a, initial: x, min: 4}", "SCN017", "has a limit, but is not a number"],
    ["{name: a, initial: x, oneOf: [y, z]}", "SCN029", "which its oneOf does not list"],
    ["{name: a, initial: x, works: [x]}", "SCN017", "belongs to a property that sets network.apn"],
    ["{name: a, initial: [1, null]}", "SCN012", "empty value (null) in a list"],
    ["{name: a, initial: {b: 1}, min: 0}", "SCN017", "is a map"],
    ["{name: a, initial: 1}, {name: a, initial: 2}", "SCN018", "is there twice"],
    ["{name: a, initial: 1}, {name: a.b, initial: 2}", "SCN018", "stands below `a`, which is a value"],
    ["{name: a, initial: {b: 1}}, {name: a.b, initial: 2}", "SCN018", "is there twice"],
    ["{name: _refused, initial: 1}", "SCN016", "beginning with a letter or digit"],
  ])("%s is told: %s %s", (properties, code, words) => {
    const problems = told(withShadow(`[${properties}]`));
    expect(problems.filter((text) => text.startsWith(code) && text.includes(words))).toHaveLength(1);
  });
});

describe("values in a timeline", () => {
  const PROPERTIES =
    "[{name: report.seconds, sets: reporting.interval, unit: s}, {name: zones, initial: [1]}, {name: mode, initial: heat}]";
  const desired = (values: string): string =>
    withShadow(PROPERTIES, `[{id: c, at: 5m, config: {desired: ${values}}, target: all}]`);
  const wanted = (values: string): unknown => scenarioOf(desired(values)).timeline[0].action;

  test("by dotted names and in nested maps are the same", () => {
    const both = { do: "config", how: "set", desired: { report: { seconds: 5 }, mode: null } };
    expect(wanted("{report.seconds: 5, mode: null}")).toEqual(both);
    expect(wanted("{report: {seconds: 5}, mode: null}")).toEqual(both);
  });

  test("may take away one property, a map of them, or all", () => {
    expect(wanted("{report: null}")).toMatchObject({ desired: { report: null } });
    expect(wanted("null")).toEqual({ do: "config", how: "set", desired: null });
  });

  test.each([
    ["{report.minutes: 5}", "SCN053", "no targeted device has a shadow property `report.minutes`"],
    ["{report: 5}", "SCN053", "no targeted device has a shadow property `report`"],
    ["{report.seconds: often}", "SCN053", "is a number in its twin; here it is a string"],
    ["{zones: 5}", "SCN053", "is a list in its twin; here it is a number"],
    ["{zones: [1, null]}", "SCN012", "empty value (null) in a list"],
    ["{zones: [[[[[[1]]]]]]}", "SCN014", "nests too deeply"],
    ["{report.seconds: 5, report: {seconds: 6}}", "SCN018", "is set twice"],
  ])("%s is told: %s %s", (values, code, words) => {
    const problems = told(desired(values));
    expect(problems.filter((text) => text.startsWith(code) && text.includes(words))).toHaveLength(1);
  });

  test.each([
    ["{}", "none of them"],
    ["{desired: {mode: cool}, rollback: true}", "desired and rollback"],
    ["{rollback: true, delete: true}", "rollback and delete"],
  ])("a configuration %s must do one thing", (config, has) => {
    const text = withShadow(PROPERTIES, `[{id: c, at: 5m, config: ${config}, target: all}]`);
    expect(told(text)).toEqual([
      `SCN017 timeline[0].config has ${has}; it must have exactly one of desired, rollback, delete`,
    ]);
  });

  test("set by hand cannot be empty", () => {
    const text = withShadow(PROPERTIES, "[{id: c, at: 5m, local: {set: {mode: null}}, target: all}]");
    expect(told(text)).toEqual(["SCN012 `mode` is empty; a knob has a value"]);
  });
});
