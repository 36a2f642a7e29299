// Values as price books write them: money, counts that may carry `_`, decimal factors. Read exactly, never rounded.
import type { z } from "zod";
import { NUMBER_PATTERN } from "../core/amount.js";
import { parseMoney } from "../core/units.js";

type Context = z.core.$RefinementCtx<unknown>;

const refuse = (context: Context, message: string): number => {
  context.addIssue({ code: "custom", message });
  return 0;
};

/** "0.08 USD" -> microdollars. */
export const parseAmountText = (text: string, context: Context): number => {
  const parsed = parseMoney(text);
  return parsed.ok ? parsed.value : refuse(context, `${parsed.message}; ${parsed.hint}, or raise per`);
};

const DIGITS = /^\d+(_\d+)*$/;

/** 1000000, "1_000_000" -> a whole number above 0. */
export const parseCount = (value: string | number, context: Context): number => {
  const written = String(value).trim();
  const count = DIGITS.test(written) ? Number(written.replaceAll("_", "")) : Number.NaN;
  if (Number.isSafeInteger(count) && count > 0) return count;
  return refuse(context, `"${written}" is not a whole number above 0, like 1_000_000`);
};

/** An exact fraction. */
export interface Factor {
  numerator: number;
  denominator: number;
}

const DECIMAL = new RegExp(`^${NUMBER_PATTERN}$`);
/** More decimals than this cannot be held exactly with the digits before them. */
const DECIMALS_MAX = 9;

/** 0.1, "0.25" -> {numerator: 1, denominator: 10}. */
export const parseFactor = (value: string | number, context: Context): Factor => {
  const written = String(value).trim();
  const [whole, decimals = ""] = written.replaceAll("_", "").split(".");
  const numerator = Number(whole + decimals);
  if (
    !DECIMAL.test(written) ||
    decimals.length > DECIMALS_MAX ||
    !Number.isSafeInteger(numerator) ||
    numerator === 0
  ) {
    return { numerator: refuse(context, `"${written}" is not a number above 0 like 0.1`), denominator: 1 };
  }
  return { numerator, denominator: Number(`1${"0".repeat(decimals.length)}`) };
};
