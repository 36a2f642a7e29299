// What a running simulation shows of itself a few times a second: small, complete, replaceable by the next one.

export interface Snapshot {
  virtualMs: number;
  durationMs: number;
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
  alerts: { id: string; severity: string; sinceMs: number }[];
  rollouts: {
    id: string;
    status: string;
    stage: number;
    stages: number;
    succeeded: number;
    failed: number;
    targeted: number;
  }[];
}
