// Lives that a maker would promise: no cell outlives its shelf life, and what is reported of such devices lies between the
// slowest place with a cheap cell and the fastest with a good one.
import { expect, test } from "vitest";
import { explainTwin } from "../../src/explain/explain-twin.js";
import { explanationText } from "../../src/explain/twin-text.js";
import { shippedDevices, twinWith } from "./reading.js";

const YEAR = 365;

test("a LoRa parking sensor on an AA-size cell: its charge alone would last 21 years; 4 to 10 are reported", () => {
  const explanation = explainTwin(twinWith("parking-lora", "{}"));
  const { life, lifeAt, spread } = explanation.budget ?? {};
  expect(life?.chargeDays).toBeGreaterThan(18 * YEAR);
  expect(life?.days).toBe(12 * YEAR);
  expect(Math.max(...(lifeAt ?? []).map(({ days }) => days ?? Infinity))).toBe(12 * YEAR);
  expect(spread?.shortDays).toBeLessThan(4 * YEAR);
  expect(spread?.longDays).toBeGreaterThan(10 * YEAR);
  expect(spread?.longDays).toBeLessThanOrEqual(12 * YEAR);
  const text = explanationText(explanation);
  expect(text).toMatch(/ shelf {5}12 years: /);
  expect(text).toMatch(
    / spread {4}3\.\d+ years \(slowest place, .*3 times .* to 12 years \(fastest, 0\.5 times\)/,
  );
});

test("three times the self-discharge costs a cell that lasts by it what it must", () => {
  const days = (share: string): number =>
    explainTwin(twinWith("vibration-sensor", `{power: {battery: {selfDischargePerYear: ${share}}}}`)).budget
      ?.life.chargeDays ?? Number.NaN;
  const { spread } =
    explainTwin(twinWith("vibration-sensor", "{power: {battery: {selfDischargePerYear: 2%}}}")).budget ?? {};
  expect(spread?.shortDays).toBeCloseTo(days("6%"), 6);
  expect(spread?.longDays).toBeCloseTo(days("1%"), 6);
});

test("every twin's life lies within its spread, and none is counted on beyond its cell's shelf life", () => {
  for (const twin of shippedDevices()) {
    const { life, spread } = explainTwin(twin).budget ?? {};
    if (spread === null || spread === undefined || life === undefined) continue;
    expect(spread.shortDays, twin.name).toBeLessThanOrEqual(life.days ?? Infinity);
    expect(spread.longDays * 1.0001, twin.name).toBeGreaterThanOrEqual(life.days ?? 0);
    expect(spread.longDays, twin.name).toBeLessThanOrEqual(
      (twin.power.battery?.chemistry.shelfLifeMs ?? 0) / 86_400_000,
    );
  }
});
