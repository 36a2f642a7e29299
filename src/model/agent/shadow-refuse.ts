// SHD-5: a device takes no value it cannot make sense of: its own firmware knows each property's type and range.
import type { ShadowPropertyTwin, ShadowValue } from "../../spec/shadow.js";
import { sameValue, shownValue } from "../protocol/shadow-document.js";
import type { ShadowCopy } from "../state/shadow-copy.js";

const kindOf = (value: ShadowValue): string =>
  Array.isArray(value) ? "a list" : typeof value === "string" ? "a text" : `a ${typeof value}`;

/** Why a device does not take a value, or null where it does. */
export const refusalOf = (property: ShadowPropertyTwin | undefined, value: ShadowValue): string | null => {
  if (property === undefined) return "no such property";
  const { initial, min, max, oneOf, unitMs } = property;
  if (kindOf(value) !== kindOf(initial)) return `is ${kindOf(value)}, takes ${kindOf(initial)}`;
  if (oneOf !== null && !oneOf.some((one) => sameValue(one, value)))
    return `not one of ${oneOf.map(shownValue).join(", ")}`;
  if (typeof value !== "number") return null;
  if (!Number.isFinite(value)) return "not a number";
  if (min !== null && value < min) return `below ${min}`;
  if (max !== null && value > max) return `above ${max}`;
  return unitMs !== null && value <= 0 ? "not above 0" : null;
};

/** True for a wish the device has refused before and that nobody has repeated since. */
export const isRefused = (copy: ShadowCopy, path: string, value: ShadowValue, desiredMs: number): boolean => {
  const known = copy.refused[path];
  return known !== undefined && sameValue(known.value, value) && desiredMs <= known.desiredMs;
};
