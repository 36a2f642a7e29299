import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  AWS_CREDIT_TIERS,
  downtimeBudgetMs,
  errorBudgetUsed,
  parallelAvailability,
  repairAvailability,
  serialAvailability,
  serviceCredit,
  tenantSla,
} from "../../src/sla/availability.js";
import {
  BURN_RULES,
  budgetFraction,
  burnAlerts,
  burnFor,
  burnRate,
  burnRateMax,
  exhaustionMs,
} from "../../src/sla/burn.js";
import { DAY, HOUR, MINUTE, namingOf, type Row, storeOf } from "./fleet.js";

describe("availability arithmetic", () => {
  test.each([
    [0.99, 432],
    [0.995, 216],
    [0.999, 43.2],
    [0.9995, 21.6],
    [0.9999, 4.32],
    [0.99999, 0.432],
  ])("%d leaves %d minutes in 30 days", (target, minutes) => {
    expect(downtimeBudgetMs(target, 30 * DAY) / MINUTE).toBeCloseTo(minutes, 6);
  });

  test("a year at 99.9 % leaves 8.76 h, at 99.95 % 4.38 h", () => {
    expect(downtimeBudgetMs(0.999, 365 * DAY) / HOUR).toBeCloseTo(8.76, 6);
    expect(downtimeBudgetMs(0.9995, 365 * DAY) / HOUR).toBeCloseTo(4.38, 6);
  });

  test("a chain of device 99 %, cellular 99.5 %, broker and back end 99.9 % has 98.3 %", () => {
    expect(serialAvailability([0.99, 0.995, 0.999, 0.999])).toBeCloseTo(0.9831, 4);
  });

  test("two independent 99 % parts side by side have 99.99 %", () => {
    expect(parallelAvailability([0.99, 0.99])).toBeCloseTo(0.9999, 12);
    expect(repairAvailability(999, 1)).toBe(0.999);
  });

  test("service credits are 10, 25 and 100 % below 99.9, 99 and 95 %", () => {
    const credits = [1, 0.999, 0.9989, 0.99, 0.9899, 0.95, 0.9499].map((value) =>
      serviceCredit(value, AWS_CREDIT_TIERS),
    );
    expect(credits).toEqual([0, 0, 0.1, 0.1, 0.25, 0.25, 1]);
  });

  test("a 100 % target has no budget to use", () => {
    expect(errorBudgetUsed(1, 1)).toBe(0);
    expect(errorBudgetUsed(0.9, 1)).toBeNull();
  });
});

describe("burn rates", () => {
  test("the rules use 2, 5, 10 and 10 % of 30 days", () => {
    const used = BURN_RULES.map(({ burn, longMs }) =>
      Math.round(budgetFraction(burn, longMs, 30 * DAY) * 100),
    );
    expect(used).toEqual([2, 5, 10, 10]);
    expect(burnFor(0.02, HOUR, 30 * DAY)).toBeCloseTo(14.4, 9);
  });

  test("14.4 empties a 30-day budget in 2.08 days, and 0 never", () => {
    expect(exhaustionMs(14.4, 30 * DAY) / DAY).toBeCloseTo(2.083, 3);
    expect(exhaustionMs(0, 30 * DAY)).toBe(Number.POSITIVE_INFINITY);
  });

  test("95 % can burn at 20 at most, when everything fails", () => {
    expect(burnRateMax(0.95)).toBeCloseTo(20, 9);
    expect(burnRate(1, 0.95)).toBeCloseTo(burnRateMax(0.95), 9);
  });

  test("burning at exactly 1 for the whole period uses the whole budget", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.9999, noNaN: true }), (target) => {
        const errorRate = 1 - target;
        expect(budgetFraction(burnRate(errorRate, target), 30 * DAY, 30 * DAY)).toBeCloseTo(1, 9);
      }),
    );
  });
});

/** 100 devices of the meter group in service for `minutes`; offline in the given minutes. */
const served = (minutes: number, offline: (minute: number) => number): Row[] =>
  Array.from({ length: minutes }, (_, bucket) => [
    { metric: "device.expected.time" as const, bucket, value: 100 * MINUTE, group: 2 },
    { metric: "device.online.time" as const, bucket, value: (100 - offline(bucket)) * MINUTE, group: 2 },
  ]).flat();

const TENANTS = [
  { id: "city", availabilityPpm: 999_000, freshnessSharePpm: 950_000 },
  { id: "utility", availabilityPpm: 990_000, freshnessSharePpm: 950_000 },
];

