// SHD-1: the shadow document: desired, reported, version, a timestamp for each desired property. Flat properties here.
import type { ShadowValue } from "./copy.js";

export interface ShadowDocument {
  version: number;
  desired: Record<string, ShadowValue>;
  reported: Record<string, ShadowValue>;
  /** When the cloud took each desired value, virtual ms. */
  desiredMs: Record<string, number>;
}

export const emptyShadow = (): ShadowDocument => ({ version: 0, desired: {}, reported: {}, desiredMs: {} });

/** Merges a patch into a section: null deletes a key, other keys are replaced, the rest stays. */
export const mergeSection = <T>(
  section: Readonly<Record<string, T>>,
  patch: Readonly<Record<string, T | null>>,
): Record<string, T> => {
  const merged: Record<string, T> = { ...section };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged;
};

/** Desired properties that reported lacks or holds otherwise; keys only in reported never appear. */
export const deltaOf = (document: ShadowDocument): Record<string, ShadowValue> => {
  const delta: Record<string, ShadowValue> = {};
  for (const name of Object.keys(document.desired).sort()) {
    if (document.reported[name] !== document.desired[name]) delta[name] = document.desired[name];
  }
  return delta;
};
