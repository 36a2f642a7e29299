// What the virtual driver is told beside the world it plays: none of it is an input of a result.
import type { Checkpoint } from "./checkpoint.js";

export interface ConductorOptions {
  batchMs?: number;
  strict?: boolean;
  untilMs?: number;
  checkpointsAtMs?: readonly number[];
  resume?: Checkpoint;
  /** Asked at every exchange point. */
  interrupted: () => boolean;
  /** A monotonic clock, ms. */
  wallMs: () => number;
  cellDevices: number | undefined;
  /** Wall time between snapshots; 0: one after every round. */
  snapshotEveryWallMs?: number;
}
