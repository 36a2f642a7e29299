// Which entities something happens to.
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

/**
 * Who can feel something at all. session: what has a session of its own (gateways, direct devices). mains: what has no
 * battery. clock: devices that go by their clock (a shadow property settled by latest-wins). any: everybody.
 */
export type Feels = "any" | "session" | "mains" | "clock";
