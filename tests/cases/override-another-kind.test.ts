// A group's overrides can make a part of its twin another kind of thing, and take keys away; what is wrong is wrong there.
import { describe, expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { caseScenario } from "./case-files.js";

const NAME = "override-another-kind";

const group = (twin: string, overrides: string): string => `iotctl: 1
duration: 1h
sites: [{id: n, gateways: {twin: fog-gateway}, devices: [
  {twin: ${twin}, count: 1,
   overrides: ${overrides}}]}]
`;
const twinOf = (twin: string, overrides: string) => {
  const { scenarios, diagnostics } = load(group(twin, overrides));
  expect(diagnostics).toEqual([]);
  return Object.values(scenarios[0].deviceTwins)[0];
};

test("a constant signal replaces a daily and an occupancy one, by itself", async () => {
  const scenario = caseScenario(NAME);
  expect(Object.values(scenario.deviceTwins).map(({ signal }) => signal)).toEqual([
    { kind: "constant", value: 20, noise: 0 },
    { kind: "constant", value: 1, noise: 0 },
  ]);
  expect((await runScenario(scenario)).total("messages.produced")).toBeGreaterThan(0);
});

test("null for the keys of the old kind means the same", () => {
  const [twin] = Object.values(caseScenario(NAME, { file: "nulls.yaml" }).deviceTwins);
  expect(twin.signal).toEqual({ kind: "constant", value: 1, noise: 0 });
  const nulls =
    "{signal: {kind: constant, value: 20, noise: 0, mean: null, amplitude: null, peakHour: null, min: null}}";
  expect(twinOf("temperature-wifi", nulls).signal).toEqual({ kind: "constant", value: 20, noise: 0 });
});

describe("variants", () => {
  test("an override of the same kind keeps the other keys", () => {
    const before = twinOf("temperature-wifi", "{mtbf: 0s}").signal;
    expect(twinOf("temperature-wifi", "{signal: {noise: 3}}").signal).toEqual({ ...before, noise: 3 });
    expect(twinOf("temperature-wifi", "{signal: {kind: daily, noise: 3}}").signal).toEqual({
      ...before,
      noise: 3,
    });
  });

  test("null takes a key away: its default comes back", () => {
    expect(twinOf("parking-lora", "{buffer: {max: null}}").bufferMax).toBe(100);
    expect(twinOf("thermostat", "{shadow: null}").shadow).toEqual([]);
  });

  test("another transport is not left with the old one's figures", () => {
    expect(twinOf("parking-lora", "{radio: {transport: wifi}}").radio.transport).toBe("wifi");
  });

  test("one way to give a burst replaces the other", () => {
    const both = load(group("temperature-wifi", "{radio: {burst: {meanAttempts: 3, meanLength: 1s}}}"));
    expect(both.diagnostics.map(({ code }) => code)).toEqual(["SCN017"]);
    // The twin says how long in time, the override in attempts.
    expect(twinOf("wearable", "{mtbf: 0s}").radio.link.burst).toMatchObject({
      meanAttempts: 0,
      meanMs: 30_000,
    });
    expect(twinOf("wearable", "{radio: {burst: {meanAttempts: 3}}}").radio.link.burst).toMatchObject({
      meanAttempts: 3,
      meanMs: 0,
    });
  });

  test.each([
    ["temperature-wifi", "{signal: {kind: occupancy, meanOccupied: 1h}}", "SCN011", /meanVacant/],
    ["parking-lora", "{signal: {kind: daily, mean: 3, meanVacant: 2h}}", "SCN010", /meanVacant/],
    ["parking-lora", "{power: {battery: {capacity: null}}}", "SCN011", /capacity/],
    ["parking-lora", "{reporting: {intervall: null}}", "SCN010", /intervall/],
    ["parking-lora", "{power: {battery: {nominal: 5V}}}", "SCN039", /nominal/],
    ["parking-nbiot", "{radio: {sf: 7}}", "SCN028", /sf/],
  ])("%s with %s is told at the override", (twin, overrides, code, says) => {
    const { diagnostics, scenarios } = load(group(twin, overrides));
    expect(scenarios).toEqual([]);
    expect(diagnostics.map((one) => [one.code, one.file])).toContainEqual([code, "fleet/test.yaml"]);
    for (const one of diagnostics) expect([one.file, one.line]).toEqual(["fleet/test.yaml", 5]);
    expect(diagnostics.some(({ message }) => says.test(message))).toBe(true);
  });
});
