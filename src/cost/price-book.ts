// A price book: list prices as data, each with its date, its source and how sure we are of it. Tiers are graduated: each
// price holds for the part of the quantity that lies in its tier. Left out: taxes, currencies, negotiated discounts.
import { z } from "zod";
import { parseAmountText, parseCount, parseFactor } from "./book-values.js";
import { METER_NAMES } from "./usage.js";

const TEXT_MAX = 400;
const LINES_MAX = 200;
const TIERS_MAX = 20;
const PROFILES_MAX = 20;

const text = z.string().min(1).max(TEXT_MAX);
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens, like aws-iot-core");
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "must be a date like 2026-09-20");
const count = z.union([z.string(), z.number()]).transform(parseCount);
const money = z.string().transform(parseAmountText);

const tier = z.strictObject({
  /** The tier holds up to and including this quantity; the last tier has none. */
  upTo: count.optional(),
  price: money,
  /** Units the price is for. */
  per: count.default(1),
});

/** quoted: from the provider's own page; third-party: from a note quoting it; recalled: to be checked. */
const CONFIDENCES = ["quoted", "third-party", "recalled", "given"] as const;

const line = z.strictObject({
  id: name,
  label: text,
  /** What is metered; exactly one of `meter` and `quantity`. */
  meter: z.enum(METER_NAMES as [string, ...string[]]).optional(),
  /** A fixed quantity a month, for what no run meters (instances, hours of people). */
  quantity: count.optional(),
  /** Priced units per metered unit, e.g. 0.1 GB-s a message. */
  factor: z.union([z.string(), z.number()]).transform(parseFactor).optional(),
  /** Sold in whole packs of this many metered units a month, e.g. a hub unit of 12,000,000 messages. */
  pack: count.optional(),
  unit: text,
  tiers: z.array(tier).min(1).max(TIERS_MAX),
  source: text,
  confidence: z.enum(CONFIDENCES),
  asOf: date.optional(),
});

/** The file's form; also the source of its JSON Schema (input side). */
export const priceBookSchema = z.strictObject({
  pricebook: z.literal(1),
  name,
  title: text,
  region: text,
  currency: z.literal("USD"),
  asOf: date,
  /** Cloud profiles the prices are for; without it the book fits all. */
  profiles: z.array(name).min(1).max(PROFILES_MAX).optional(),
  notes: z.array(text).default([]),
  lines: z.array(line).min(1).max(LINES_MAX),
});

export type PriceBook = z.output<typeof priceBookSchema>;
export type PriceLine = PriceBook["lines"][number];
