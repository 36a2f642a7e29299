// PWR-1: battery lives that the literature promises, as twins of our own and by hand. The cells are kept at 25 degC and
// drawn slowly, so that nothing but the duty cycle decides.
import { expect, test } from "vitest";
import { explainTwin } from "../../src/explain/explain-twin.js";
import { lifeHours, meanCurrentUA } from "../../src/model/battery/life.js";
import { twinWith } from "./reading.js";

const HOURS_PER_YEAR = 8_760;
const AT_25 = "ambient: {mean: 25degC, swing: 0degC, season: 0degC}";
const SILENT =
  "radio: {transport: ble, transmit: {current: 0uA}, receive: {current: 0uA, time: 0s}}, rules: []";

const lifeYears = (overrides: string): number => {
  const { budget } = explainTwin(twinWith("vibration-sensor", overrides));
  return (budget?.life.days ?? Number.NaN) / 365;
};

test("55 of 60 seconds asleep: a D cell lasts five years at 4.5 mA awake", () => {
  // Awake 5 s of 4.5 mA = 22.5 mC a minute = 375 uA; asleep 10 uA; 1 % of 19 Ah a year = 21.7 uA; 406.7 uA in all.
  // 19,000 mAh x 98 % / 0.4067 mA = 45,800 h = 5.2 years.
  const byHand = (19_000 * 0.98) / (0.375 + 0.01 + 0.0217) / HOURS_PER_YEAR;
  expect(byHand).toBeCloseTo(5.2, 1);
  const years = lifeYears(`{
    power: {battery: {capacity: 19Ah, empty: 2%}, ${AT_25}, sleep: 10uA, sense: {current: 4.5mA, time: 5s}, compute: {current: 0uA, time: 0s}},
    reporting: {interval: 60s}, degraded: {below: 2%, recoveredAbove: 3%}, ${SILENT}}`);
  expect(years / byHand).toBeCloseTo(1, 2);
});

test("duty-cycling makes five years of three months on the same cell", () => {
  // Always awake: 2,600 mAh x 98 % / (1.19 mA + 0.003 mA) = 2,136 h = 89 days.
  const cell = { capacityMAh: 2_600, emptyPpm: 20_000, selfDischargePpmPerYear: 10_000 };
  const awakeDays = lifeHours(cell, 1_190) / 24;
  expect(awakeDays).toBeGreaterThan(85);
  expect(awakeDays).toBeLessThan(93);
  // 2.5 s of each minute: 49.6 uA + 5 uA asleep + 3 uA of self-discharge: 2,548 mAh / 57.5 uA = 44,300 h = 5.06 years.
  const meanUA = meanCurrentUA([{ uA: 1_190, ms: 2_500 }], 60_000, 5);
  expect(meanUA).toBeCloseTo(49.58 + 4.79, 1);
  expect(lifeHours(cell, meanUA) / HOURS_PER_YEAR).toBeCloseTo(5.06, 1);
  const battery = `battery: {capacity: 2600mAh, empty: 2%}, ${AT_25}, compute: {current: 0uA, time: 0s}`;
  const rest = `reporting: {interval: 60s}, degraded: {below: 2%, recoveredAbove: 3%}, ${SILENT}`;
  const always = lifeYears(`{power: {${battery}, sleep: 0uA, sense: {current: 1.19mA, time: 60s}}, ${rest}}`);
  const cycled = lifeYears(
    `{power: {${battery}, sleep: 5uA, sense: {current: 1.19mA, time: 2500ms}}, ${rest}}`,
  );
  expect((always * 365) / awakeDays).toBeCloseTo(1, 1);
  expect(cycled).toBeGreaterThan(4.9);
  expect(cycled).toBeLessThan(5.2);
});

test("a tracker that takes and sends a position every five minutes lives sixty days; event-driven more than a year", () => {
  // 288 x (25 mA x 20 s + 6 mA x 50 ms + 1.02 x 153.3 mC) / 3,600 s = 52.5 mAh; asleep 0.29 mAh; self-discharge and ageing
  // 3,400 mAh x 20 % / 365 = 1.86 mAh: 54.7 mAh a day. 3,400 mAh x 95 % / 54.7 mAh = 59 days.
  const perDay = (288 * (500 + 0.3 + 1.02 * 153.3)) / 3_600 + 0.288 + (3_400 * 0.2) / 365;
  const byHand = (3_400 * 0.95) / perDay;
  expect(byHand).toBeGreaterThan(57);
  expect(byHand).toBeLessThan(61);
  const { budget } = explainTwin(
    twinWith(
      "asset-tracker",
      `{power: {${AT_25}}, signal: {meanOccupied: 1000d, meanVacant: 1000d}, reporting: {heartbeat: 5m},
        degraded: {below: 5%, recoveredAbove: 6%}, mtbf: 0s}`,
    ),
  );
  expect((budget?.life.days ?? Number.NaN) / byHand).toBeCloseTo(1, 1);
  const eventDriven = explainTwin(twinWith("asset-tracker", "{}")).budget?.life.days;
  expect(eventDriven).toBeGreaterThan(365);
});
