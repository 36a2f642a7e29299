// The digest of a run: a 128-bit multiset hash of its rows. Each row is hashed by itself (MurmurHash3 x86_128 by
// Austin Appleby, public domain) and the hashes are added lane by lane, so order and partition into cells cannot
// show, and a row that comes twice does. Guards against slips, not against an adversary.

const C1 = 0x239b961b;
const C2 = 0xab0e9789 | 0;
const C3 = 0x38b34ae5;
const C4 = 0xa1e38b93 | 0;
const ROW_BYTES = 32;
/** Hash seeds that tell apart rows of numbers and rows with a text. */
const ROW_SEED = 0x10c71;
const TEXT_SEED = 0x7e87;

// Signed words, so that they stay small integers inside the engine.
const floats = new Float64Array(3);
const words = new Int32Array(floats.buffer);

/** Sum of row hashes; see {@link Digest.add}. */
export class Digest {
  /** The four lane sums, mod 2^32: what travels between threads. */
  readonly lanes = new Uint32Array(4);
  private h1 = 0;
  private h2 = 0;
  private h3 = 0;
  private h4 = 0;

  /**
   * Adds one row. kind and entity are int32; of the numbers every bit counts, but -0 is 0 and all NaN are one. Hot, once
   * per reading: MurmurHash3 over the 32 bytes written out (about 15 ns; {@link addText} is its readable twin).
   */
  add(kind: number, entity: number, atMs: number, a: number, b: number): void {
    floats[0] = canonical(atMs);
    floats[1] = canonical(a);
    floats[2] = canonical(b);
    // First block, from the seed.
    let h1 = ROW_SEED ^ mixed(kind, C1, 15, C2);
    h1 = (Math.imul(rotated(h1, 19) + ROW_SEED, 5) + 0x561ccd1b) | 0;
    let h2 = ROW_SEED ^ mixed(entity, C2, 16, C3);
    h2 = (Math.imul(rotated(h2, 17) + ROW_SEED, 5) + 0x0bcaa747) | 0;
    let h3 = ROW_SEED ^ mixed(words[0], C3, 17, C4);
    h3 = (Math.imul(rotated(h3, 15) + ROW_SEED, 5) + 0x96cd1c35) | 0;
    let h4 = ROW_SEED ^ mixed(words[1], C4, 18, C1);
    h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
    // Second block.
    h1 ^= mixed(words[2], C1, 15, C2);
    h1 = (Math.imul(rotated(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
    h2 ^= mixed(words[3], C2, 16, C3);
    h2 = (Math.imul(rotated(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
    h3 ^= mixed(words[4], C3, 17, C4);
    h3 = (Math.imul(rotated(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
    h4 ^= mixed(words[5], C4, 18, C1);
    h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
    this.takeIn(h1 ^ ROW_BYTES, h2 ^ ROW_BYTES, h3 ^ ROW_BYTES, h4 ^ ROW_BYTES);
  }

  /** Adds one row whose content is a text (by UTF-16 code unit). */
  addText(kind: number, entity: number, atMs: number, text: string): void {
    this.start(TEXT_SEED);
    floats[0] = canonical(atMs);
    this.absorb(kind, entity, words[0], words[1]);
    const units = text.length;
    for (let at = 0; at < units; at += 8) {
      this.absorb(pair(text, at), pair(text, at + 2), pair(text, at + 4), pair(text, at + 6));
    }
    // The length tells a text from the same text with zeros after it.
    this.finish(16 + 2 * units);
  }

  /** Adds the rows another digest has seen (its lanes). */
  merge(other: Uint32Array): void {
    for (let lane = 0; lane < 4; lane++) this.lanes[lane] += other[lane];
  }

  /** 32 hexadecimal digits. */
  hex(): string {
    return Array.from(this.lanes, (lane) => lane.toString(16).padStart(8, "0")).join("");
  }

  private start(seed: number): void {
    this.h1 = this.h2 = this.h3 = this.h4 = seed;
  }

  /** One 16-byte block of MurmurHash3 x86_128. */
  private absorb(k1: number, k2: number, k3: number, k4: number): void {
    let { h1, h2, h3, h4 } = this;
    k1 = Math.imul(k1, C1);
    h1 ^= Math.imul((k1 << 15) | (k1 >>> 17), C2);
    h1 = (Math.imul(((h1 << 19) | (h1 >>> 13)) + h2, 5) + 0x561ccd1b) | 0;
    k2 = Math.imul(k2, C2);
    h2 ^= Math.imul((k2 << 16) | (k2 >>> 16), C3);
    h2 = (Math.imul(((h2 << 17) | (h2 >>> 15)) + h3, 5) + 0x0bcaa747) | 0;
    k3 = Math.imul(k3, C3);
    h3 ^= Math.imul((k3 << 17) | (k3 >>> 15), C4);
    h3 = (Math.imul(((h3 << 15) | (h3 >>> 17)) + h4, 5) + 0x96cd1c35) | 0;
    k4 = Math.imul(k4, C4);
    h4 ^= Math.imul((k4 << 18) | (k4 >>> 14), C1);
    h4 = (Math.imul(((h4 << 13) | (h4 >>> 19)) + h1, 5) + 0x32ac3b17) | 0;
    this.h1 = h1;
    this.h2 = h2;
    this.h3 = h3;
    this.h4 = h4;
  }

  /** MurmurHash3's finish, then the lanes take the row in. */
  private finish(bytes: number): void {
    this.takeIn(this.h1 ^ bytes, this.h2 ^ bytes, this.h3 ^ bytes, this.h4 ^ bytes);
  }

  private takeIn(h1: number, h2: number, h3: number, h4: number): void {
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = avalanche((h2 + h1) | 0);
    h3 = avalanche((h3 + h1) | 0);
    h4 = avalanche((h4 + h1) | 0);
    h1 = avalanche(h1);
    h1 = (h1 + h2 + h3 + h4) | 0;
    const lanes = this.lanes;
    lanes[0] += h1;
    lanes[1] += h2 + h1;
    lanes[2] += h3 + h1;
    lanes[3] += h4 + h1;
  }
}

const rotated = (h: number, by: number): number => (h << by) | (h >>> (32 - by));

// Written out, not made of `rotated`: the compiler inlines only so much into one function.
const mixed = (k: number, factor: number, by: number, second: number): number => {
  const product = Math.imul(k, factor);
  return Math.imul((product << by) | (product >>> (32 - by)), second);
};

/** MurmurHash3 fmix32. */
function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** -0 becomes 0, and a NaN the NaN: neither survives every way of writing numbers down. */
const canonical = (value: number): number => (Number.isNaN(value) ? Number.NaN : value + 0);

/** Two code units as one word; beyond the end 0. */
const pair = (text: string, at: number): number =>
  at + 1 < text.length
    ? text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
    : at < text.length
      ? text.charCodeAt(at)
      : 0;
