// Temperature and sun as functions of time: closed forms, and the same amounts however time is cut.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS, HOUR_MS } from "../../src/core/duration.js";
import { KeyedRandom, seedKey } from "../../src/core/rng.js";
import { Calendar } from "../../src/model/battery/calendar.js";
import { Cell } from "../../src/model/battery/cell.js";
import { Climate, celsiusAt, WarmTime } from "../../src/model/battery/climate.js";
import { fullSunHours, Sun, sunlitDay, whileChargeable } from "../../src/model/battery/sun.js";
import type { AmbientTwin } from "../../src/spec/power.js";
import { shipped } from "./world.js";

const calendar = new Calendar("2026-01-01T06:00:00Z");
const mild: AmbientTwin = { meanC: 15, swingC: 8, seasonC: 0, peakHour: 15 };
const moment = fc.integer({ min: 0, max: 400 * DAY_MS });

describe("the calendar", () => {
  test("counts days from the midnight before the start, and knows the season", () => {
    expect([0, 18 * HOUR_MS - 1, 18 * HOUR_MS].map((ms) => calendar.dayOf(ms))).toEqual([0, 0, 1]);
    expect(calendar.timeOfDayMs(0)).toBe(6 * HOUR_MS);
    expect(Math.round(calendar.dayOfYear(0))).toBe(0);
    expect(Math.round(new Calendar("2027-07-01T00:00:00Z").dayOfYear(0))).toBe(181);
  });
});

describe("the ambient temperature", () => {
  test("is warmest at its hour and in July, coldest half a day and half a year away", () => {
    const seasons = { ...mild, seasonC: 10 };
    const july = new Calendar("2026-07-20T00:00:00Z");
    expect(celsiusAt(mild, calendar, 9 * HOUR_MS)).toBeCloseTo(23, 9);
    expect(celsiusAt(mild, calendar, 21 * HOUR_MS)).toBeCloseTo(7, 9);
    expect(celsiusAt(seasons, july, 15 * HOUR_MS)).toBeCloseTo(33, 2);
    expect(celsiusAt(seasons, july, 15 * HOUR_MS + 183 * DAY_MS)).toBeCloseTo(13, 2);
  });

  test("the stepped tables follow it within half a step of a quarter of an hour", () => {
    const climate = new Climate({ ...mild, seasonC: 12 }, calendar, new Cell(shipped("alkaline")));
    fc.assert(
      fc.property(moment, (ms) => {
        const stepped = climate.celsius[climate.slotAt(ms)];
        expect(Math.abs(stepped - celsiusAt({ ...mild, seasonC: 12 }, calendar, ms))).toBeLessThan(0.3);
      }),
    );
  });
});

describe("warm time (self-discharge, ageing)", () => {
  const between = (time: WarmTime, from: number, to: number) => time.until(to) - time.until(from);

  test("at a constant temperature it is time times 2^((T - 25)/doubles)", () => {
    for (const [meanC, factor] of [
      [25, 1],
      [35, 2],
      [5, 0.25],
    ]) {
      const time = new WarmTime({ ...mild, meanC, swingC: 0 }, calendar, 10);
      expect(between(time, 1_000, 5 * DAY_MS + 7_000) / (5 * DAY_MS + 6_000)).toBeCloseTo(factor, 9);
    }
  });

  test("over whole days of a swing it is the Bessel function I0: nights save less than days cost", () => {
    const time = new WarmTime({ ...mild, meanC: 25 }, calendar, 10);
    const x = (Math.LN2 / 10) * 8;
    const i0 = 1 + x ** 2 / 4 + x ** 4 / 64 + x ** 6 / 2_304 + x ** 8 / 147_456;
    expect(between(time, 0, 10 * DAY_MS) / (10 * DAY_MS)).toBeCloseTo(i0, 7);
  });

  test("adds up the same however a span is cut", () => {
    const time = new WarmTime({ ...mild, seasonC: 9 }, calendar, 10);
    fc.assert(
      fc.property(moment, moment, moment, (x, y, z) => {
        const [from, middle, to] = [x, y, z].sort((a, b) => a - b);
        const parts = between(time, from, middle) + between(time, middle, to);
        expect(Math.abs(parts - between(time, from, to))).toBeLessThan(0.001);
      }),
    );
  });
});

