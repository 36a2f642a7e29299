// What a device reports: its whole state, what it refused, and what it wants desired to follow. The refusals stand in
// reported itself, where whoever reads the document finds them, in one list that is replaced whole.
import type { ShadowPatch, ShadowSection, ShadowValue } from "../../scenario/scenario.js";
import type { ShadowCopy } from "./copy.js";
import { patchOf, type StatePatch, sameValue } from "./document.js";

/** Where a device reports what it refused; no twin's property can have this name. */
export const REFUSED = "_refused";

/** What a device says of one refused value. */
type RefusedReport = { name: string; value: ShadowValue; why: string };

const refusedList = (copy: ShadowCopy): RefusedReport[] | null => {
  const names = Object.keys(copy.refused).sort();
  if (names.length === 0) return null;
  return names.map((name) => ({ name, value: copy.refused[name].value, why: copy.refused[name].why }));
};

/** The report of a device's state now, as JSON; from here on it counts as sent. */
export const reportBody = (copy: ShadowCopy, nowMs: number): string => {
  copy.dirty = false;
  copy.sentMs = nowMs;
  const reported: ShadowPatch = { ...copy.reported, [REFUSED]: refusedList(copy) };
  const claims = Object.entries(copy.claims).map(([path, { value }]) => [path, value] as const);
  const state: StatePatch = claims.length === 0 ? { reported } : { reported, desired: patchOf(claims) };
  return JSON.stringify({ state });
};

/** Whether a reported section says that this value was refused. */
export const saysRefused = (reported: ShadowSection, path: string, value: ShadowValue): boolean => {
  const list = reported[REFUSED];
  return (
    Array.isArray(list) &&
    (list as RefusedReport[]).some((one) => one.name === path && sameValue(one.value, value))
  );
};
