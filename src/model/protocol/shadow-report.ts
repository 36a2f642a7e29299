// What a device reports: its whole state, what it refused, and what it wants desired to follow. The refusals stand in
// reported itself, where whoever reads the document finds them, in one list that is replaced whole.
import type { ShadowSection, ShadowValue } from "../../spec/shadow.js";
import { sameValue } from "./shadow-document.js";

/** Where a device reports what it refused; no twin's property can have this name. */
export const REFUSED = "_refused";

/** What a device says of one refused value. */
export type RefusedReport = { name: string; value: ShadowValue; why: string };

/** Whether a reported section says that this value was refused. */
export const saysRefused = (reported: ShadowSection, path: string, value: ShadowValue): boolean => {
  const list = reported[REFUSED];
  return (
    Array.isArray(list) &&
    (list as RefusedReport[]).some((one) => one.name === path && sameValue(one.value, value))
  );
};