describe("a tenant's service level", () => {
  const naming = namingOf();

  test("is device time online over device time in service", () => {
    const series = storeOf([
      ...served(100, (minute) => (minute < 10 ? 50 : 0)),
      { metric: "device.fresh.time", bucket: 3, value: 94 * 100 * MINUTE, group: 2 },
    ]);
    const [city, utility] = tenantSla({ series, naming, tenants: TENANTS, endMs: 100 * MINUTE });
    expect(utility).toMatchObject({
      availability: 0.95,
      met: false,
      freshness: 0.94,
      freshnessMet: false,
      devices: 100,
    });
    expect(utility.errorBudgetUsed).toBeCloseTo(5, 9);
    expect(city).toMatchObject({
      availability: null,
      met: null,
      freshness: null,
      errorBudgetUsed: null,
      devices: 100,
    });
  });

  test("is less fresh by the share that the cloud's own queue refused or kept too long", () => {
    const readings = (stale: number, refused: number): Row[] => [
      { metric: "device.fresh.time", bucket: 3, value: 90 * 100 * MINUTE, group: 2 },
      { metric: "messages.delivered", bucket: 3, value: 800, group: 2 },
      { metric: "ingest.stale", bucket: 3, value: stale, group: 2 },
      { metric: "ingest.errors", bucket: 3, value: refused, group: 2, sub: "ingest-overflow" },
      { metric: "ingest.errors", bucket: 3, value: 500, group: 2, sub: "quarantined" },
    ];
    const freshness = (stale: number, refused: number) => {
      const series = storeOf([...served(100, () => 0), ...readings(stale, refused)]);
      return tenantSla({ series, naming, tenants: TENANTS, endMs: 100 * MINUTE })[1].freshness;
    };
    expect(freshness(0, 0)).toBe(0.9);
    expect(freshness(0, 200)).toBeCloseTo(0.9 * 0.8, 12);
    expect(freshness(400, 0)).toBeCloseTo(0.9 * 0.5, 12);
    expect(freshness(800, 0)).toBe(0);
  });

  test("meets a target that it reaches exactly", () => {
    const series = storeOf(served(100, () => 1));
    const [, utility] = tenantSla({ series, naming, tenants: TENANTS, endMs: 100 * MINUTE });
    expect(utility).toMatchObject({ availability: 0.99, met: true });
    expect(utility.errorBudgetUsed).toBeCloseTo(1, 9);
  });

  test("leaves agreed maintenance out of freshness, too", () => {
    const series = storeOf([
      ...served(100, () => 0),
      ...Array.from(
        { length: 100 },
        (_, bucket): Row => ({
          metric: "device.fresh.time",
          bucket,
          value: bucket < 50 ? 0 : 100 * MINUTE,
          group: 2,
        }),
      ),
    ]);
    const of = (fromMs: number, toMs: number) =>
      tenantSla({
        series,
        naming,
        tenants: TENANTS,
        endMs: 100 * MINUTE,
        maintenance: [{ fromMs, toMs, tenant: null }],
      })[1].freshness;
    expect(of(0, 0)).toBe(0.5);
    expect(of(0, 50 * MINUTE)).toBe(1);
    // And of what was fresh as well: what is left was stale.
    expect(of(50 * MINUTE, 100 * MINUTE)).toBe(0);
  });

  test("leaves agreed maintenance out, by whole buckets and once where windows overlap", () => {
    const series = storeOf(served(100, (minute) => (minute < 10 ? 50 : 0)));
    const of = (maintenance: { fromMs: number; toMs: number; tenant: string | null }[]) =>
      tenantSla({ series, naming, tenants: TENANTS, endMs: 100 * MINUTE, maintenance })[1].availability;
    expect(of([{ fromMs: 0, toMs: 10 * MINUTE, tenant: "utility" }])).toBe(1);
    expect(of([{ fromMs: 0, toMs: 10 * MINUTE, tenant: "city" }])).toBe(0.95);
    expect(
      of([
        { fromMs: 0, toMs: 8 * MINUTE, tenant: null },
        { fromMs: 5 * MINUTE, toMs: 10 * MINUTE, tenant: null },
      ]),
    ).toBe(1);
    expect(of([{ fromMs: 1, toMs: 9.5 * MINUTE, tenant: null }])).toBeCloseTo(
      (92 * 100 - 100) / (92 * 100),
      12,
    );
  });
});

describe("burn alerts", () => {
  test("a total outage pages after the long window burns above 14.4, and ends with the short window", () => {
    const series = storeOf(served(240, (minute) => (minute >= 120 && minute < 130 ? 100 : 0)));
    const alerts = burnAlerts({
      series,
      naming: namingOf(),
      tenant: "utility",
      target: 0.99,
      endMs: 240 * MINUTE,
    });
    // 14.4 x 1 % = 14.4 % of an hour is 8.64 min: exceeded when the 9th minute ends; the 5-minute window clears once
    // at most 14.4 % of it, that is none of its minutes, was down.
    expect(alerts.map(({ rule, fromMs, toMs }) => [rule.severity, fromMs / MINUTE, toMs / MINUTE])).toEqual([
      ["page", 129, 135],
    ]);
    expect(alerts[0].worst).toBeCloseTo(10 / 60 / 0.01, 9);
  });

  const alertsOf = (rows: readonly Row[]) =>
    burnAlerts({
      series: storeOf(rows),
      naming: namingOf(),
      tenant: "utility",
      target: 0.99,
      endMs: 240 * MINUTE,
    });

  test("a window that has not filled yet fires nothing, nor does a fleet in its boxes", () => {
    const [first] = alertsOf(served(240, (minute) => (minute < 70 ? 100 : 0)));
    expect([first.rule.longMs, first.fromMs]).toEqual([HOUR, HOUR]);
    expect(alertsOf([])).toEqual([]);
  });

  test("a slow loss within the budget stays quiet", () => {
    const series = storeOf(served(240, () => 0.5));
    expect(
      burnAlerts({ series, naming: namingOf(), tenant: "utility", target: 0.99, endMs: 240 * MINUTE }),
    ).toEqual([]);
  });
});
