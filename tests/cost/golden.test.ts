// The requirement's golden cases, played: a scenario, a price book, the invoice of the run; and the business case by `iotctl
// price`. Fleets are a hundredth of the row's (tests/slow has one whole), and an invoice of one tier is linear in its fleet.
// Where a rounded figure of the row differs, the test says by how much and why.
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { businessCase, type Investment, presentValue } from "../../src/cost/business-case.js";
import { type CapturedSystem, capturedSystem, iotctl } from "../cli/captured-system.js";
import { runScenario } from "../run-scenario.js";
import { billOf, lineOf } from "./bill.js";
import { SENSORS, sensorsText, TEN_THOUSAND_SENSORS_BOOK } from "./golden-sensors.js";

/** The fleets here over those of the rows. */
const PART = 100;

const lineText = (id: string, of: string, price: string, per: number): string =>
  `  - {id: ${id}, label: ${id}, ${of}, unit: ${id}, tiers: [{price: ${price} USD, per: ${per}}], source: the case, confidence: given}`;
const bookText = (lines: readonly string[]): string => `pricebook: 1
name: case
title: Case
region: none
currency: USD
asOf: 2026-01-01
lines:
${lines.join("\n")}
`;

let system: CapturedSystem;
beforeEach(() => {
  system = capturedSystem();
});
afterEach(() => system.dispose());

interface Answer {
  total: number;
  lines: { label: string; quantity: number; amount: number }[];
  businessCase: { netPerMonth: number; paybackMonths: number | null; roi: number | null; npv: number };
}

/** What `iotctl price ... --json` says. */
const priced = async (...words: string[]): Promise<Answer> => {
  expect(await iotctl(system, "price", ...words, "--json")).toBe(0);
  return JSON.parse(system.out()) as Answer;
};

describe("CST-2: 10,000 temperature sensors, 150 B a minute, 0.08 USD/MB", () => {
  test("is 5,184 USD a month without aggregation and 13.82 with it; the row's 14 is that, rounded", async () => {
    const run = await runScenario(sensorsText(SENSORS / PART));
    const bill = billOf(run, TEN_THOUSAND_SENSORS_BOOK);
    expect(PART * bill.withoutFog.total).toBeCloseTo(5_184, 0);
    // 288 windows of 5 minutes in 24 h and 3 s, so that the last one's summary has arrived.
    expect(PART * bill.monthly.total).toBeCloseTo((13.824 * 86_400) / 86_403, 3);
    expect(bill.warnings).toEqual([]);
  });

  const caseOf = (capex: string, how: string) =>
    priced("aws-iot-core", "--capex", capex, "--savings", "5170.176 USD", "--discounting", how);

  test("gateways of 15,000 USD are paid back after 2.90 months, not 3.5; their 5-year NPV at 8 % is 239,985 USD", async () => {
    const { businessCase: found } = await caseOf("15000 USD", "monthly");
    expect(found.paybackMonths).toBeCloseTo(2.9013, 4);
    expect(found.npv).toBeCloseTo(239_985, 0);
  });

  test("or 232,716 discounted by the year: not 237,000 either way", async () => {
    expect((await caseOf("15000 USD", "yearly")).businessCase.npv).toBeCloseTo(232_716, 0);
  });

  test("both rounded figures fit 18,000 USD at the start: 3,000 for installation, which the row does not name", async () => {
    const { businessCase: found } = await caseOf("18000 USD", "monthly");
    expect(found.paybackMonths).toBeCloseTo(3.4815, 4);
    expect(Math.round(found.npv / 1e3)).toBe(237);
  });
});

