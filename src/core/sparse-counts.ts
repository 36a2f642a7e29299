// Numbers by a whole-number key, for keys that are many and mostly unused: an open-addressed table. What is read out
// comes in the order of the keys, or in that of adding; the size of the table can never show.

const EMPTY = -1;
const LEAST_BITS = 6;
/** Knuth's multiplicative hashing: the golden ratio of 2^32. */
const GOLDEN = 0x9e3779b1;

export class SparseCounts {
  /** Keys held. */
  size = 0;
  private bits = LEAST_BITS;
  private keys = new Int32Array(1 << LEAST_BITS).fill(EMPTY);
  private values = new Float64Array(1 << LEAST_BITS);
  /** The keys as they came. */
  private order = new Int32Array(1 << (LEAST_BITS - 1));

  /** Hot: once for each sample of a latency. Key from 0 to 2^31 - 1. */
  add(key: number, n: number): void {
    const slot = this.slotOf(key);
    if (this.keys[slot] === key) this.values[slot] += n;
    else this.insert(slot, key, n);
  }

  /** Keeps the greatest value of a key. */
  raise(key: number, value: number): void {
    const slot = this.slotOf(key);
    if (this.keys[slot] !== key) this.insert(slot, key, value);
    else if (value > this.values[slot]) this.values[slot] = value;
  }

  /** Keeps the least value of a key. */
  lower(key: number, value: number): void {
    const slot = this.slotOf(key);
    if (this.keys[slot] !== key) this.insert(slot, key, value);
    else if (value < this.values[slot]) this.values[slot] = value;
  }

  /** Visits all, keys ascending. */
  visit(each: (key: number, value: number) => void): void {
    const keys = this.order.subarray(0, this.size).sort();
    for (const key of keys) each(key, this.values[this.slotOf(key)]);
  }

  /** Visits all in the order in which they came, for someone who adds them up. */
  visitUnsorted(each: (key: number, value: number) => void): void {
    for (let at = 0; at < this.size; at++) each(this.order[at], this.values[this.slotOf(this.order[at])]);
  }

  clear(): void {
    if (this.size === 0) return;
    this.keys.fill(EMPTY);
    this.size = 0;
  }

  private slotOf(key: number): number {
    const mask = this.keys.length - 1;
    let slot = Math.imul(key, GOLDEN) >>> (32 - this.bits);
    while (this.keys[slot] !== key && this.keys[slot] !== EMPTY) slot = (slot + 1) & mask;
    return slot;
  }

  private insert(slot: number, key: number, value: number): void {
    if (this.size === this.order.length) {
      this.grow();
      this.insert(this.slotOf(key), key, value);
      return;
    }
    this.keys[slot] = key;
    this.values[slot] = value;
    this.order[this.size++] = key;
  }

  /** Half of the slots stay free, so that a key is found in a step or two. */
  private grow(): void {
    const { keys, values } = this;
    const order = new Int32Array(keys.length);
    order.set(this.order);
    this.order = order;
    this.bits++;
    this.keys = new Int32Array(2 * keys.length).fill(EMPTY);
    this.values = new Float64Array(2 * keys.length);
    for (let at = 0; at < keys.length; at++) {
      if (keys[at] === EMPTY) continue;
      const slot = this.slotOf(keys[at]);
      this.keys[slot] = keys[at];
      this.values[slot] = values[at];
    }
  }
}
