// Event and window rows of many hosts, kept until no earlier one can come and then handed out in total order: events by
// (atMs, entity, seq), windows by (emitted, startMs, gateway, group). So cutting them into batches never shows.
import { EventBlock, type EventColumns } from "../event/event.js";
import { WindowBlock, type WindowColumns } from "../event/window.js";

/** Splits rows 0..count-1 by their time and sorts the early ones. */
const split = (
  count: number,
  atMs: ArrayLike<number>,
  untilMs: number,
  compare: (x: number, y: number) => number,
): { early: Int32Array; late: Int32Array } => {
  let earlyCount = 0;
  for (let row = 0; row < count; row++) if (atMs[row] < untilMs) earlyCount++;
  const early = new Int32Array(earlyCount);
  const late = new Int32Array(count - earlyCount);
  let e = 0;
  let l = 0;
  for (let row = 0; row < count; row++) {
    if (atMs[row] < untilMs) early[e++] = row;
    else late[l++] = row;
  }
  // The row number decides last, so that the order is total: rows of one host come in the order it emitted them.
  early.sort((x, y) => compare(x, y) || x - y);
  return { early, late };
};

export class EventRows {
  private block = new EventBlock();

  get count(): number {
    return this.block.count;
  }

  add(from: EventColumns): void {
    for (let row = 0; row < from.count; row++) this.block.pushFrom(from, row);
  }

  /** Takes everything, unsorted, for someone who will sort. */
  takeAll(): EventColumns {
    return this.block.take();
  }

  /** Takes the rows before `untilMs`, in order. */
  take(untilMs: number): EventColumns {
    const { atMs, entity, seq, count } = this.block;
    const compare = (x: number, y: number) => atMs[x] - atMs[y] || entity[x] - entity[y] || seq[x] - seq[y];
    if (count === 0) return this.block.take();
    const { early, late } = split(count, atMs, untilMs, compare);
    const taken = new EventBlock(Math.max(1, early.length));
    for (const row of early) taken.pushFrom(this.block, row);
    const kept = new EventBlock(Math.max(256, late.length));
    for (const row of late) kept.pushFrom(this.block, row);
    this.block = kept;
    return taken.take();
  }

  /** All rows kept, as a copy. */
  save(): EventColumns {
    const copy = new EventBlock(Math.max(1, this.count));
    for (let row = 0; row < this.count; row++) copy.pushFrom(this.block, row);
    return copy.take();
  }
}

export class WindowRows {
  private block = new WindowBlock();
  private atMs: number[] = [];

  get count(): number {
    return this.block.count;
  }

  add(from: WindowColumns, emittedAtMs: ArrayLike<number>): void {
    for (let row = 0; row < from.count; row++) {
      this.block.pushFrom(from, row);
      this.atMs.push(emittedAtMs[row]);
    }
  }

  /** Takes everything, unsorted, with the emission times. */
  takeAll(): { windows: WindowColumns; atMs: Float64Array } {
    const atMs = Float64Array.from(this.atMs);
    this.atMs = [];
    return { windows: this.block.take(), atMs };
  }

  /** Takes the rows emitted before `untilMs`, in order, with their emission times. */
  take(untilMs: number): { windows: WindowColumns; atMs: Float64Array } {
    const { startMs, gateway, group, count } = this.block;
    const { atMs } = this;
    const compare = (x: number, y: number) =>
      atMs[x] - atMs[y] || startMs[x] - startMs[y] || gateway[x] - gateway[y] || group[x] - group[y];
    if (count === 0) return { windows: this.block.take(), atMs: new Float64Array(0) };
    const { early, late } = split(count, atMs, untilMs, compare);
    const taken = new WindowBlock();
    for (const row of early) taken.pushFrom(this.block, row);
    const kept = new WindowBlock();
    for (const row of late) kept.pushFrom(this.block, row);
    this.atMs = Array.from(late, (row) => atMs[row]);
    this.block = kept;
    return { windows: taken.take(), atMs: Float64Array.from(early, (row) => atMs[row]) };
  }

  /** All rows kept, with their emission times, as a copy. */
  save(): { windows: WindowColumns; atMs: Float64Array } {
    const copy = new WindowBlock();
    for (let row = 0; row < this.count; row++) copy.pushFrom(this.block, row);
    return { windows: copy.take(), atMs: Float64Array.from(this.atMs) };
  }
}
