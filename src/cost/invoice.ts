// A month's usage at a book's prices: one line for each priced meter, graduated tiers, each line rounded once (half up,
// one microdollar). What was used and has no price is listed, so that nothing metered is silently free.
import { dividedHalfUp, safeNumber, scaledHalfUp } from "./micro-usd.js";
import type { PriceBook, PriceLine } from "./price-book.js";
import { METER_NAMES, type Meter, type Usage } from "./usage.js";

interface InvoiceLine {
  id: string;
  label: string;
  /** Billed units, whole. */
  quantity: number;
  unit: string;
  amountMicroUsd: number;
  source: string;
  asOf: string;
}

export interface Invoice {
  priceBook: string;
  asOf: string;
  lines: InvoiceLine[];
  totalMicroUsd: number;
  /** Total over devices, half up; 0 without devices. */
  perDeviceMicroUsd: number;
  /** Meters that were used and have no price in this book. */
  unpriced: Meter[];
}

/** Counts of things rather than use: a book without a price for them has forgotten nothing. */
const STANDING: readonly Meter[] = [
  "devices",
  "gateways",
  "cellular-devices",
  "lorawan-devices",
  "hub-units",
];
/** Parts of bytes-up and messages under another name. */
const DERIVED: readonly Meter[] = ["cellular-bytes", "lorawan-messages"];

/** The price of `quantity` whole units, microdollars, half up: each tier's price for the part that lies in it. */
export const tieredMicroUsd = (tiers: PriceLine["tiers"], quantity: number): number => {
  // Over the common denominator of all `per`, so that nothing is rounded before the end.
  const denominator = tiers.reduce((product, { per }) => product * BigInt(per), 1n);
  let numerator = 0n;
  let below = 0;
  for (const { upTo, price, per } of tiers) {
    const top = Math.min(quantity, upTo ?? quantity);
    if (top > below) numerator += BigInt(top - below) * BigInt(price) * (denominator / BigInt(per));
    below = Math.max(below, top);
  }
  return safeNumber(dividedHalfUp(numerator, denominator));
};

/** Units a line bills: metered or fixed, times its factor (half up), in whole packs (up). */
const billedQuantity = ({ meter, quantity, factor, pack }: PriceLine, usage: Usage): number => {
  const used = meter === undefined ? (quantity ?? 0) : usage.quantities[meter as Meter];
  const units = factor === undefined ? used : scaledHalfUp(used, factor.numerator, factor.denominator);
  return pack === undefined ? units : Math.ceil(units / pack);
};

/** The invoice of a month. Lines are in the book's order; zero lines are kept. */
export const invoice = (book: PriceBook, usage: Usage): Invoice => {
  const lines = book.lines.map((line) => {
    const quantity = billedQuantity(line, usage);
    return {
      id: line.id,
      label: line.label,
      quantity,
      unit: line.unit,
      amountMicroUsd: tieredMicroUsd(line.tiers, quantity),
      source: line.source,
      asOf: line.asOf ?? book.asOf,
    };
  });
  const totalMicroUsd = lines.reduce((sum, { amountMicroUsd }) => sum + amountMicroUsd, 0);
  const priced = new Set(book.lines.map(({ meter }) => meter));
  return {
    priceBook: book.name,
    asOf: book.asOf,
    lines,
    totalMicroUsd,
    perDeviceMicroUsd: usage.devices > 0 ? scaledHalfUp(totalMicroUsd, 1, usage.devices) : 0,
    unpriced: METER_NAMES.filter(
      (meter) =>
        usage.quantities[meter] > 0 &&
        !priced.has(meter) &&
        !STANDING.includes(meter) &&
        !DERIVED.includes(meter),
    ),
  };
};
