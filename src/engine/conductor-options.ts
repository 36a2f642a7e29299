// What the virtual driver is told beside the world it plays: none of it but the journal is an input of a result.
import type { JournalEntry } from "../spec/journal.js";
import type { Checkpoint } from "./checkpoint.js";
import type { Operator } from "./run-journal.js";
import type { Fork } from "./run-options.js";

/** As the caller asked; can be cloned to a thread. */
export interface ConductSettings {
  batchMs?: number;
  strict?: boolean;
  untilMs?: number;
  checkpointsAtMs?: readonly number[];
  /** Wall time between snapshots; 0: one after every round. */
  snapshotEveryWallMs?: number;
  /** Of the program: a checkpoint says what wrote it. */
  version: string;
  /** What an operator does; an input of the result. */
  journal?: readonly JournalEntry[];
  /** Goes on under another scenario than the one that wrote the checkpoint. */
  fork?: Fork;
}

export interface ConductorOptions extends ConductSettings {
  resume?: Checkpoint;
  /** Asked at every exchange point. */
  interrupted: () => boolean;
  /** A monotonic clock, ms. */
  wallMs: () => number;
  cellDevices: number | undefined;
  operator?: Operator;
}
