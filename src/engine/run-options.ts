// What a driver is asked for; the same for the virtual and the live one.
import type { Batch } from "../event/batch.js";
import type { MetricColumns } from "../event/metric.js";
import type { Snapshot } from "../result/snapshot.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import type { Operator } from "./run-journal.js";

export interface Fork {
  /** What wrote the checkpoint. */
  before: Scenario;
  /** Metric rows handed out before it: stop conditions that are new look back at them. */
  past?: readonly MetricColumns[];
}

export interface RunOptions {
  /** Threads that run cells; "auto" decides by fleet size and processors. Never an input of the result. */
  workers: number | "auto";
  /** Devices per cell; the default is CELL_DEVICES (fleet/cells.ts). Never an input of the result. */
  cellDevices?: number;
  /** Virtual ms between batches. Never an input of the result. */
  batchMs?: number;
  /** Costly invariants too. */
  strict?: boolean;
  /** Called in order; the driver waits for the promise when too many batches are under way. */
  onBatch: (batch: Batch) => void | Promise<void>;
  onSnapshot?: (snapshot: Snapshot) => void;
  /** Wall ms between snapshots of a virtual run; 0: one after every round (tests). Never an input of the result. */
  snapshotEveryWallMs?: number;
  /** Ends the run at the next exchange point, marked interrupted. */
  signal?: AbortSignal;
  /** Write a checkpoint at the first exchange point at or after each of these virtual times. */
  checkpointsAtMs?: number[];
  /** Of the program; checkpoints say it. */
  version?: string;
  onCheckpoint?: (atMs: number, bytes: Uint8Array) => void;
  /** Go on from these bytes instead of from time 0. */
  resume?: Uint8Array;
  /** What wrote those bytes is another scenario: the run is a fork, and goes on under this one. */
  fork?: Fork;
  /** What an operator does, in this order: an input of the result. */
  journal?: readonly JournalEntry[];
  /** Asked at exchange points what else to do; what it answers is added to the journal. */
  operator?: Operator;
  /** End here instead of at the scenario's duration (live --for, tests). */
  untilMs?: number;
}
