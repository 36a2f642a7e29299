// What happened in a run, and when, in the words a reader knows: as rows of the store say it, and as a timeline draws it.

export type MomentKind = "phase" | "fault" | "rollout" | "alert" | "stop";

/** A turning point: one row of what began, changed or ended. */
export interface TurningPoint {
  atMs: number;
  kind: MomentKind;
  /** Id of the phase, fault, alert rule, rollout or stop condition. */
  id: string;
  /** begin; start, end; raised, cleared; the rollout's status; stopped. */
  change: string;
  /** Faults: entities struck (start), or freed of it (end). */
  devices: number | null;
  /** Rollouts: stage from 0. */
  stage: number | null;
  /** Alerts and stops. */
  measured: number | null;
  threshold: number | null;
  /** The alert's severity, the rollout's reason, `recorded outage` of a fault that is one; else empty. */
  note: string;
}

/** What the timeline shows besides curves: an instant, or a stretch made of two turning points. */
export interface Moment {
  /** Virtual ms. */
  atMs: number;
  /** End of a stretch, virtual ms; absent for an instant. A stretch still open at the end of the run ends there. */
  untilMs?: number;
  kind: MomentKind;
  label: string;
  /** Alerts: P0 to P4. */
  severity?: string;
  detail?: string;
}
