// The timer queue: a hierarchical timing wheel (Varghese and Lauck, 1987) over intrusive lists in typed columns.
// Near: 4096 slots of 1 ms (the current block). Middle: 4096 slots of one 4096 ms block. Far (beyond 4.6 h): a heap.
// Each node has one slot; nodes come out in (time, node) order whatever the order they were scheduled in.
import { assert } from "./assert.js";
import { BITMAP_SLOTS, SlotBitmap } from "./bitmap.js";
import { NodeHeap } from "./heap.js";
import { type NodeColumn, nodeColumn } from "./node-column.js";

/** Times are whole ms from 0 to here (8,900 years). */
export const TIME_MAX_MS = 281_474_976_710_656;

const SLOTS = BITMAP_SLOTS;
const SLOT_MASK = SLOTS - 1;
const BLOCK_MS = SLOTS;
/** From the start of the current block, the near and middle wheels together reach this far. */
const REACH_MS = BLOCK_MS * SLOTS;
/** Where a node is: a slot number (near 0..4095, middle 4096..8191) or one of these. */
const IN_HEAP = 2 * SLOTS;
const IN_BATCH = 2 * SLOTS + 1;
const NOWHERE = 2 * SLOTS + 2;
const NONE = -1;
/** Up to this many nodes of one ms, insertion beats the library's sort. */
const INSERTION_SORT_MAX = 24;

/** A wheel written down: everything the next pops depend on. */
export interface SavedWheel {
  nowMs: number;
  /** Due time of each node, Infinity when idle. */
  dueMs: Float64Array;
}

export class TimerWheel {
  /** The due time of the last popped node; the present. */
  nowMs = 0;
  private readonly due: Float64Array;
  private readonly where: Int16Array;
  private readonly next: NodeColumn;
  /** Previous node of the list; for a node in the heap its position there. */
  private readonly previous: NodeColumn;
  private readonly heads: NodeColumn;
  private readonly near = new SlotBitmap();
  private readonly middle = new SlotBitmap();
  private readonly far: NodeHeap;
  /** Start of the current block, a multiple of BLOCK_MS: never after the earliest due node that is not in the batch. */
  private blockStartMs = 0;
  /** The current block's slot on the middle wheel. */
  private blockSlot = 0;
  /** No near slot below this one is occupied. */
  private cursor = 0;
  /** The nodes of the ms being handed out, ascending; those cancelled or moved meanwhile stay in it and are skipped. */
  private batch = new Int32Array(64);
  private batchAt = 0;
  private batchSize = 0;
  private poppedMs = -1;

  /** A wheel for nodes 0..nodeCount-1, all idle. */
  constructor(nodeCount: number, nowMs = 0) {
    assert(Number.isInteger(nowMs) && nowMs >= 0 && nowMs <= TIME_MAX_MS, "wheel time out of range");
    this.nowMs = nowMs;
    this.due = new Float64Array(nodeCount).fill(Number.POSITIVE_INFINITY);
    this.where = new Int16Array(nodeCount).fill(NOWHERE);
    this.next = nodeColumn(nodeCount, nodeCount);
    this.previous = nodeColumn(nodeCount, nodeCount);
    this.heads = nodeColumn(2 * SLOTS, nodeCount).fill(NONE);
    this.far = new NodeHeap(this.due, this.previous);
    this.blockStartMs = Math.floor(nowMs / BLOCK_MS) * BLOCK_MS;
    this.blockSlot = (this.blockStartMs / BLOCK_MS) % SLOTS;
  }

  /** Sets the node's one timer to `atMs` (whole ms, after the last popped time), moving it when it was set. */
  schedule(node: number, atMs: number): void {
    if (!this.accepts(atMs)) this.refuse(node, atMs);
    if (this.where[node] !== NOWHERE) this.remove(node);
    this.due[node] = atMs;
    this.insert(node, atMs);
  }

  /** True for a time that a timer can be set to now. */
  accepts(atMs: number): boolean {
    return atMs > this.poppedMs && atMs >= this.nowMs && atMs <= TIME_MAX_MS && Math.floor(atMs) === atMs;
  }

  /** Clears the node's timer; nothing happens when it has none. */
  cancel(node: number): void {
    if (this.where[node] === NOWHERE) return;
    this.remove(node);
    this.where[node] = NOWHERE;
    this.due[node] = Number.POSITIVE_INFINITY;
  }

