// What a scenario file says, after reading, checking and expanding it: plain data, numbers in base units, every name
// resolved. It is the one input of a run (with its traces), can be cloned to a worker and written down as JSON.
import type { AlertRule, CloudSpec } from "./cloud.js";
import type { ExpectationSpec, StopSpec } from "./expectation.js";
import type { FirmwareSpec } from "./firmware.js";
import type {
  DeviceGroupSpec,
  GatewayGroupSpec,
  OutageReplay,
  RecordRule,
  TenantSpec,
  TraceSpec,
} from "./fleet.js";
import type { RolloutSpec } from "./rollout.js";
import type { Phase, TimelineEntry } from "./timeline.js";
import type { DeviceTwin, GatewayTwin } from "./twin.js";

/** A scenario ready to run. */
export interface Scenario {
  format: 1;
  name: string;
  description: string;
  file: string;
  /** Folders it may read from beside its own, as --allow-files names them. */
  allowFiles?: readonly string[];
  /** The variant's name, or "" for the plain file. */
  variant: string;
  seed: string;
  durationMs: number;
  /** Calendar time of virtual 0, ISO 8601, UTC. */
  startsAt: string;
  params: Record<string, number | string | boolean>;
  resolutionMs: number;
  tenants: TenantSpec[];
  deviceTwins: Record<string, DeviceTwin>;
  gatewayTwins: Record<string, GatewayTwin>;
  gateways: GatewayGroupSpec[];
  devices: DeviceGroupSpec[];
  traces: TraceSpec[];
  start: { state: "active" | "unprovisioned"; overMs: number };
  cloud: CloudSpec;
  priceBook: string;
  firmware: FirmwareSpec[];
  phases: Phase[];
  timeline: TimelineEntry[];
  outages: OutageReplay[];
  /** Whose readings are kept one by one; the last rule that names a device decides. */
  record: RecordRule[];
  rollouts: RolloutSpec[];
  alerts: AlertRule[];
  expectations: ExpectationSpec[];
  stops: StopSpec[];
}
