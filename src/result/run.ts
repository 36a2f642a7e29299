// What a driver returns: how a run ended, what its books say, and whether they are to be believed.
import type { RolloutResult } from "./rollout.js";

export type RunEnd =
  | { kind: "complete" }
  | { kind: "stopped"; stopId: string; atMs: number; measured: string }
  | { kind: "interrupted"; atMs: number }
  /** The environment failed the run (a lost broker); `why` says how. */
  | { kind: "lost"; atMs: number; why: string }
  /** An end before the scenario's that was asked for. */
  | { kind: "until"; atMs: number };

export interface InvariantResult {
  name: string;
  ok: boolean;
  detail: string;
}

/** Decided by the inputs of a virtual run alone. */
export interface RunOutcome {
  digest: string;
  end: RunEnd;
  /** Virtual time reached. */
  endMs: number;
  invariants: InvariantResult[];
  /** Readings still under way at the end, by device group (devices, gateways, messages between tiers). */
  inFlight: number[];
  rollouts: RolloutResult[];
  /** Ids of faults left on something. */
  unreverted: string[];
  cells: number;
  /** What was put on the agenda while the run went on, an entry a line. */
  journal: string[];
}

/** An entry that could not be put on the agenda. */
export interface Refusal {
  id: string;
  atMs: number;
  why: string;
}

/** With how it came about. */
export interface RunResult extends RunOutcome {
  workers: number;
  deviceSteps: number;
  /** Virtual only: what an operator wanted and could not have. */
  refused?: Refusal[];
  /** Exchanges between cells and cloud: a figure of speed that depends on the machine, never part of a result. */
  rounds?: number;
  /** Live only: what the wire did. */
  live?: Record<string, number | string>;
}
