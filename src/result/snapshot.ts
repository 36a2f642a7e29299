// What a running simulation shows of itself a few times a second: small, complete, replaceable by the next one.
import type { RolloutProgress } from "./rollout.js";

/** An alert that stands. */
export interface OpenAlert {
  id: string;
  severity: string;
  sinceMs: number;
}

/** What the cloud knows of itself. */
export interface CloudView {
  rollouts: RolloutProgress[];
  alerts: OpenAlert[];
}

export interface Snapshot extends CloudView {
  /** All figures are of this instant: the end of a metric bucket that everybody is past, or the end of the run. 0: none yet. */
  virtualMs: number;
  /** How far everybody has come, up to a bucket beyond. */
  presentMs: number;
  /** Where the run ends: with the scenario, or earlier (`--for`, `--until`, an interruption). */
  endMs: number;
  wallMs: number;
  devices: number;
  online: number;
  /** Devices by lifecycle state, in the order of LIFECYCLE_STATES. */
  states: number[];
  gateways: number;
  gatewaysOnline: number;
  produced: number;
  delivered: number;
  dropped: number;
  fogIn: number;
  fogOut: number;
  connectsRefused: number;
  reboots: number;
  /** Ids of faults under way. */
  activeFaults: string[];
  phase: string;
}
