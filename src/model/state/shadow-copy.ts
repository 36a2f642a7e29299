// A device's own copy of its shadow: what it runs with, what was changed on it by hand, what it would not take, and the
// way back while a new configuration is on trial. Kept in flash: it survives reboots and power cuts.

import type { ShadowPatch, ShadowSection, ShadowValue } from "../../spec/shadow.js";
import { patchOf, type StatePatch } from "../protocol/shadow-document.js";
import { REFUSED, type RefusedReport } from "../protocol/shadow-report.js";
import type { Settings } from "./settings.js";

/** A desired value the device would not take, or took back. */
interface Refused {
  value: ShadowValue;
  why: string;
  /** When the cloud took this wish; a later one is tried again. */
  desiredMs: number;
}

/** A configuration that has not yet shown that the device still reaches the cloud with it. */
export interface ConfigTrial {
  /** Last known good values by path; null: there was none. */
  before: Record<string, ShadowValue | null>;
  /** The cloud's time of each wish on trial. */
  desiredMs: Record<string, number>;
  sinceMs: number;
  /** Judged at this time, if not earlier. */
  endMs: number;
}

export interface ShadowCopy {
  /** Whose it is, by local number. */
  device: number;
  /** What the device runs with, and so reports. */
  reported: ShadowSection;
  /** Properties changed at the device that the cloud has not yet acknowledged, with the device's clock at the change. */
  changedMs: Record<string, number>;
  /** The true time of those changes, to know when the clock misled (no device knows this). */
  trueMs: Record<string, number>;
  /** Conflicts left open for a person (manual), by path: the cloud's time of the wish that opened it. */
  openMs: Record<string, number>;
  /** Latest version seen. */
  version: number;
  /** Something was not yet in a report. */
  dirty: boolean;
  /** When the report under way was sent. */
  sentMs: number;
  /** Properties the device has won and wants desired to follow, and since when. */
  claims: Record<string, { value: ShadowValue; atMs: number }>;
  refused: Record<string, Refused>;
  trial: ConfigTrial | null;
  /** What its values make of the twin's settings; null: the twin's own. */
  settings: Settings | null;
}

/** A copy that knows nothing of the cloud yet. */
export const freshCopy = (device: number, reported: ShadowSection): ShadowCopy => ({
  device,
  reported,
  changedMs: {},
  trueMs: {},
  openMs: {},
  version: -1,
  dirty: false,
  sentMs: 0,
  claims: {},
  refused: {},
  trial: null,
  settings: null,
});

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
