// The requests of a cell that the cloud has not processed yet: a binary heap of their arrival times at the cloud.
import { assert } from "../core/assert.js";

export class RequestBounds {
  private readonly heap: number[] = [];

  /** The earliest arrival still unprocessed, or Infinity. */
  get leastMs(): number {
    return this.heap.length > 0 ? this.heap[0] : Number.POSITIVE_INFINITY;
  }

  add(atMs: number): void {
    const { heap } = this;
    let at = heap.length;
    heap.push(atMs);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent] <= atMs) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = atMs;
  }

  /** Forgets every request that arrived before `cloudClockMs`. */
  settle(cloudClockMs: number): void {
    while (this.heap.length > 0 && this.heap[0] < cloudClockMs) this.removeLeast();
  }

  clear(): void {
    this.heap.length = 0;
  }

  save(): Float64Array {
    return Float64Array.from(this.heap);
  }

  load(saved: Float64Array): void {
    this.clear();
    for (const atMs of saved) this.add(atMs);
  }

  private removeLeast(): void {
    const { heap } = this;
    const last = heap.pop();
    assert(last !== undefined, "a request is settled that was never made");
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1] < heap[child]) child++;
      if (heap[child] >= last) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}
