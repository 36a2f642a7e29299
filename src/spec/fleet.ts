// The fleet: tenants, groups, recordings that are replayed, and what is kept of single readings.
import type { SourcePosition } from "./position.js";
import type { Target } from "./target.js";

export interface TenantSpec {
  id: string;
  availabilityPpm: number;
  freshnessSharePpm: number;
  freshnessWithinMs: number;
  /** What the file promises; the rest are defaults. */
  stated: { availability: boolean; freshness: boolean };
}

/** A replayed sensor log: values every `stepMs` (or at given times), already read from its file. */
export interface TraceSpec {
  id: string;
  file: string;
  /** Ms since the trace's start, ascending. */
  timesMs: number[];
  values: number[];
  gaps: "silent" | "hold" | "offline";
  loop: boolean;
  shiftMs: number;
  speed: number;
  /** Rows dropped or merged on reading, and by which rule. */
  notes: string[];
}

export interface DeviceGroupSpec {
  /** Unique in the scenario: `<site>/<twin>` or as given. */
  id: string;
  site: string;
  region: string;
  tenant: string;
  twin: string;
  count: number;
  via: "gateway" | "direct";
  labels: Record<string, string>;
  /** Index into `traces`, or null. */
  trace: string | null;
}

export interface GatewayGroupSpec {
  /** `<site>/gw` or as given. */
  id: string;
  site: string;
  region: string;
  twin: string;
  count: number;
  /** The first and the second, the third and the fourth ... take over from each other. */
  pairs: boolean;
}

/** Whose readings are kept one by one. */
export interface RecordRule {
  target: Target;
  keep: "none" | "sample" | "alarms" | "full";
  /** Of a sample. */
  sharePpm: number;
  /** At most, over all its devices. */
  rows: number;
}

/** Recorded disconnects: a name (by order of first appearance, mapped to the targets) is down in [downMs, upMs). */
export interface OutageReplay {
  id: string;
  file: string;
  target: Target;
  /** By downMs, ms of virtual time. `recorded`: the names in the recording, where a map gave another. */
  outages: { name: string; downMs: number; upMs: number; recorded?: string }[];
  position: SourcePosition;
}

/** What holds for a device that no rule names; rows are the default of every rule. */
export const RECORD_DEFAULT = { keep: "alarms", sharePpm: 0, rows: 1_000_000 } as const;
