// The timers of a cell's entities: one slot per (entity, kind), few of them set. Only an entity's earliest timer stands in
// the wheel, so a slot costs four bytes and the wheel eighteen an entity, whatever the number of kinds.
// Slots hold ms after `baseMs`, which moves on every 25 days; what is due later than a slot can say stands in a map.

import { assert } from "./assert.js";
import { TIME_MAX_MS, TimerWheel } from "./wheel.js";

const IDLE = 0xffffffff;
const FAR = 0xfffffffe;
/** Slots reach this far beyond the base. */
const SPAN_MS = FAR;
/** The base moves on when the present is so far beyond it: half of the reach. */
const REBASE_MS = 0x80000000;
const NOBODY = -1;

/** Timers written down: everything the next pops depend on. */
export interface SavedTimers {
  nowMs: number;
  /** Due time of each slot (entity * kinds + kind), Infinity when idle. */
  dueMs: Float64Array;
}

export class EntityTimers {
  private readonly wheel: TimerWheel;
  private readonly slots: Uint32Array;
  private readonly far = new Map<number, number>();
  private baseMs: number;
  /** The entity whose timer was popped last: out of the wheel until the next pop, so that it goes back in once. */
  private inHand = NOBODY;
  /** Kind of the timer that was popped last. */
  poppedKind = 0;

  constructor(
    private readonly entityCount: number,
    private readonly kinds: number,
    nowMs = 0,
  ) {
    this.wheel = new TimerWheel(entityCount, nowMs);
    this.slots = new Uint32Array(entityCount * kinds).fill(IDLE);
    this.baseMs = nowMs;
  }

  /** The due time of the last popped timer; the present. */
  get nowMs(): number {
    return this.wheel.nowMs;
  }

  /** Sets one timer to `atMs` (whole ms, after the last popped time), moving it when it was set. */
  schedule(entity: number, kind: number, atMs: number): void {
    const { wheel } = this;
    if (!wheel.accepts(atMs)) this.refuse(entity, kind, atMs);
    const node = entity * this.kinds + kind;
    if (entity === this.inHand) {
      this.write(node, atMs);
      return;
    }
    const beforeMs = this.dueOf(node);
    this.write(node, atMs);
    const firstMs = wheel.dueMs(entity);
    if (atMs < firstMs) wheel.schedule(entity, atMs);
    else if (beforeMs === firstMs && atMs !== firstMs) this.refresh(entity);
  }

  /** Clears one timer; nothing happens when it is not set. */
  cancel(entity: number, kind: number): void {
    const node = entity * this.kinds + kind;
    if (this.slots[node] === IDLE) return;
    const beforeMs = this.dueOf(node);
    this.clear(node);
    if (entity !== this.inHand && beforeMs === this.wheel.dueMs(entity)) this.refresh(entity);
  }

  /** When a timer is due, or Infinity. */
  dueMs(entity: number, kind: number): number {
    return this.dueOf(entity * this.kinds + kind);
  }

  private dueOf(node: number): number {
    const slot = this.slots[node];
    if (slot < FAR) return this.baseMs + slot;
    return slot === IDLE ? Number.POSITIVE_INFINITY : (this.far.get(node) as number);
  }

  /** The earliest due time, or Infinity. Not for hot loops. */
  peekMs(): number {
    if (this.inHand === NOBODY) return this.wheel.peekMs();
    return Math.min(this.dueOf(this.firstOf(this.inHand)), this.wheel.peekMs());
  }

  /**
   * Takes out the next timer in (time, entity, kind) order that is due before `limitMs`. Returns its entity, or -1; its kind is
   * {@link poppedKind}.
   */
  popBefore(limitMs: number): number {
    const { wheel, inHand } = this;
    if (inHand !== NOBODY) {
      const next = this.firstOf(inHand);
      const nextMs = this.dueOf(next);
      if (nextMs === wheel.nowMs) {
        if (!(nextMs < limitMs)) return -1;
        return this.takeOut(inHand, next);
      }
      this.inHand = NOBODY;
      if (nextMs !== Number.POSITIVE_INFINITY) wheel.schedule(inHand, nextMs);
    }
    const entity = wheel.popBefore(limitMs);
    if (entity < 0) return -1;
    if (wheel.nowMs - this.baseMs >= REBASE_MS) this.rebase(wheel.nowMs);
    this.inHand = entity;
    return this.takeOut(entity, this.firstOf(entity));
  }

  private takeOut(entity: number, node: number): number {
    this.clear(node);
    this.poppedKind = node - entity * this.kinds;
    return entity;
  }

  /** Everything the next pops depend on, as a copy. */
  save(): SavedTimers {
    const dueMs = Float64Array.from(this.slots, (_, node) => this.dueOf(node));
    return { nowMs: this.nowMs, dueMs };
  }

  /** Timers that go on where the saved ones stood, also from the middle of one ms. */
  static load(saved: SavedTimers, kinds: number): EntityTimers {
    const timers = new EntityTimers(saved.dueMs.length / kinds, kinds, saved.nowMs);
    saved.dueMs.forEach((atMs, node) => {
      if (atMs === Number.POSITIVE_INFINITY) return;
      const entity = Math.floor(node / kinds);
      timers.schedule(entity, node - entity * kinds, atMs);
    });
    return timers;
  }

  /** The entity's earliest timer, the lowest kind of those; any of its nodes when none is set. Hot: one cache line. */
  private firstOf(entity: number): number {
    const { slots, kinds } = this;
    const from = entity * kinds;
    let first = from;
    let least = slots[from];
    for (let node = from + 1; node < from + kinds; node++) {
      if (slots[node] < least) {
        least = slots[node];
        first = node;
      }
    }
    return least === FAR ? this.firstFar(from) : first;
  }

  private firstFar(from: number): number {
    let first = -1;
    for (let node = from; node < from + this.kinds; node++) {
      if (this.slots[node] === FAR && (first < 0 || this.dueOf(node) < this.dueOf(first))) first = node;
    }
    return first;
  }

  /** Puts the entity into the wheel at its earliest timer. */
  private refresh(entity: number): void {
    const atMs = this.dueOf(this.firstOf(entity));
    if (atMs === Number.POSITIVE_INFINITY) this.wheel.cancel(entity);
    else if (atMs !== this.wheel.dueMs(entity)) this.wheel.schedule(entity, atMs);
  }

  private write(node: number, atMs: number): void {
    const aheadMs = atMs - this.baseMs;
    if (this.slots[node] === FAR) this.far.delete(node);
    if (aheadMs < SPAN_MS) {
      this.slots[node] = aheadMs;
      return;
    }
    this.slots[node] = FAR;
    this.far.set(node, atMs);
  }

  private clear(node: number): void {
    if (this.slots[node] === FAR) this.far.delete(node);
    this.slots[node] = IDLE;
  }

  /** Moves the base to the present; what the map holds and slots can now say comes back. */
  private rebase(nowMs: number): void {
    const movedMs = nowMs - this.baseMs;
    this.baseMs = nowMs;
    const { slots } = this;
    for (let node = 0; node < slots.length; node++) if (slots[node] < FAR) slots[node] -= movedMs;
    for (const [node, atMs] of [...this.far]) this.write(node, atMs);
  }

  private refuse(entity: number, kind: number, atMs: number): never {
    assert(
      false,
      `timer ${kind} of ${entity} at ${atMs} ms: must be a whole ms after ${this.nowMs}, at most ${TIME_MAX_MS}, of ${this.entityCount} entities`,
    );
  }
}
