// Messages on their way to one cell or to the cloud, handed out by (arrival, entity, sequence): a binary heap of rows
// over the columns of one block. Rows are used again, so the memory is that of the fullest moment.
import { assert } from "../core/assert.js";
import { MessageBlock, type MessageColumns } from "../event/message.js";

export class Inbox {
  /** The columns; only rows given out by {@link take} may be read. */
  readonly block = new MessageBlock(64);
  size = 0;
  private heap = new Int32Array(64);
  private readonly free: number[] = [];

  /** Copies every message of a block in. */
  addAll(from: MessageColumns): void {
    for (let row = 0; row < from.count; row++) this.add(from, row);
  }

  add(from: MessageColumns, row: number): void {
    const slot = this.free.pop();
    if (slot === undefined) this.block.pushFrom(from, row);
    else this.block.setFrom(slot, from, row);
    if (this.size === this.heap.length) {
      const wider = new Int32Array(this.size * 2);
      wider.set(this.heap);
      this.heap = wider;
    }
    this.rise(this.size++, slot ?? this.block.count - 1);
  }

  /** Arrival of the next message, or Infinity. */
  nextMs(): number {
    return this.size > 0 ? this.block.atMs[this.heap[0]] : Number.POSITIVE_INFINITY;
  }

  /** Entity of the next message; only when there is one. */
  nextEntity(): number {
    return this.block.entity[this.heap[0]];
  }

  /** Takes the next message out; its row may be read until {@link release}. Only when size > 0. */
  take(): number {
    assert(this.size > 0, "a message is taken from an empty inbox");
    const row = this.heap[0];
    const last = this.heap[--this.size];
    if (this.size > 0) this.sink(last);
    return row;
  }

  /** Gives a taken row back. */
  release(row: number): void {
    this.block.body.delete(row);
    this.free.push(row);
  }

  /** All waiting messages in order, as a block of their own. */
  save(): MessageColumns {
    const rows = this.heap.slice(0, this.size).sort((x, y) => (this.before(x, y) ? -1 : 1));
    const saved = new MessageBlock(Math.max(1, this.size));
    for (const row of rows) saved.pushFrom(this.block, row);
    return saved.take();
  }

  private before(x: number, y: number): boolean {
    const { atMs, entity, seq } = this.block;
    if (atMs[x] !== atMs[y]) return atMs[x] < atMs[y];
    if (entity[x] !== entity[y]) return entity[x] < entity[y];
    return seq[x] < seq[y];
  }

  private rise(at: number, row: number): void {
    const { heap } = this;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.before(row, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = row;
  }

  private sink(row: number): void {
    const { heap, size } = this;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.before(heap[child + 1], heap[child])) child++;
      if (!this.before(heap[child], row)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = row;
  }
}
