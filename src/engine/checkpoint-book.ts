// When a run is written down, and what a checkpoint says of it beside the state: who wrote it, the rows handed out before, and
// the forks it has come through.
import type { Batch } from "../event/batch.js";
import type { Scenario } from "../spec/scenario.js";
import { type CheckpointHeader, packCheckpoint, type RunState } from "./checkpoint.js";
import type { ConductorOptions } from "./conductor-options.js";
import { lineageOf } from "./lineage.js";
import { RowsHanded } from "./rows-handed.js";

type Choices = Pick<ConductorOptions, "resume" | "fork" | "checkpointsAtMs" | "cellDevices" | "version">;

export class CheckpointBook {
  private dueMs: number[];
  /** Kept for checkpoints alone. */
  private readonly handed: RowsHanded | null;

  constructor(
    private readonly scenario: Scenario,
    private readonly choices: Choices,
  ) {
    const { resume, fork, checkpointsAtMs = [] } = choices;
    const header = resume?.header;
    // A fork may be written down where it begins: it is another run from there on.
    const isFork = fork !== undefined;
    const fromMs = header?.atMs ?? 0;
    this.dueMs = checkpointsAtMs
      .filter((atMs) => atMs > fromMs || (isFork && atMs === fromMs))
      .sort((x, y) => x - y);
    this.handed = this.dueMs.length > 0 ? new RowsHanded() : null;
    if (header !== undefined) this.handed?.restore(header.handed);
  }

  /** When the next one is due; Infinity after the last. */
  get nextMs(): number {
    return this.dueMs[0] ?? Infinity;
  }

  /** These rows are handed out. */
  add(batch: Batch): void {
    this.handed?.add(batch);
  }

  /** The run at `atMs`; what was due by then is done. */
  write({ atMs, journal }: Pick<CheckpointHeader, "atMs" | "journal">, state: RunState): Uint8Array {
    this.dueMs = this.dueMs.filter((due) => due > atMs);
    const { scenario, choices } = this;
    const { cellDevices, version, resume } = choices;
    const handed = (this.handed as RowsHanded).save();
    const lineage = lineageOf(resume?.header, scenario);
    return packCheckpoint({ scenario, cellDevices, version }, { atMs, handed, journal, lineage }, state);
  }
}
