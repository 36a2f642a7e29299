// SHD-1: the algebra of a shadow document, shared by device and cloud, as AWS has it: nested maps merge, a list is one
// value, null takes away, a map stays when its last property goes, the delta is what reported lacks or holds otherwise.
// Source: AWS IoT developer guide, device shadow document.
import type { ShadowPatch, ShadowSection, ShadowValue } from "../../spec/shadow.js";

export interface ShadowState {
  readonly desired: ShadowSection;
  readonly reported: ShadowSection;
}

/** A change of a document; null clears a section. */
export interface StatePatch {
  readonly desired?: ShadowPatch | null;
  readonly reported?: ShadowPatch | null;
}

export const EMPTY_STATE: ShadowState = { desired: {}, reported: {} };

const isMap = (value: unknown): value is ShadowSection =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isEmpty = (section: ShadowSection): boolean => Object.keys(section).length === 0;

/** Equal in value: the order of keys does not matter, the order of a list does. */
export const sameValue = (one: ShadowValue | undefined, other: ShadowValue | undefined): boolean => {
  if (one === other) return true;
  if (Array.isArray(one))
    return (
      Array.isArray(other) &&
      one.length === other.length &&
      one.every((item, at) => sameValue(item, other[at]))
    );
  if (!isMap(one) || !isMap(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => sameValue(one[name], other[name]))
  );
};

/** The section with a patch merged into it; neither is changed. */
export const mergeSection = (section: ShadowSection, patch: ShadowPatch | null): ShadowSection => {
  if (patch === null) return {};
  const merged: Record<string, ShadowValue> = { ...section };
  for (const [name, change] of Object.entries(patch)) {
    if (change === null) delete merged[name];
    else if (!isMap(change)) merged[name] = change as ShadowValue;
    else {
      const below = merged[name];
      merged[name] = mergeSection(isMap(below) ? below : {}, change);
    }
  }
  return merged;
};

/** The document with a patch merged into it. */
export const mergeShadow = (state: ShadowState, patch: StatePatch): ShadowState => ({
  desired: patch.desired === undefined ? state.desired : mergeSection(state.desired, patch.desired),
  reported: patch.reported === undefined ? state.reported : mergeSection(state.reported, patch.reported),
});

/** What of desired reported lacks or holds otherwise, by the path from the root; keys only in reported never appear. */
export const deltaOf = ({ desired, reported }: ShadowState): ShadowSection => {
  const delta: Record<string, ShadowValue> = {};
  for (const name of Object.keys(desired).sort()) {
    const wanted = desired[name];
    const has = reported[name];
    if (!isMap(wanted)) {
      if (!sameValue(wanted, has)) delta[name] = wanted;
      continue;
    }
    const inner = deltaOf({ desired: wanted, reported: isMap(has) ? has : {} });
    if (!isEmpty(inner) || !isMap(has)) delta[name] = inner;
  }
  return delta;
};

/** A property by its dotted path. */
export type Leaf<T = ShadowValue> = readonly [path: string, value: T];

/** All properties that have none below them, by path, in order of their names. */
export function leavesOf(section: ShadowSection): Leaf[];
export function leavesOf(section: ShadowPatch): Leaf<ShadowValue | null>[];
export function leavesOf(section: ShadowPatch): Leaf<ShadowValue | null>[] {
  return Object.keys(section)
    .sort()
    .flatMap((name): Leaf<ShadowValue | null>[] => {
      const value = section[name];
      if (!isMap(value)) return [[name, value as ShadowValue | null]];
      return leavesOf(value as ShadowPatch).map(([path, leaf]) => [`${name}.${path}`, leaf]);
    });
}

/** The value at a dotted path. */
export const valueAt = (section: ShadowSection, path: string): ShadowValue | undefined =>
  path
    .split(".")
    .reduce<ShadowValue | undefined>(
      (here, name) => (isMap(here) && Object.hasOwn(here, name) ? here[name] : undefined),
      section,
    );

/** One patch of many properties. */
export const patchOf = (leaves: Iterable<Leaf<ShadowValue | null>>): ShadowPatch => {
  const patch: Record<string, ShadowValue | ShadowPatch | null> = {};
  for (const [path, value] of leaves) {
    const names = path.split(".");
    let here = patch;
    for (const name of names.slice(0, -1)) {
      here[name] = isMap(here[name]) ? here[name] : {};
      here = here[name] as typeof patch;
    }
    here[names[names.length - 1]] = value;
  }
  return patch;
};

/** How a value reads in a log. */
export const shownValue = (value: ShadowValue | null | undefined): string =>
  value === undefined || value === null
    ? "nothing"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
