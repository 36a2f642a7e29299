// SHD-1, SHD-5, cloud side, as data: a device's document as the service keeps it, and a configuration that was rolled out.
import type { ShadowPatch, ShadowValue } from "../../../spec/shadow.js";
import type { ShadowState } from "../../protocol/shadow-document.js";

/** Both sections, one version, the time of each desired value; and which configurations have shaped it. */
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

/** One configuration: who was meant and how many have settled it, one way or the other. */
export interface ConfigRecord {
  id: string;
  patch: ShadowPatch;
  devices: number;
  /** Reported every value. */
  good: number;
  /** Refused or took back a value, or won a conflict, or had no room for it. */
  bad: number;
  /** Given another configuration before they settled this one. */
  overtaken: number;
}

export interface ShadowColumns {
  /** By device. */
  documents: Map<number, ShadowDocument>;
  /** Configurations in the order they were rolled out. */
  configs: ConfigRecord[];
}

export const createShadow = (): ShadowColumns => ({ documents: new Map(), configs: [] });
