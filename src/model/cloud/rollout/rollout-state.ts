// What the cloud remembers of one rollout.
import type { GateBooks } from "./gate-books.js";

/** Executions are EXECUTION_STATES indices: JOB_STATUSES after "not yet part of it". */
export interface RolloutState {
  /** ROLLOUT_STATUSES index. */
  status: number;
  /** Target devices, in the order in which they are notified. */
  order: Int32Array;
  /** Position in `order` of each device entity, -1 for the others. */
  position: Int32Array;
  /** By position. */
  execution: Uint8Array;
  startedMs: Float64Array;
  /** What the device ran when its execution began, which is what it goes back to; NO_VERSION before. */
  before: Uint16Array;
  /** How the device itself said that it ended, 0 before: one that was written off may still be at it. */
  said: Uint8Array;
  stage: number;
  notified: number;
  /** Devices per minute, and how many were notified at this rate. */
  ratePerMinute: number;
  notifiedAtRate: number;
  carry: number;
  stageStartedMs: number[];
  stageNotifiedMs: number[];
  stageEndedMs: number[];
  /** When somebody of the present stage was last not yet in the registry, or -1. */
  boxedMs: number;
  nextTickMs: number;
  startedAtMs: number;
  endedAtMs: number;
  counts: {
    attempted: number;
    succeeded: number;
    failed: number;
    rejected: number;
    timedOut: number;
    rolledBack: number;
    /** Written off, and on the new version afterwards. */
    late: number;
    /** Left before they had an outcome; no part of the target any more. */
    removed: number;
  };
  /** Outcomes by reason, in the order of OUTCOME_REASONS. */
  outcomes: number[];
  stageCounts: { succeeded: number; failed: number }[];
  /** What its rules compare; null where none does. */
  gates: GateBooks | null;
  rollingBack: boolean;
  /** An operator has ended the soak of the present stage. */
  soakIsOver: boolean;
  /** Abort rules that held when an operator let the rollout go on, by their index. */
  waived: number[];
  reason: string;
}
