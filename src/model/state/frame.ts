// What a device sends at once: the reading it has just made, or the first ones of its buffer. A cell has one such cursor, filled
// anew for each, so that nothing is made per message; it is handed down, and means nothing once the call is over.
import { ReadingFlag } from "../../event/vocabulary.js";
import type { GroupModel } from "./group-model.js";
import { ReadingInHand } from "./reading-in-hand.js";

/** A bounded first-in first-out list of readings: sensed ms, value, seq, flags, four numbers each. */
export interface ReadingQueue {
  head: number;
  /** Readings of the paced frame that is under way, from the head; 0 none. */
  frame: number;
  items: number[];
}

/** Numbers per reading: sensed ms, value, seq, flags. */
export const FIELDS = 4;
export const VALUE = 1;
export const SEQ = 2;
export const FLAGS = 3;

const NOTHING_WAITS: readonly number[] = [];

/** The reading in hand is the only one, or the one that {@link Frame.turnTo} has named. */
export class Frame extends ReadingInHand {
  sentMs = 0.5;
  /** Readings in it. */
  count = 1;
  /** It carries an alarm: of a batch, alarms come first. */
  isAlarm = false;
  /** How much later than a lone reading that gets through at the first try, ms: pauses between tries, more on air. */
  lateMs = 0.5;
  /** {@link ReadingFlag.duplicate} once a try of it has got through. */
  repeat = 0;
  /** Where those of a buffer stand, the first one at `head`; of a fresh reading nothing. */
  private items = NOTHING_WAITS;
  private head = 0;

  /** A device begins to send; what, the next call says. */
  of(device: number, group: GroupModel): this {
    this.device = device;
    this.group = group;
    return this;
  }

  /** One reading that is sensed and sent now. */
  takeFresh(value: number, seq: number, nowMs: number): this {
    this.begin(nowMs);
    this.sensedMs = nowMs;
    this.value = value;
    this.seq = seq;
    this.flags = 0;
    this.isAlarm = false;
    this.items = NOTHING_WAITS;
    this.count = 1;
    return this;
  }

  /** The first `count` readings of a buffer. */
  takeWaiting({ items, head }: ReadingQueue, count: number, nowMs: number): this {
    this.begin(nowMs);
    this.items = items;
    this.head = head;
    this.count = count;
    this.turnTo(0);
    this.isAlarm = (this.flags & ReadingFlag.alarm) !== 0;
    return this;
  }

  private begin(nowMs: number): void {
    this.sentMs = nowMs;
    this.lateMs = 0;
    this.repeat = 0;
  }

  /** Takes its reading `n` in hand. */
  turnTo(n: number): void {
    const { items } = this;
    if (items === NOTHING_WAITS) return;
    const at = this.head + n * FIELDS;
    this.sensedMs = items[at];
    this.value = items[at + VALUE];
    this.seq = items[at + SEQ];
    this.flags = items[at + FLAGS];
  }

  /** Adds flags to a fresh reading. */
  mark(flags: number): void {
    this.flags |= flags;
    this.isAlarm = (this.flags & ReadingFlag.alarm) !== 0;
  }
}
