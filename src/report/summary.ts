// summary.json: the one machine-readable account of a run. `iotctl simulate --json` prints exactly this object.
// Everything outside `environment` is decided by the inputs alone (contract A1).

import type { JobStatus, OutcomeReason, RolloutStatus } from "../event/vocabulary.js";

/** `not-judged`: the run was interrupted before it could be decided. */
export type Verdict = "pass" | "fail" | "no-data" | "not-judged" | "waived";
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
  sla: {
    tenant: string;
    availability: number | null;
    target: number;
    met: boolean | null;
    freshness: number | null;
    freshnessTarget: number;
    freshnessMet: boolean | null;
    /** Which targets the scenario promises; the others are defaults. */
    stated: { availability: boolean; freshness: boolean };
    devices: number;
    errorBudgetUsed: number | null;
  }[];
  /** SLI-name to value; null where there was no data. */
  slis: Record<
    string,
    {
      value: number | null;
      unit: string;
      target: string;
      /** `default`: nobody promised it. */
      basis: "default" | "none";
      met: boolean | null;
      help: string;
    }
  >;
  /** What the scenario promises its tenants. `must`: a missed promise fails the run. */
  promises: {
    must: boolean;
    made: {
      tenant: string;
      what: "availability" | "freshness";
      target: number;
      measured: number | null;
      met: boolean | null;
    }[];
  };
  rollouts: {
    id: string;
    version: string;
    status: RolloutStatus;
    targeted: number;
    attempted: number;
    succeeded: number;
    failed: number;
    rolledBack: number;
    /** Timed out, and on the new version afterwards. */
    late: number;
    /** How executions ended, grouped, most frequent first. */
    outcomes: { status: JobStatus; reason: OutcomeReason; devices: number }[];
    /** Largest share of the target that ran the version at once, 0..1. */
    blastRadius: number;
    startedMs: number | null;
    endedMs: number | null;
    reason: string;
    stages: {
      sharePpm: number;
      startedMs: number | null;
      endedMs: number | null;
      notified: number;
      succeeded: number;
      failed: number;
    }[];
  }[];
  cost: {
    currency: "USD";
    priceBook: string;
    asOf: string;
    monthly: {
      total: number;
      perDevice: number;
      lines: { meter: string; quantity: number; unit: string; amount: number; source: string }[];
    };
    /** Monthly total had every reading been sent to the cloud by itself. */
    withoutFog: { total: number; perDevice: number };
    note: string;
    /** What the reader must know before he believes the total. */
    warnings: string[];
  };
  expectations: {
    id: string;
    verdict: Verdict;
    severity: "must" | "should";
    text: string;
    measured: string;
    threshold: string;
    /** As numbers, beside the texts: `{value: 1, unit: "share"}` for 100%. Null for a state, for SQL, and without data. */
    measuredValue?: { value: number; unit: string } | null;
    thresholdValue?: { value: number; unit: string } | null;
    /** Virtual ms of the deciding moment, or null. */
    atMs: number | null;
    /** What to know before believing the verdict: windows the run's figures widened, metrics nothing counts. */
    notes?: string[];
  }[];
  stop: { id: string; when: string; atMs: number; measured: string } | null;
  phases: { name: string; startMs: number; endMs: number }[];
  invariants: { name: string; ok: boolean; detail: string }[];
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
