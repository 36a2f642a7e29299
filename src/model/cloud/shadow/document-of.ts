// SHD-1, cloud side: a device's document, and what the device has to know of it.

import { deltaOf, EMPTY_STATE, leavesOf } from "../../protocol/shadow-document.js";
import type { CloudState } from "../cloud-state.js";
import type { ShadowDocument } from "./shadow-columns.js";

/** A device's document, made at first use. */
export const documentOf = (state: CloudState, device: number): ShadowDocument => {
  let document = state.shadow.documents.get(device);
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
    state.shadow.documents.set(device, document);
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
