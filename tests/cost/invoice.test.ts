import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Invoice, invoice, tieredMicroUsd } from "../../src/cost/invoice.js";
import { dividedHalfUp } from "../../src/cost/micro-usd.js";
import { parsePriceBook } from "../../src/cost/parse-price-book.js";
import { METER_NAMES, type Meter, type Usage } from "../../src/cost/usage.js";

const bookOf = (file: string) => {
  const { book } = parsePriceBook(readFileSync(`prices/${file}.yaml`, "utf8"), file);
  if (book === null) throw new Error(`${file} is not sound`);
  return book;
};
const usageOf = (given: Partial<Record<Meter, number>>, devices = 1): Usage => ({
  quantities: Object.fromEntries(METER_NAMES.map((meter) => [meter, given[meter] ?? 0])) as Record<
    Meter,
    number
  >,
  devices,
  note: "",
});
const amounts = ({ lines }: Invoice) =>
  Object.fromEntries(lines.map(({ id, amountMicroUsd }) => [id, amountMicroUsd / 1e6]));

describe("AWS's worked example: 100,000 devices always on for 30 days, 325 messages, 100 shadow updates, 200 rules a day", () => {
  const bill = invoice(
    bookOf("aws-iot-core"),
    usageOf(
      {
        "connection-minutes": 100_000 * 43_200,
        messages: 100_000 * 325 * 30,
        "shadow-operations": 100_000 * 100 * 30,
        "rules-triggered": 100_000 * 200 * 30,
        "rule-actions": 100_000 * 200 * 30,
      },
      100_000,
    ),
  );

  test("each line comes out to the cent", () => {
    expect(amounts(bill)).toMatchObject({
      connectivity: 345.6,
      messaging: 975,
      shadow: 375,
      rules: 90,
      actions: 90,
    });
  });

  test("the total is the sum of the lines, by device to the microdollar", () => {
    expect(bill.totalMicroUsd).toBe(1_875_600_000);
    expect(bill.perDeviceMicroUsd).toBe(18_756);
  });
});

test("one device always on is 0.003456 USD of minutes, one message a minute 0.0432 USD", () => {
  const bill = invoice(bookOf("aws-iot-core"), usageOf({ "connection-minutes": 43_200, messages: 43_200 }));
  expect(amounts(bill)).toMatchObject({ connectivity: 0.003456, messaging: 0.0432 });
});

test("6 billion messages pass three tiers: 1,000 + 4 x 800 + 700 USD", () => {
  expect(amounts(invoice(bookOf("aws-iot-core"), usageOf({ messages: 6e9 }))).messaging).toBe(4900);
});

test("what is sold in packs is sold whole", () => {
  const text = `pricebook: 1
name: packs
title: Packs
region: none
currency: USD
asOf: 2026-01-01
lines:
  - {id: units, label: Units, meter: messages, pack: 12_000_000, unit: units, tiers: [{price: 25 USD}], source: made up, confidence: given}
`;
  const book = parsePriceBook(text, "packs.yaml").book!;
  const units = (messages: number) => invoice(book, usageOf({ messages })).lines[0];
  expect(units(12_000_000)).toMatchObject({ quantity: 1, amountMicroUsd: 25_000_000 });
  expect(units(12_000_001)).toMatchObject({ quantity: 2, amountMicroUsd: 50_000_000 });
  expect(units(0)).toMatchObject({ quantity: 0, amountMicroUsd: 0 });
});

test("what was used and has no price is named", () => {
  expect(invoice(bookOf("azure-iot-hub-s1"), usageOf({ "rules-triggered": 1, devices: 5 })).unpriced).toEqual(
    ["rules-triggered"],
  );
});

const prices = fc.array(
  fc.tuple(
    fc.integer({ min: 1, max: 10 ** 8 }),
    fc.integer({ min: 0, max: 10 ** 6 }),
    fc.constantFrom(1, 7, 1000, 1_000_000),
  ),
  {
    minLength: 1,
    maxLength: 5,
  },
);
const tiersOf = (steps: [number, number, number][]) => {
  let below = 0;
  return steps.map(([width, price, per], at) => {
    below += width;
    return at === steps.length - 1 ? { price, per } : { upTo: below, price, per };
  });
};
/** Prices up to 1 USD: 10^15 microdollars at most, which a number holds exactly. */
const quantity = fc.integer({ min: 0, max: 10 ** 9 });

describe("tiers", () => {
  test("more never costs less", () => {
    fc.assert(
      fc.property(prices, quantity, quantity, (steps, x, y) => {
        const tiers = tiersOf(steps);
        expect(tieredMicroUsd(tiers, Math.min(x, y))).toBeLessThanOrEqual(
          tieredMicroUsd(tiers, Math.max(x, y)),
        );
      }),
    );
  });

  test("a single price is additive, to the rounding of a microdollar", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 6 }),
        fc.constantFrom(1, 7, 1000),
        quantity,
        quantity,
        (price, per, x, y) => {
          const of = (units: number) => tieredMicroUsd([{ price, per }], units);
          expect(Math.abs(of(x) + of(y) - of(x + y))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test("cutting a tier in two at the same price changes nothing", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 6 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        quantity,
        (price, cut, units) => {
          const per = 1_000_000;
          expect(
            tieredMicroUsd(
              [
                { upTo: cut, price, per },
                { price, per },
              ],
              units,
            ),
          ).toBe(tieredMicroUsd([{ price, per }], units));
        },
      ),
    );
  });

  test("the part above a boundary costs the next tier's price", () => {
    const tiers = [
      { upTo: 1_000_000_000, price: 1_000_000, per: 1_000_000 },
      { price: 800_000, per: 1_000_000 },
    ];
    expect(tieredMicroUsd(tiers, 1_000_000_000 + 5) - tieredMicroUsd(tiers, 1_000_000_000)).toBe(4);
  });
});

test("what a number cannot hold to the microdollar is refused, not rounded", () => {
  const tiers = [{ price: 1_000_000, per: 1 }];
  expect(tieredMicroUsd(tiers, 9_007_199_254)).toBe(9_007_199_254_000_000);
  expect(() => tieredMicroUsd(tiers, 9_007_199_255)).toThrow(/too large to be held exactly/);
});

test("halves round up, once", () => {
  expect([1n, 3n, 5n, 4n].map((value) => dividedHalfUp(value, 2n))).toEqual([1n, 2n, 3n, 2n]);
  expect(dividedHalfUp(1n, 3n)).toBe(0n);
});
