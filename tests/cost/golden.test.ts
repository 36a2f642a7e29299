// The requirement's golden cases, computed exactly; where a rounded figure differs, the test says by how much and why.
import { describe, expect, test } from "vitest";
import { businessCase, type Investment, presentValue } from "../../src/cost/business-case.js";
import { type Invoice, invoice } from "../../src/cost/invoice.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import { METER_NAMES, type Meter } from "../../src/cost/usage.js";

interface Line {
  id: string;
  meter?: Meter;
  quantity?: number;
  factor?: string;
  price: string;
  per?: number;
}

/** An invoice of a made-up book. */
const bill = (lines: readonly Line[], used: Partial<Record<Meter, number>>, devices: number): Invoice => {
  const text = `pricebook: 1\nname: case\ntitle: Case\nregion: none\ncurrency: USD\nasOf: 2026-01-01\nlines:\n${lines
    .map(({ id, meter, quantity, factor, price, per }) =>
      [
        `  - id: ${id}`,
        `label: ${id}`,
        meter === undefined ? `quantity: ${quantity}` : `meter: ${meter}`,
        ...(factor === undefined ? [] : [`factor: ${factor}`]),
        `unit: ${id}`,
        `tiers: [{price: ${price} USD, per: ${per ?? 1}}]`,
        "source: the case",
        "confidence: given",
      ].join("\n    "),
    )
    .join("\n")}\n`;
  const { book, diagnostics } = parsePriceBook(text, "case.yaml");
  if (book === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  const quantities = Object.fromEntries(METER_NAMES.map((meter) => [meter, used[meter] ?? 0])) as Record<
    Meter,
    number
  >;
  return invoice(book, { quantities, devices, note: "" });
};
const usd = (of: Invoice, id: string) =>
  (of.lines.find((line) => line.id === id)?.amountMicroUsd ?? Number.NaN) / 1e6;

describe("CST-2: 10,000 temperature sensors, 150 B a minute, 0.08 USD/MB", () => {
  const perMb: Line = { id: "ingestion", meter: "bytes-up", price: "0.08", per: 1_000_000 };
  const raw = usd(bill([perMb], { "bytes-up": 10_000 * 43_200 * 150 }, 10_000), "ingestion");
  // 100 gateways with 100 sensors each: a 200 B summary every 5 minutes.
  const fog = usd(bill([perMb], { "bytes-up": 100 * 8_640 * 200 }, 10_000), "ingestion");

  test("is 5,184 USD a month without aggregation, exactly", () => {
    expect(raw).toBe(5184);
  });

  test("and 13.824 USD with it; the row's 14 is that, rounded", () => {
    expect(fog).toBe(13.824);
    expect(Math.round(fog)).toBe(14);
  });

  const caseOf = (capexUsd: number, discounting: "monthly" | "yearly"): Investment => ({
    capexMicroUsd: capexUsd * 1e6,
    savingPerMonthMicroUsd: Math.round((raw - fog) * 1e6),
    operationsPerMonthMicroUsd: 0,
    months: 60,
    discountPpmPerYear: 80_000,
    discounting,
  });

  test("gateways of 15,000 USD are paid back after 2.90 months, not 3.5", () => {
    expect(businessCase(caseOf(15_000, "monthly")).paybackMonths).toBeCloseTo(2.9013, 4);
  });

  test("their 5-year NPV at 8 % is 239,985 USD by the month, 232,716 by the year: not 237,000 either way", () => {
    expect(businessCase(caseOf(15_000, "monthly")).npvMicroUsd / 1e6).toBeCloseTo(239_985, 0);
    expect(businessCase(caseOf(15_000, "yearly")).npvMicroUsd / 1e6).toBeCloseTo(232_716, 0);
  });

  test("both rounded figures fit 18,000 USD at the start: 3,000 for installation, which the row does not name", () => {
    const installed = businessCase(caseOf(18_000, "monthly"));
    expect(installed.paybackMonths).toBeCloseTo(3.4815, 4);
    expect(Math.round(installed.npvMicroUsd / 1e9)).toBe(237);
  });
});

describe("CST-3: 50 buildings, 5,000 + 3,000 + 1,500 + 500 sensors", () => {
  // Every 1, 5, 2 and 15 minutes.
  const perDay = 5_000 * 1_440 + 3_000 * 288 + 1_500 * 720 + 500 * 96;
  const month = perDay * 30;
  const found = bill(
    [
      { id: "messaging", meter: "messages", price: "1", per: 1_000_000 },
      { id: "transfer", meter: "bytes-up", price: "0.09", per: 1_000_000_000 },
      { id: "instances", quantity: 5 * 730, price: "0.0416" },
      { id: "database", quantity: 730, price: "0.24" },
      // 200 ms x 512 MB = 0.1 GB-s; 0.0000166667 USD/GB-s.
      { id: "compute", meter: "messages", factor: "0.1", price: "16.6667", per: 1_000_000 },
      { id: "invocations", meter: "messages", price: "0.20", per: 1_000_000 },
    ],
    { messages: month, "bytes-up": month * 150 },
    10_000,
  );

  test("are 9,192,000 messages a day, 275.76 M and 41.4 GB a month", () => {
    expect(perDay).toBe(9_192_000);
    expect(month).toBe(275_760_000);
    expect((month * 150) / 1e9).toBeCloseTo(41.364, 9);
  });

  test("the lines of messaging, instances and database come out to the cent", () => {
    expect(usd(found, "messaging")).toBe(275.76);
    expect(usd(found, "instances")).toBe(151.84);
    expect(usd(found, "database")).toBe(175.2);
  });

  test("data transfer is 3.72 USD of the exact 41.364 GB; the row's 3.73 starts from 41.4 GB", () => {
    expect(usd(found, "transfer")).toBeCloseTo(3.72276, 6);
    expect(Math.round(41.4 * 0.09 * 100) / 100).toBe(3.73);
  });

  test("276 M invocations of 200 ms at 512 MB are 27.6 M GB-s and 459.60 USD of compute, not 0.92", () => {
    expect(found.lines.find(({ id }) => id === "compute")?.quantity).toBe(27_576_000);
    expect(usd(found, "compute")).toBeCloseTo(459.6, 2);
    // The requests themselves are billed too, and no row counts them.
    expect(usd(found, "invocations")).toBe(55.152);
  });
});

describe("CST-4: 5,000 trackers, 1 KB a minute, 0.10 USD/MB", () => {
  const perDay = (messages: number) =>
    usd(
      bill(
        [{ id: "data", meter: "cellular-bytes", price: "0.10", per: 1_000_000 }],
        { "cellular-bytes": messages * 1_000 },
        5_000,
      ),
      "data",
    );

  test("are 7.2 GB and 720 USD a day", () => {
    expect(5_000 * 1_440 * 1_000).toBe(7_200_000_000);
    expect(perDay(5_000 * 1_440)).toBe(720);
  });

  test("event-driven reporting of 72 messages a day saves 95 %", () => {
    expect(1 - perDay(5_000 * 72) / perDay(5_000 * 1_440)).toBeCloseTo(0.95, 12);
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

  test("without discounting NPV is savings less capex, and ROI its share", () => {
    expect(businessCase(level)).toEqual({
      netPerMonthMicroUsd: 1_000_000,
      paybackMonths: 12,
      roi: 1,
      npvMicroUsd: 12_000_000,
    });
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
});