describe("CST-3: 50 buildings, 5,000 + 3,000 + 1,500 + 500 sensors", () => {
  const KINDS = [
    ["temperature", 5_000, "1m"],
    ["energy", 3_000, "5m"],
    ["occupancy", 1_500, "2m"],
    ["air", 500, "15m"],
  ] as const;
  const text = `iotctl: 1
name: buildings
seed: buildings
duration: 1d
sites:
  - id: city
    region: us
    devices:
${KINDS.map(
  ([id, count, interval]) =>
    `      - {id: city/${id}, twin: temperature-wifi, via: direct, count: ${count / PART}, overrides: {mtbf: 0s, keepalive: 20m, reporting: {interval: ${interval}}, radio: {loss: 0%, ackLoss: 0%}}}`,
).join("\n")}
`;
  const book = bookText([
    lineText("messaging", "meter: messages", "1", 1_000_000),
    lineText("transfer", "meter: stored-bytes", "0.09", 1_000_000_000),
    // 200 ms x 512 MB = 0.1 GB-s; 0.0000166667 USD/GB-s.
    lineText("compute", "meter: rules-triggered, factor: 0.1", "16.6667", 1_000_000),
    lineText("invocations", "meter: rule-actions", "0.20", 1_000_000),
  ]);

  test("are 275.76 M messages and 41.4 GB a month: 275.76, 3.72, and 459.60 USD of compute, not 0.92", async () => {
    const run = await runScenario(text);
    const bill = billOf(run, book);
    const near = (label: string, usd: number, quantity: number): void => {
      const line = lineOf(bill, label);
      // A handful of readings is on its way at the end.
      expect((PART * line.amount) / usd, label).toBeCloseTo(1, 3);
      expect((PART * line.quantity) / quantity, label).toBeCloseTo(1, 3);
    };
    expect(run.total("messages.produced") * PART).toBe(9_192_000);
    near("messaging", 275.76, 275_760_000);
    // The row's 3.73 starts from 41.4 GB; they are 41.364.
    near("transfer", 3.72276, 41_364_000_000);
    near("compute", 459.6, 27_576_000);
    // The requests themselves are billed too, and no row counts them.
    near("invocations", 55.152, 275_760_000);
  });

  test("five small instances and a database are 151.84 and 175.20 USD", async () => {
    system.files.write(
      "book.yaml",
      bookText([
        lineText("instances", "quantity: 3650", "0.0416", 1),
        lineText("database", "quantity: 730", "0.24", 1),
      ]),
    );
    const { lines } = await priced("book.yaml");
    expect(lines.map(({ amount }) => amount)).toEqual([151.84, 175.2]);
  });
});

describe("CST-4: 5,000 trackers, 1 KB a minute, 0.10 USD/MB", () => {
  const book = bookText([lineText("data", "meter: stored-bytes", "0.10", 1_000_000)]);
  const perDay = async (interval: string): Promise<number> => {
    const run = await runScenario(`iotctl: 1
name: trackers
seed: trackers
duration: 1d
sites:
  - id: road
    region: us
    devices: [{id: road/t, twin: temperature-wifi, via: direct, count: ${5_000 / PART}, overrides: {mtbf: 0s, reporting: {interval: ${interval}, payload: 1000B}, radio: {loss: 0%, ackLoss: 0%}}}]
`);
    return (PART * billOf(run, book).monthly.total) / 30;
  };

  test("are 720 USD a day; event-driven reporting of 72 messages a day saves 95 %", async () => {
    const all = await perDay("1m");
    expect(all / 720).toBeCloseTo(1, 3);
    expect(1 - (await perDay("20m")) / all).toBeCloseTo(0.95, 3);
  });
});

describe("CST-5: business case", () => {
  const level: Investment = {
    capexMicroUsd: 12_000_000,
    savingPerMonthMicroUsd: 1_500_000,
    operationsPerMonthMicroUsd: 500_000,
    months: 24,
    discountPpmPerYear: 0,
    discounting: "monthly",
  };

  test("without discounting NPV is savings less capex, and the return its share", async () => {
    const { businessCase: found } = await priced(
      "aws-iot-core",
      ...["--capex", "12 USD", "--savings", "1.5 USD", "--operations", "0.5 USD", "--months", "24"],
      ...["--discount", "0%"],
    );
    expect(found).toEqual({ netPerMonth: 1, paybackMonths: 12, roi: 1, npv: 12 });
  });

  test("what costs more than it saves never pays back", () => {
    expect(businessCase({ ...level, savingPerMonthMicroUsd: 400_000 })).toMatchObject({
      paybackMonths: null,
      roi: -1.2,
    });
  });

  test("level flows are worth the annuity factor (1 - 1/(1+i)^n) / i", () => {
    const growth = 1.08 * 1.08 * 1.08 * 1.08 * 1.08;
    expect(presentValue([1, 1, 1, 1, 1], 0.08)).toBeCloseTo((1 - 1 / growth) / 0.08, 12);
  });

  test("a started year counts for the months it has", () => {
    expect(businessCase({ ...level, months: 18, discounting: "yearly" }).npvMicroUsd).toBe(6_000_000);
  });

  test("what is missing or unknown is said", async () => {
    expect(await iotctl(system, "price", "aws-iot-core", "--capex", "1 USD")).toBe(2);
    expect(system.err()).toContain("needs what is saved a month");
    expect(await iotctl(system, "price", "aws-iot-core", "--use", "message=1")).toBe(2);
    expect(system.err()).toContain("there is no meter message");
    expect(await iotctl(system, "price", "nowhere")).toBe(2);
    expect(system.err()).toContain("shipped books: aws-iot-core");
  });
});

test("CST-6: an HVAC system of 1.5 M USD and 15 K a month that saves 2.4 M a year is paid back after 8.1 months", async () => {
  const { businessCase: found } = await priced(
    "aws-iot-core",
    ...["--capex", "1500000 USD", "--operations", "15000 USD", "--savings", "200000 USD"],
  );
  expect(found.netPerMonth).toBe(185_000);
  expect(found.paybackMonths).toBeCloseTo(8.108, 3);
});
