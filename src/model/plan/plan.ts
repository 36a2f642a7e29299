// The fleet a scenario describes, as numbers: which entity stands where. Derived from the scenario alone, so every
// thread builds the same plan for itself. Entities: devices 0..D-1 (group after group), then gateways D..D+G-1.
import type { StreamKey } from "../../core/rng.js";
import type { MetricLayout } from "../../event/metric-layout.js";
import type { Scenario } from "../../spec/scenario.js";
import type { DeviceTwin, GatewayTwin } from "../../spec/twin.js";
import type { Agenda } from "./agenda.js";
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

/** The fleet group by group: enough to name everybody in it, and quickly made. */
export interface FleetRoster {
  scenario: Scenario;
  runKey: StreamKey;
  groups: DeviceGroup[];
  gatewayGroups: GatewayGroup[];
  deviceCount: number;
  gatewayCount: number;
  entityCount: number;
  /** Firmware versions known in this run, ascending by code unit. */
  versions: string[];
  layout: MetricLayout;
}

/** And entity by entity. */
export interface FleetPlan extends FleetRoster {
  /** Number of the gateway each device hangs on while nothing has failed, or -1 for a direct one. */
  homeOf: Int32Array;
  /** Group index of each device. */
  groupOf: Uint16Array;
  /** Group index of each gateway number. */
  gatewayGroupOf: Int32Array;
  /** The gateway that takes over for each, by number, or -1. */
  partnerOf: Int32Array;
  cells: CellPlan[];
  /** Cell of each entity. */
  cellOf: Int32Array;
  /** Local index of each entity within its cell (devices first, then gateways). */
  localOf: Int32Array;
  /** What happens to it from outside. */
  agenda: Agenda;
  /** Whose readings are kept one by one. */
  recording: Recording;
  /** Devices of each rollout, ascending. */
  rolloutTargets: Int32Array[];
}
