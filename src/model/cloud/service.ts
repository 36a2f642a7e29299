// What a service of the cloud is to the cloud: a name (its columns in cloud-state.ts have it, too), the uplinks it takes, and what it
// does by itself. services.ts is the list of them.
import type { Mail } from "../../event/message.js";
import type { UplinkName } from "../../event/uplinks.js";
import type { CloudView } from "../../result/snapshot.js";
import type { Scenario } from "../../spec/scenario.js";
import type { CloudAudit } from "../actor.js";
import type { CloudState, ServiceName } from "./cloud-state.js";

export type Handler = (state: CloudState, mail: Mail, nowMs: number) => void;

/** A service that acts by itself, at instants it announces. */
export interface Ticks {
  /** The next instant, or Infinity. Its own ticks and actions of the agenda move it; arrivals do not. */
  nextTickMs(state: CloudState): number;
  /** A promise to the cells, which run ahead on it: before this instant it sends nothing by itself, whatever arrives. */
  quietUntilMs(state: CloudState): number;
  onTick(state: CloudState, nowMs: number): void;
}

export interface CloudService {
  readonly name: ServiceName;
  /** Each kind of uplink belongs to one service. */
  readonly uplinks: Readonly<Partial<Record<UplinkName, Handler>>>;
  readonly ticks?: Ticks;
  /** Once, at virtual time 0. */
  start?(state: CloudState): void;
  /** Goes on under another scenario than `before`: what it remembers is taken over where it still holds. */
  fork?(state: CloudState, before: Scenario, nowMs: number): void;
  beforeBucketEnd?(state: CloudState, nowMs: number): void;
  /** Once, at the end of the run: its part of the account. */
  finish?(state: CloudState, nowMs: number): Partial<CloudAudit>;
  /** Its part of what the dashboard shows. */
  view?(state: CloudState): Partial<CloudView>;
}
