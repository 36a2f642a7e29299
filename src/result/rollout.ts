// What a rollout came to, and how far one has come: the same record for the cloud's account, the tables and the summary.
import type { JobStatus, OutcomeReason, RolloutStatus } from "../event/vocabulary.js";

export interface RolloutStage {
  sharePpm: number;
  startedMs: number | null;
  endedMs: number | null;
  notified: number;
  succeeded: number;
  failed: number;
}

export interface RolloutResult {
  id: string;
  version: string;
  status: RolloutStatus;
  targeted: number;
  attempted: number;
  succeeded: number;
  failed: number;
  rolledBack: number;
  /** Written off as timed out, and on the new version afterwards. */
  late: number;
  /** How executions ended, grouped, most frequent first. */
  outcomes: { status: JobStatus; reason: OutcomeReason; devices: number }[];
  /** Largest share of the target, 0..1, that ran the version at once; the driver sees it, the cloud does not. */
  blastRadius: number;
  startedMs: number | null;
  endedMs: number | null;
  reason: string;
  stages: RolloutStage[];
}

/** For the dashboard. */
export interface RolloutProgress
  extends Pick<RolloutResult, "id" | "status" | "succeeded" | "failed" | "targeted"> {
  /** From 0. */
  stage: number;
  stages: number;
}
