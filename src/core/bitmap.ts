// Which of 4096 slots are occupied, with a summary level, so that the next occupied slot is found in a few steps.

export const BITMAP_SLOTS = 4096;

export class SlotBitmap {
  private readonly words = new Int32Array(BITMAP_SLOTS / 32);
  /** Bit w tells that word w is not 0. */
  private readonly summary = new Int32Array(BITMAP_SLOTS / 1024);

  set(slot: number): void {
    const word = slot >>> 5;
    this.words[word] |= 1 << (slot & 31);
    this.summary[word >>> 5] |= 1 << (word & 31);
  }

  clear(slot: number): void {
    const word = slot >>> 5;
    if ((this.words[word] &= ~(1 << (slot & 31))) === 0) this.summary[word >>> 5] &= ~(1 << (word & 31));
  }

  clearAll(): void {
    this.words.fill(0);
    this.summary.fill(0);
  }

  /** The first occupied slot at or after `from` (0..4096), or -1. */
  next(from: number): number {
    if (from >= BITMAP_SLOTS) return -1;
    const word = from >>> 5;
    const here = this.words[word] & (-1 << (from & 31));
    if (here !== 0) return (word << 5) + lowestBit(here);
    return this.nextAfterWord(word);
  }

  private nextAfterWord(word: number): number {
    const start = word + 1;
    if (start >= BITMAP_SLOTS / 32) return -1;
    let at = start >>> 5;
    let bits = this.summary[at] & (-1 << (start & 31));
    while (bits === 0) {
      if (++at === BITMAP_SLOTS / 1024) return -1;
      bits = this.summary[at];
    }
    const found = (at << 5) + lowestBit(bits);
    return (found << 5) + lowestBit(this.words[found]);
  }
}

/** Index of the lowest set bit of a non-zero word. */
const lowestBit = (word: number): number => 31 - Math.clz32(word & -word);
