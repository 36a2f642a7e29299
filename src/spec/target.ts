// Which entities something happens to.
import type { Feels } from "../fault/fault.js";
import type { SourcePosition } from "./position.js";

/** Which entities something happens to. Empty fields do not restrict. */
export interface Target {
  sites: string[];
  regions: string[];
  tenants: string[];
  /** Globs. */
  twins: string[];
  groups: string[];
  ids: string[];
  labels: Record<string, string>;
  versions: string[];
  /** Devices, gateways or both. */
  kind: "devices" | "gateways" | "any";
  /** Of those, only who can feel what is done. */
  feels: Feels;
  percentPpm: number | null;
  count: number | null;
  pick: "random" | "first" | "worst-signal";
  allowEmpty: boolean;
  position: SourcePosition;
}