  /** When the node is due, or Infinity. */
  dueMs(node: number): number {
    return this.due[node];
  }

  /** The earliest due time, or Infinity. Not for hot loops: it may walk one list. */
  peekMs(): number {
    if (this.hasBatch()) return this.poppedMs;
    const slot = this.near.next(this.cursor);
    return slot === NONE ? this.findBeyondMs() : this.blockStartMs + slot;
  }

  /** Takes out and returns the next node in (time, node) order that is due before `limitMs`, or -1. Sets nowMs to its time. */
  popBefore(limitMs: number): number {
    let node: number;
    if (this.batchAt < this.batchSize && this.hasBatch()) {
      if (!(this.poppedMs < limitMs)) return NONE;
      node = this.batch[this.batchAt++];
    } else {
      let slot = this.near.next(this.cursor);
      if (slot === NONE) {
        this.cursor = SLOTS;
        if (!this.enterNextBlock(limitMs)) return NONE;
        slot = this.near.next(0);
      }
      this.cursor = slot;
      const atMs = this.blockStartMs + slot;
      if (!(atMs < limitMs)) return NONE;
      this.nowMs = atMs;
      this.poppedMs = atMs;
      node = this.firstOf(slot);
    }
    this.where[node] = NOWHERE;
    this.due[node] = Number.POSITIVE_INFINITY;
    return node;
  }

  /** Everything the next pops depend on, as a copy. */
  save(): SavedWheel {
    return { nowMs: this.nowMs, dueMs: this.due.slice() };
  }

  /** A wheel that goes on where the saved one stood, also from the middle of one ms. */
  static load(saved: SavedWheel): TimerWheel {
    const wheel = new TimerWheel(saved.dueMs.length, saved.nowMs);
    saved.dueMs.forEach((atMs, node) => {
      if (atMs !== Number.POSITIVE_INFINITY) wheel.schedule(node, atMs);
    });
    return wheel;
  }

  private insert(node: number, atMs: number): void {
    let aheadMs = atMs - this.blockStartMs;
    if (aheadMs < 0) {
      this.where[node] = NOWHERE;
      this.goBackTo(atMs);
      aheadMs = atMs - this.blockStartMs;
    }
    if (aheadMs < BLOCK_MS) {
      this.insertNear(node, aheadMs | 0);
      return;
    }
    if (aheadMs < REACH_MS) {
      const slot = (this.blockSlot + (aheadMs >>> 12)) & SLOT_MASK;
      this.middle.set(slot);
      this.link(node, SLOTS + slot);
    } else {
      this.where[node] = IN_HEAP;
      this.far.push(node);
    }
  }

  private insertNear(node: number, slot: number): void {
    if (slot < this.cursor) this.cursor = slot;
    this.near.set(slot);
    this.link(node, slot);
  }

  /** Takes the node out of wherever it is; the caller sets `where` and `due`. */
  private remove(node: number): void {
    const slot = this.where[node];
    if (slot === IN_BATCH) return;
    if (slot === IN_HEAP) this.far.remove(node);
    else this.unlink(node, slot);
  }

  private link(node: number, slot: number): void {
    const head = this.heads[slot];
    this.heads[slot] = node;
    this.next[node] = head;
    this.previous[node] = NONE;
    if (head !== NONE) this.previous[head] = node;
    this.where[node] = slot;
  }

  private unlink(node: number, slot: number): void {
    const before = this.previous[node];
    const after = this.next[node];
    if (after !== NONE) this.previous[after] = before;
    if (before !== NONE) {
      this.next[before] = after;
      return;
    }
    this.heads[slot] = after;
    if (after !== NONE) return;
    if (slot < SLOTS) this.near.clear(slot);
    else this.middle.clear(slot - SLOTS);
  }

  /** True when nodes of the ms being handed out are left; skips those cancelled or moved meanwhile. */
  private hasBatch(): boolean {
    while (this.batchAt < this.batchSize) {
      if (this.where[this.batch[this.batchAt]] === IN_BATCH) return true;
      this.batchAt++;
    }
    return false;
  }

