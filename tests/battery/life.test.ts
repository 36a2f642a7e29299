// Battery lives by hand (PWR-1).
import { expect, test } from "vitest";
import { lifeHours, meanCurrentUA } from "../../src/model/battery/life.js";

const YEAR_H = 8_760;
const lossless = (capacityMAh: number) => ({ capacityMAh, emptyPpm: 0, selfDischargePpmPerYear: 0 });

test("55 s asleep of each minute: 5 s at 0.5 mA and 3 uA asleep are 44.4 uA, and 2 Ah last five years", () => {
  const meanUA = meanCurrentUA([{ uA: 500, ms: 5_000 }], 60_000, 3);
  expect(meanUA).toBeCloseTo((5 * 500 + 55 * 3) / 60, 9);
  expect(lifeHours(lossless(2_000), meanUA) / YEAR_H).toBeCloseTo(5.14, 2);
});

test("three months become five years by sleeping: 1 mA always on against 2.8 s a minute", () => {
  const cell = lossless(2_190);
  expect(lifeHours(cell, 1_000) / YEAR_H).toBeCloseTo(0.25, 2);
  const meanUA = meanCurrentUA([{ uA: 1_000, ms: 2_820 }], 60_000, 3);
  expect(lifeHours(cell, meanUA) / YEAR_H).toBeCloseTo(5, 1);
});

test("the 60-day profile: 1 Ah at a mean of 694 uA", () => {
  expect(lifeHours(lossless(1_000), 1_000_000 / 1_440) / 24).toBeCloseTo(60, 9);
});

test("self-discharge of 10 % a year and an empty threshold of 10 % end it sooner", () => {
  const reserve = { capacityMAh: 876, emptyPpm: 100_000, selfDischargePpmPerYear: 100_000 };
  // 788.4 mAh over 90 uA + 10 uA of self-discharge.
  expect(lifeHours(reserve, 90)).toBeCloseTo(7_884, 6);
});