describe("the sun", () => {
  const equinox = new Calendar("2026-03-21T00:00:00Z");

  test.each([0, 30, 50, 65])(
    "at the equinox latitude %d has 24/pi cos(latitude) hours of full sun",
    (latitude) => {
      const hours = fullSunHours(sunlitDay(equinox, 0, latitude), 24);
      expect(hours).toBeCloseTo((24 / Math.PI) * Math.cos((latitude * Math.PI) / 180), 1);
    },
  );

  test("peak sun hours fall to a fraction in a northern winter; polar night has none, polar day all hours", () => {
    const winter = new Calendar("2026-12-21T00:00:00Z");
    const summer = new Calendar("2026-06-21T00:00:00Z");
    expect(fullSunHours(sunlitDay(winter, 0, 60), 24)).toBeLessThan(0.6);
    expect(fullSunHours(sunlitDay(winter, 0, 70), 24)).toBe(0);
    expect(sunlitDay(summer, 0, 70).pieces).toEqual([[0, 24]]);
    expect(fullSunHours(sunlitDay(summer, 0, -50), 24)).toBeCloseTo(
      fullSunHours(sunlitDay(winter, 0, 50), 24),
      1,
    );
  });

  test("agrees with a sum over minutes of max(0, sin elevation)", () => {
    const day = sunlitDay(equinox, 40, 47);
    let sum = 0;
    for (let minute = 0; minute < 1_440; minute++) {
      const angle = (2 * Math.PI * (minute / 60 + 1 / 120 - 12)) / 24;
      sum += Math.max(0, day.constant + day.swing * Math.cos(angle)) / 60;
    }
    expect(fullSunHours(day, 24)).toBeCloseTo(sum, 4);
  });

  test("a cold morning is cut off: charging begins when the temperature passes the limit", () => {
    const day = sunlitDay(equinox, 0, 45);
    const cold = whileChargeable(day, { ...mild, meanC: 0 }, 0, { aboveC: 0, belowC: 45 });
    // 0 + 8 cos(h - 15) passes 0 degC at 9 and 21 h; the sun is up until 18 h.
    expect(cold.pieces).toHaveLength(1);
    expect(cold.pieces[0][0]).toBeCloseTo(9, 9);
    expect(cold.pieces[0][1]).toBeCloseTo(day.pieces[0][1], 9);
    expect(whileChargeable(day, mild, -20, { aboveC: 0, belowC: 45 }).pieces).toEqual([]);
    expect(whileChargeable(day, mild, 15, { aboveC: 0, belowC: 45 }).pieces).toEqual(day.pieces);
  });

  test("a hot noon is cut out: two pieces remain", () => {
    const day = sunlitDay(equinox, 0, 10);
    const hot = whileChargeable(day, { ...mild, peakHour: 12 }, 40, { aboveC: 0, belowC: 44 });
    // 40 + 8 cos(h - 12) is above 44 between 8 and 16 h.
    expect(hot.pieces.map((piece) => piece.map((hour) => Math.round(hour * 1e6) / 1e6))).toEqual([
      [Math.round(day.pieces[0][0] * 1e6) / 1e6, 8],
      [16, Math.round(day.pieces[0][1] * 1e6) / 1e6],
    ]);
  });

  const sunOf = (cloud = { meanPpm: 600_000, spreadPpm: 200_000, correlation: 0.6 }) =>
    new Sun({
      solar: { panelMw: 1_000, latitudeDeg: 47, performancePpm: 750_000, cloud },
      ambient: mild,
      limits: { aboveC: 0, belowC: 45 },
      calendar,
      weather: new KeyedRandom(seedKey("weather")),
    });

  test("one watt peak under a clear sky harvests 0.75 Wh for each hour of full sun", () => {
    const sun = sunOf({ meanPpm: 1_000_000, spreadPpm: 0, correlation: 0 });
    const from = 18 * HOUR_MS + 9 * DAY_MS;
    const hours = fullSunHours(sunlitDay(calendar, 10, 47), 24);
    expect(sun.harvestNj(from, from + DAY_MS) / 3_600e9).toBeCloseTo(0.75 * hours, 9);
  });

  test("harvest adds up the same however a span is cut, and no span harvests less than nothing", () => {
    const sun = sunOf();
    fc.assert(
      fc.property(moment, moment, moment, (x, y, z) => {
        const [from, middle, to] = [x, y, z].sort((a, b) => a - b);
        const [first, second] = [sun.harvestNj(from, middle), sun.harvestNj(middle, to)];
        expect(Math.min(first, second)).toBeGreaterThanOrEqual(-1);
        const whole = sun.harvestNj(from, to);
        expect(Math.abs(first + second - whole)).toBeLessThan(1e-9 * whole + 10);
      }),
    );
  });

  test("clouds stay within 20 and 100 %, keep their mean and remember yesterday", () => {
    const sun = sunOf();
    const clouds = Array.from({ length: 400 }, (_, day) => sun.cloudOf(day));
    const mean = clouds.reduce((sum, each) => sum + each, 0) / clouds.length;
    const variance = clouds.reduce((sum, each) => sum + (each - mean) ** 2, 0);
    const lagged = clouds.slice(1).reduce((sum, each, at) => sum + (each - mean) * (clouds[at] - mean), 0);
    expect(Math.min(...clouds)).toBeGreaterThanOrEqual(0.2);
    expect(Math.max(...clouds)).toBeLessThanOrEqual(1);
    expect(mean).toBeGreaterThan(0.53);
    expect(mean).toBeLessThan(0.67);
    expect(lagged / variance).toBeGreaterThan(0.4);
    expect(lagged / variance).toBeLessThan(0.8);
  });
});
