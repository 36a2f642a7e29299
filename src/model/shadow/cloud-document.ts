// SHD-1, cloud side: a device's shadow document as the service keeps it: both sections, one version, the time of each
// desired value; and which configurations have shaped it.
import type { ShadowValue } from "../../scenario/scenario.js";
import type { CloudState } from "../cloud/cloud-state.js";
import { deltaOf, EMPTY_STATE, leavesOf, type ShadowState } from "./document.js";

export interface ShadowDocument {
  /** False before the first update and after a delete; the version counts on. */
  exists: boolean;
  version: number;
  state: ShadowState;
  /** When the cloud took each desired value, virtual ms, by path. */
  desiredMs: Record<string, number>;
  /** Configurations in force, oldest first: indices into the cloud's history. */
  history: number[];
  /** What each configured property was before the first of them. */
  base: Record<string, ShadowValue>;
  /** The configuration whose outcome the cloud waits for, or -1. */
  awaits: number;
}

/** A device's document, made at first use. */
export const documentOf = (state: CloudState, device: number): ShadowDocument => {
  let document = state.columns.shadows.get(device);
  if (document === undefined) {
    document = {
      exists: false,
      version: 0,
      state: EMPTY_STATE,
      desiredMs: {},
      history: [],
      base: {},
      awaits: -1,
    };
    state.columns.shadows.set(device, document);
  }
  return document;
};

/** What a device has to look at: the differing desired values with their times, or nothing. */
export const deltaBody = (document: ShadowDocument): string | undefined => {
  const desired = deltaOf(document.state);
  const leaves = leavesOf(desired);
  if (leaves.length === 0) return undefined;
  const timestamps = Object.fromEntries(leaves.map(([path]) => [path, document.desiredMs[path] ?? 0]));
  return JSON.stringify({ desired, timestamps });
};
