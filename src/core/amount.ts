// A decimal number with a unit as people write it ("180KB", "0.25 USD"), read exactly: what has no whole value in the
// base unit is an error and never rounded. No signs, no exponents; digits may carry `_`.
import { closest } from "./closest.js";

/** What a parser returns: a value in base units, or what is wrong with the text and how to mend it. */
export type Parsed = { ok: true; value: number } | { ok: false; message: string; hint: string };

/** A kind of amount: its name for messages, its units and what to write. */
export interface AmountKind {
  /** "a size" */
  name: string;
  /** Base units per unit, whole numbers. */
  units: Readonly<Record<string, number>>;
  /** What is allowed: "a number and one of B, KB, ..., like 180KB" */
  allowed: string;
  /** Greatest value in base units, and how to say it. */
  max: number;
  maxText: string;
  /** The base unit: "1 byte" */
  finest: string;
}

/** Digits with single `_` between them, and a decimal part. */
export const NUMBER_PATTERN = String.raw`\d+(?:_\d+)*(?:\.\d+(?:_\d+)*)?`;
const AMOUNT = new RegExp(`^(${NUMBER_PATTERN})\\s?([A-Za-z%/]*)$`);
/** More digits than this cannot be held exactly. */
const DIGITS_MAX = 15;

export const parsed = (value: number): Parsed => ({ ok: true, value });

export const refused = (message: string, hint: string): Parsed => ({ ok: false, message, hint });

/**
 * Decimal text times a whole factor: exact when the product is whole and safe, else the nearest number.
 * NaN when the text has more digits than a number holds.
 */
export function scaleDecimal(decimal: string, factor: number): number {
  const [whole, fraction = ""] = decimal.replaceAll("_", "").split(".");
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  if (digits.length > DIGITS_MAX) return Number.NaN;
  const divisor = Number(`1${"0".repeat(fraction.length)}`);
  const product = Number(digits) * factor;
  return Number.isSafeInteger(product) ? product / divisor : (Number(digits) / divisor) * factor;
}

/** Reads "<number><unit>", one blank between them allowed, as a whole number of base units. */
export function parseAmount(text: string, kind: AmountKind): Parsed {
  const match = AMOUNT.exec(text.trim());
  if (match === null) return notAn(text, kind, `write ${kind.allowed}`);
  const [, decimal, unit] = match;
  if (!Object.hasOwn(kind.units, unit)) return notAn(text, kind, unitHint(decimal, unit, kind));
  const value = scaleDecimal(decimal, kind.units[unit]);
  if (value > kind.max || Number.isNaN(value)) {
    return refused(`"${text}" is too much; it must be at most ${kind.maxText}`, `write ${kind.allowed}`);
  }
  if (!Number.isInteger(value)) {
    return refused(
      `"${text}" is finer than ${kind.finest}; it must be a whole multiple of ${kind.finest}`,
      `round it to a multiple of ${kind.finest}`,
    );
  }
  return parsed(value);
}

const notAn = (text: string, kind: AmountKind, hint: string): Parsed =>
  refused(`"${text}" is not ${kind.name}; it must be ${kind.allowed}`, hint);

function unitHint(decimal: string, unit: string, kind: AmountKind): string {
  const units = Object.keys(kind.units);
  if (unit === "") return `add a unit, like ${decimal}${units[0]}`;
  const meant = closest(unit, units);
  return meant === undefined ? `the units are ${units.join(", ")}` : `did you mean ${decimal}${meant}?`;
}
