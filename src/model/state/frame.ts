// What a device sends at once: the reading it has just made, or the first ones of its buffer. A cell has one such cursor, filled
// anew for each, so that nothing is made per message; it is handed down, and means nothing once the call is over.
import { ReadingFlag } from "../../event/vocabulary.js";

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

export class Frame {
  device = 0;
  sentMs = 0;
  /** `count` readings from place `head` on, {@link FIELDS} each. */
  items: number[];
  head = 0;
  count = 1;
  /** How much later than a lone reading that gets through at the first try, ms: pauses between tries, more on air. */
  lateMs = 0;
  /** {@link ReadingFlag.duplicate} once a try of it has got through. */
  repeat = 0;
  // Fractions, so that the list holds plain doubles from the start.
  readonly #fresh: number[] = [0.5, 0.5, 0.5, 0.5];

  constructor() {
    this.items = this.#fresh;
  }

  /** One reading that is sensed and sent now. */
  takeFresh(device: number, value: number, seq: number, nowMs: number): this {
    const fresh = this.#fresh;
    fresh[0] = nowMs;
    fresh[VALUE] = value;
    fresh[SEQ] = seq;
    fresh[FLAGS] = 0;
    this.items = fresh;
    this.head = 0;
    this.count = 1;
    return this.begin(device, nowMs);
  }

  /** The first `count` readings of a buffer. */
  takeWaiting(device: number, { items, head }: ReadingQueue, count: number, nowMs: number): this {
    this.items = items;
    this.head = head;
    this.count = count;
    return this.begin(device, nowMs);
  }

  private begin(device: number, nowMs: number): this {
    this.device = device;
    this.sentMs = nowMs;
    this.lateMs = 0;
    this.repeat = 0;
    return this;
  }

  /** The flags of its first reading; of a batch, the alarms come first. */
  get flags(): number {
    return this.items[this.head + FLAGS];
  }

  get isAlarm(): boolean {
    return (this.flags & ReadingFlag.alarm) !== 0;
  }

  /** Adds flags to a fresh reading. */
  mark(flags: number): void {
    this.#fresh[FLAGS] |= flags;
  }
}