  /** The next occupied slot of the middle wheel, or -1. */
  private nextMiddle(): number {
    const slot = this.middle.next(this.blockSlot + 1);
    return slot === NONE ? this.middle.next(0) : slot;
  }

  /** Only when the current block is empty: the earliest time on the middle wheel, else in the heap. */
  private findBeyondMs(): number {
    const slot = this.nextMiddle();
    if (slot === NONE) return this.far.size > 0 ? this.due[this.far.top()] : Number.POSITIVE_INFINITY;
    let earliestMs = Number.POSITIVE_INFINITY;
    for (let node = this.heads[SLOTS + slot]; node !== NONE; node = this.next[node]) {
      if (this.due[node] < earliestMs) earliestMs = this.due[node];
    }
    return earliestMs;
  }

  /**
   * Only when the current block is empty: makes the next one with anything in it the current one, when it begins before
   * `limitMs`. Its first node may still be due later; should something be set before the block then, see goBackTo.
   */
  private enterNextBlock(limitMs: number): boolean {
    const slot = this.nextMiddle();
    let startMs: number;
    if (slot !== NONE) startMs = this.blockStartMs + ((slot - this.blockSlot) & SLOT_MASK) * BLOCK_MS;
    else if (this.far.size > 0) startMs = Math.floor(this.due[this.far.top()] / BLOCK_MS) * BLOCK_MS;
    else return false;
    if (!(startMs < limitMs)) return false;
    this.enterBlock(startMs);
    return true;
  }

  /** The block was entered for a pop that found nothing due yet, and now something earlier is set. Rare: sorts in everything anew. */
  private goBackTo(atMs: number): void {
    this.startBlock(Math.floor(atMs / BLOCK_MS) * BLOCK_MS);
    this.heads.fill(NONE);
    this.near.clearAll();
    this.middle.clearAll();
    this.far.size = 0;
    for (let node = 0; node < this.due.length; node++) {
      if (this.where[node] < IN_BATCH) this.insert(node, this.due[node]);
    }
  }

  private startBlock(startMs: number): void {
    this.blockStartMs = startMs;
    this.blockSlot = (startMs / BLOCK_MS) % SLOTS;
    this.cursor = 0;
  }

  /** Moves the nodes of a block from the middle wheel to the near one. */
  private enterBlock(startMs: number): void {
    this.startBlock(startMs);
    const slot = SLOTS + this.blockSlot;
    let node = this.heads[slot];
    this.heads[slot] = NONE;
    this.middle.clear(this.blockSlot);
    while (node !== NONE) {
      const after = this.next[node];
      this.insertNear(node, (this.due[node] - startMs) | 0);
      node = after;
    }
    // The heap only ever holds what is out of the wheels' reach, so it is always the latest.
    while (this.far.size > 0) {
      const top = this.far.top();
      if (this.due[top] - this.blockStartMs >= REACH_MS) break;
      this.far.remove(top);
      this.insert(top, this.due[top]);
    }
  }

  /** Empties a near slot: its first node is returned, the others become the batch. */
  private firstOf(slot: number): number {
    const head = this.heads[slot];
    this.heads[slot] = NONE;
    this.near.clear(slot);
    this.batchAt = 0;
    this.batchSize = 0;
    // Most often a node is alone in its ms.
    if (this.next[head] === NONE) return head;
    let size = 0;
    for (let node = head; node !== NONE; node = this.next[node]) {
      if (size === this.batch.length) this.batch = widened(this.batch);
      this.batch[size++] = node;
      this.where[node] = IN_BATCH;
    }
    sortAscending(this.batch, size);
    this.batchAt = 1;
    this.batchSize = size;
    return this.batch[0];
  }

  private refuse(node: number, atMs: number): never {
    assert(false, `timer ${node} at ${atMs} ms: must be a whole ms after ${this.nowMs}`);
  }
}

function widened(column: Int32Array): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(column.length * 2);
  wider.set(column);
  return wider;
}

function sortAscending(nodes: Int32Array, size: number): void {
  if (size > INSERTION_SORT_MAX) {
    nodes.subarray(0, size).sort();
    return;
  }
  for (let at = 1; at < size; at++) {
    const node = nodes[at];
    let to = at;
    while (to > 0 && nodes[to - 1] > node) {
      nodes[to] = nodes[to - 1];
      to--;
    }
    nodes[to] = node;
  }
}
