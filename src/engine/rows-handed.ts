// What a run has handed to the store, as counts and a digest (plain data). A checkpoint carries it, so that the rows which stand beside
// the checkpoint can be held against what the engine believes to have handed out: tables and digest cannot part unseen.
import { Digest } from "../core/digest.js";
import type { Batch } from "../event/batch.js";

export interface SavedRowsHanded {
  events: number;
  windows: number;
  metrics: number;
  lanes: number[];
}

/** Kinds of the digest: a block's first, and one for each of its columns after it. */
const EVENTS = 100;
const EVENT_NOTES = 199;
const WINDOWS = 200;
const METRICS = 300;

export class RowsHanded {
  private events = 0;
  private windows = 0;
  private metrics = 0;
  private readonly digest = new Digest();

  /** Batches in their order; where they were cut does not show. */
  add({ events, windows, metrics }: Batch): void {
    this.addColumns(EVENTS, events, this.events);
    for (const [row, note] of events.note) this.digest.addText(EVENT_NOTES, 0, this.events + row, note);
    this.addColumns(WINDOWS, windows, this.windows);
    this.addColumns(METRICS, metrics, this.metrics);
    this.events += events.count;
    this.windows += windows.count;
    this.metrics += metrics.count;
  }

  save(): SavedRowsHanded {
    const { events, windows, metrics, digest } = this;
    return { events, windows, metrics, lanes: [...digest.lanes] };
  }

  restore(saved: SavedRowsHanded): void {
    this.events = saved.events;
    this.windows = saved.windows;
    this.metrics = saved.metrics;
    this.digest.lanes.set(saved.lanes);
  }

  /** Whether there are as many rows of each kind as `other` tells of. */
  isAsMuch({ events, windows, metrics }: SavedRowsHanded): boolean {
    return this.events === events && this.windows === windows && this.metrics === metrics;
  }

  /** Whether these are the very rows `other` tells of. */
  isSame(other: SavedRowsHanded): boolean {
    return this.isAsMuch(other) && this.digest.lanes.every((lane, at) => lane === other.lanes[at]);
  }

  private addColumns(kind: number, block: { count: number }, firstRow: number): void {
    const columns = Object.entries(block as unknown as Record<string, unknown>)
      .filter(([, column]) => ArrayBuffer.isView(column))
      .sort(([x], [y]) => (x < y ? -1 : 1));
    columns.forEach(([, column], at) => {
      const values = column as ArrayLike<number>;
      for (let row = 0; row < block.count; row++)
        this.digest.add(kind + at, 0, firstRow + row, values[row], 0);
    });
  }
}
