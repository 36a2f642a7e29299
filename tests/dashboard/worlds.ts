// Snapshots for the dashboard's tests: one busy moment of a run, and the same moment later.
import type { Snapshot } from "../../src/result/snapshot.js";

export const busySnapshot = (changes: Partial<Snapshot> = {}): Snapshot => ({
  virtualMs: 2_700_000,
  presentMs: 2_700_000,
  endMs: 5_400_000,
  wallMs: 2_000,
  devices: 10_000,
  online: 9_312,
  states: [0, 12, 9_200, 700, 0, 88],
  gateways: 100,
  gatewaysOnline: 98,
  produced: 1_234_567,
  delivered: 1_230_000,
  dropped: 42,
  fogIn: 1_000_000,
  fogOut: 4_000,
  connectsRefused: 1_500,
  reboots: 7,
  activeFaults: ["blackout", "swizzle"],
  phase: "storm",
  alerts: [
    { id: "reboots", severity: "P3", sinceMs: 60_000 },
    { id: "offline-share", severity: "P1", sinceMs: 2_400_000 },
  ],
  rollouts: [
    { id: "fw-2.4.0", status: "running", stage: 1, stages: 4, succeeded: 120, failed: 3, targeted: 1_000 },
  ],
  ...changes,
});

/** `seconds` of wall time on, `virtualMs` of virtual time on. */
export const later = (
  from: Snapshot,
  wallMs: number,
  virtualMs: number,
  changes: Partial<Snapshot> = {},
): Snapshot => ({
  ...from,
  wallMs: from.wallMs + wallMs,
  virtualMs: from.virtualMs + virtualMs,
  presentMs: from.presentMs + virtualMs,
  ...changes,
});
