// The fleet a scenario describes, as numbers: which entity stands where. Derived from the scenario alone, so every
// thread builds the same plan for itself. Entities: devices 0..D-1 (group after group), then gateways D..D+G-1.
import type { StreamKey } from "../../core/rng.js";
import type { MetricLayout } from "../../event/metric-layout.js";
import type { Scenario } from "../../spec/scenario.js";
import type { ShadowSection } from "../../spec/shadow.js";
import type { FaultKind } from "../../spec/timeline.js";
import type { DeviceTwin, GatewayTwin } from "../../spec/twin.js";
import type { Recording } from "./recording-rule.js";

/** In a column of version indices: none. */
export const NO_VERSION = 0xffff;

export interface DeviceGroup {
  index: number;
  id: string;
  site: string;
  region: string;
  tenant: number;
  twin: DeviceTwin;
  labels: Record<string, string>;
  via: "gateway" | "direct";
  /** Entities first..first+count-1. */
  first: number;
  count: number;
  /** Key of this group's random draws; the index within the group and a counter complete it. */
  key: StreamKey;
  /** Index into scenario.traces or -1. */
  trace: number;
}

export interface GatewayGroup {
  index: number;
  id: string;
  site: string;
  region: string;
  twin: GatewayTwin;
  /** Gateway numbers first..first+count-1 (entity = deviceCount + number). */
  first: number;
  count: number;
  key: StreamKey;
}

/** A cell's entities as global indices, ascending, devices before gateways. */
export interface CellPlan {
  index: number;
  /** Global entity index by local one: devices first, then gateways; the two parts are views of it. */
  entities: Int32Array;
  devices: Int32Array;
  gateways: Int32Array;
}

export interface FleetPlan {
  scenario: Scenario;
  runKey: StreamKey;
  groups: DeviceGroup[];
  gatewayGroups: GatewayGroup[];
  deviceCount: number;
  gatewayCount: number;
  entityCount: number;
  /** Gateway number of each device, or -1 for a direct one. */
  gatewayOf: Int32Array;
  /** Group index of each device. */
  groupOf: Uint16Array;
  /** Group index of each gateway number. */
  gatewayGroupOf: Int32Array;
  /** Firmware versions known in this run, ascending by code unit. */
  versions: string[];
  layout: MetricLayout;
  cells: CellPlan[];
  /** Cell of each entity. */
  cellOf: Int32Array;
  /** Local index of each entity within its cell (devices first, then gateways). */
  localOf: Int32Array;
  /** What the timeline does to entities, by time, in file order within an instant. */
  world: WorldEntry[];
  worldActions: WorldAction[];
  /** What the cloud plays by itself, by time. */
  cloudMoments: CloudMoment[];
  /** Whose readings are kept one by one. */
  recording: Recording;
  /** Devices of each rollout, ascending. */
  rolloutTargets: Int32Array[];
}

/** One fixed moment of the cloud's own timeline; `index` is of the phase or the timeline entry. */
export interface CloudMoment {
  atMs: number;
  what: "phase" | "fault-start" | "fault-end" | "config" | "command" | "decommission";
  index: number;
  /** Who is meant (config, command), or hit (faults). */
  devices: Int32Array;
}

/** One fixed moment of the timeline: a fault begins or ends, or somebody at the device does something. */
export interface WorldEntry {
  atMs: number;
  /** Index into {@link FleetPlan.worldActions}. */
  action: number;
  /** begin: apply; end: revert. */
  edge: "begin" | "end";
}

/** What a world entry does, and to whom. */
export interface WorldAction {
  /** Its place among the run's actions: tells two of one kind apart. */
  index: number;
  id: string;
  /** What a recording calls it. */
  name?: string;
  kind: FaultKind | "recorded-outage" | "local" | "decommission";
  params: Record<string, number>;
  set: ShadowSection;
  /** Global entity indices, ascending. */
  entities: Int32Array;
}
