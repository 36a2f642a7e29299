// summary.json: the one machine-readable account of a run. `iotctl simulate --json` prints exactly this object.
// Everything outside `environment` is decided by the inputs alone (contract A1).
import type { CostReport } from "./cost.js";
import type { DetectionFigure } from "./detection.js";
import type { ExpectationResult } from "./expectation.js";
import type { RolloutResult } from "./rollout.js";
import type { InvariantResult } from "./run.js";
import type { SliFigure, TenantPromise, TenantSla } from "./service-level.js";

/** Of the whole run. */
export type RunVerdict = "passed" | "failed" | "no-data" | "stopped" | "interrupted" | "lost" | "broken";

export interface Summary {
  schema: "iotctl.summary/1";
  run: {
    id: string;
    scenario: string;
    variant: string;
    seed: string;
    digest: string;
    virtualMs: number;
    /** What was done to it while it went on: entries, and the SHA-256 of them; null for nothing. */
    journal: { entries: number; sha256: string } | null;
    /** Of a fork: the run it goes on from, by its id, and from when on it is another one. */
    fork?: { from: string; atMs: number };
    /** Why it ended before its duration, or null. */
    endedEarly: string | null;
    version: string;
  };
  verdict: RunVerdict;
  exitCode: number;
  fleet: { devices: number; gateways: number; tenants: number; cells: number };
  ledger: {
    produced: number;
    delivered: number;
    inFlight: number;
    dropped: Record<string, number>;
    duplicates: number;
    balanced: boolean;
  };
  energy: {
    drainedJ: number;
    byConsumer: Record<string, number>;
    harvestedJ: number;
    /** Depletion forecasts made at half charge, against the moment the battery really ran empty. */
    forecast: { batteries: number; meanErrorMs: number | null };
    balanced: boolean;
  };
  fog: {
    messagesIn: number;
    messagesOut: number;
    bytesIn: number;
    bytesOut: number;
    reductionMessages: number;
    reductionBytes: number;
  };
  /** What gateways found, held against the truth; empty where nothing was found or injected. */
  detection: DetectionFigure[];
  sla: TenantSla[];
  /** By name, `M1 ...`. */
  slis: Record<string, SliFigure>;
  /** What the scenario promises its tenants. `must`: a missed promise fails the run. */
  promises: { must: boolean; made: TenantPromise[] };
  rollouts: RolloutResult[];
  cost: CostReport;
  expectations: ExpectationResult[];
  stop: { id: string; when: string; atMs: number; measured: string } | null;
  phases: { name: string; startMs: number; endMs: number }[];
  invariants: InvariantResult[];
  /** Estimates, simplifications and data repairs the reader must know of. */
  notes: string[];
  reproduce: string;
  environment: {
    workers: number;
    wallMs: number;
    node: string;
    peakRssBytes: number;
    startedAt: string;
    mode: "virtual" | "live";
    /** Live only: what the wire did. */
    live?: Record<string, number | string>;
  };
}
