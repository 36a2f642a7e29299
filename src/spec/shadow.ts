// SHD-1, SHD-5: shadow documents and what a device knows of their properties, as plain data.
import type { ShadowPolicy } from "../event/vocabulary.js";

/** What a shadow property can hold. A list is one value: it is replaced whole. */
export type ShadowValue = number | string | boolean | readonly ShadowValue[] | ShadowSection;

/** One half of a shadow document, or a map inside it. */
export interface ShadowSection {
  readonly [name: string]: ShadowValue;
}

/** A change of a section: null takes a property away. */
export interface ShadowPatch {
  readonly [name: string]: ShadowValue | ShadowPatch | null;
}

/** One property without inner ones: what the device knows of it. */
export interface ShadowPropertyTwin {
  /** Dots lead into maps: `report.seconds`. */
  name: string;
  initial: ShadowValue;
  policy: ShadowPolicy;
  /** What of the device it sets (scenario/shadow-settings.ts); null: the device only keeps it. */
  sets: string | null;
  /** Milliseconds of its unit where it sets a duration, else null. */
  unitMs: number | null;
  /** What the device takes. */
  min: number | null;
  max: number | null;
  oneOf: readonly ShadowValue[] | null;
  /** network.apn: the names the network lets the device in by. */
  works: readonly ShadowValue[];
}

/** Levels of maps and lists in a shadow document; desired and reported are the first (AWS IoT). */
export const SHADOW_DEPTH_MAX = 6;

/** The setting that lets a device into its network (an APN, an SSID, a key). */
export const APN = "network.apn";

const RULE = /^rules\.(.+)\.(above|below)$/;

/** The rule threshold a setting's name means, or null. */
export const ruleSettingOf = (sets: string): { actuate: string; side: "above" | "below" } | null => {
  const found = RULE.exec(sets);
  return found === null ? null : { actuate: found[1], side: found[2] as "above" | "below" };
};
