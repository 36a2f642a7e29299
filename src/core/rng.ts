// Keyed random numbers: threefry2x32 with 20 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC11; Random123). A draw depends on its key and counter alone, so no device can disturb another's luck, and any
// draw can be repeated without the ones before it. Not for cryptography.
import seedrandom from "seedrandom";
import { assert } from "./assert.js";

/** A 64-bit key as two uint32. */
export interface StreamKey {
  k0: number;
  k1: number;
}

/** Draws per (index, purpose): counters run below this. */
export const RANDOM_COUNTERS = 16_777_216;
/** Purposes per key. */
export const RANDOM_PURPOSES = 256;

/** Skein's key schedule parity constant, low 32 bits. */
const PARITY = 0x1bd11bda;
const TWO_PI = 2 * Math.PI;
const UINT32_RANGE = 4294967296;
const PER_UINT32 = 1 / UINT32_RANGE;
const PER_UINT53 = 1 / 9007199254740992;
/** uint32 steps per millionth. */
const STEPS_PER_PPM = 4294.967296;

const ROUNDS = 20;
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];

/** One threefry2x32-20 block: key (k0, k1), counter (c0, c1), all uint32, into out[0..1]. The readable twin of `draw`. */
export function threefry2x32(k0: number, k1: number, c0: number, c1: number, out: Uint32Array): void {
  const key = [k0 | 0, k1 | 0, k0 ^ k1 ^ PARITY];
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  for (let round = 0; round < ROUNDS; round++) {
    const left = ROTATIONS[round % 8];
    a = (a + b) | 0;
    b = ((b << left) | (b >>> (32 - left))) ^ a;
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    a = (a + key[injection % 3]) | 0;
    b = (b + key[(injection + 1) % 3] + injection) | 0;
  }
  out[0] = a;
  out[1] = b;
}

/** The run's key from the scenario's seed phrase (any text): the first 64 bits seedrandom makes of it. */
export function seedKey(seed: string): StreamKey {
  // Two traps of seedrandom's key schedule: it sees the low byte of a character only, so the phrase goes in as UTF-8
  // bytes; and it repeats a short key, so "7" and "77" would be one seed without the length in front.
  const bytes = new TextEncoder().encode(seed);
  let phrase = `${bytes.length}:`;
  for (const byte of bytes) phrase += String.fromCharCode(byte);
  const random = seedrandom(phrase);
  const k0 = random.int32() >>> 0;
  const k1 = random.int32() >>> 0;
  return { k0, k1 };
}

/**
 * The key of a part of the world below `parent`, by name ("group/harbour"). Different labels, and the same label below
 * different parents, give independent keys. A hash of Davies-Meyer shape: threefry keyed by the parent, xor the block.
 */
export function deriveKey(parent: StreamKey, label: string): StreamKey {
  const out = new Uint32Array(2);
  // Flipped so that a derived key never equals a draw made with the parent.
  let k0 = ~parent.k0 >>> 0;
  let k1 = parent.k1;
  const units = label.length;
  for (let at = 0; at < units; at += 4) {
    const c0 = codeUnit(label, at) | (codeUnit(label, at + 1) << 16);
    const c1 = codeUnit(label, at + 2) | (codeUnit(label, at + 3) << 16);
    threefry2x32(k0, k1, c0, c1, out);
    k0 = (out[0] ^ c0) >>> 0;
    k1 = (out[1] ^ c1) >>> 0;
  }
  threefry2x32(k0, k1, units, 0xffffffff, out);
  return { k0: out[0], k1: out[1] };
}

const codeUnit = (text: string, at: number): number => (at < text.length ? text.charCodeAt(at) : 0);

/**
 * Random access to the draws of one key. `draw` picks a block of 64 bits; the transforms read the last block and
 * change nothing, so one draw gives one value: two values of one block are not independent.
 */
export class KeyedRandom {
  // All fields start as small integers: a declared field without a value starts as undefined and makes draws half as fast.
  private readonly k0: number = 0;
  private readonly k1: number = 0;
  private readonly k2: number = 0;
  // Signed, so that they stay small integers inside the engine.
  private w0 = 0;
  private w1 = 0;

  constructor(key: StreamKey) {
    this.k0 = key.k0 | 0;
    this.k1 = key.k1 | 0;
    this.k2 = this.k0 ^ this.k1 ^ PARITY;
  }

  /**
   * Chooses the block (index, purpose, counter): `index` an entity within the key (uint32), `purpose` 0..255 says what
   * the draw decides, `counter` 0..2^24-1 how often it was decided before. Hot: 20 rounds unrolled, no allocation; about
   * one and a half times the bare rounds in a loop (11.5 against 7.5 ns at 2.6 GHz).
   */
  draw(index: number, purpose: number, counter: number): void {
    assert(counter >>> 24 === 0, "random counter must be from 0 to 2^24 - 1");
    assert(purpose >>> 8 === 0, "random purpose must be from 0 to 255");
    const c0 = index | 0;
    const c1 = (purpose << 24) | counter;
    const k0 = this.k0;
    const k1 = this.k1;
    const k2 = this.k2;
    let a = (c0 + k0) | 0;
    let b = (c1 + k1) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 1) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 2) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k0) | 0;
    b = (b + k1 + 3) | 0;
    a = (a + b) | 0;
    b = ((b << 17) | (b >>> 15)) ^ a;
    a = (a + b) | 0;
    b = ((b << 29) | (b >>> 3)) ^ a;
    a = (a + b) | 0;
    b = ((b << 16) | (b >>> 16)) ^ a;
    a = (a + b) | 0;
    b = ((b << 24) | (b >>> 8)) ^ a;
    a = (a + k1) | 0;
    b = (b + k2 + 4) | 0;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    a = (a + b) | 0;
    b = ((b << 15) | (b >>> 17)) ^ a;
    a = (a + b) | 0;
    b = ((b << 26) | (b >>> 6)) ^ a;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    a = (a + k2) | 0;
    b = (b + k0 + 5) | 0;
    this.w0 = a | 0;
    this.w1 = b | 0;
  }

  /** The block's first word, uint32. */
  get word0(): number {
    return this.w0 >>> 0;
  }

  /** The block's second word, uint32. */
  get word1(): number {
    return this.w1 >>> 0;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.w0 >>> 5) * 67108864 + (this.w1 >>> 6)) * PER_UINT53;
  }

  /** Standard normal by Box-Muller from the two words; at most 6.7 away from 0. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(((this.w0 >>> 0) + 0.5) * PER_UINT32));
    return radius * Math.cos(TWO_PI * PER_UINT32 * (this.w1 >>> 0));
  }

  /** Exponential with the given mean, from 0 to about 37 means. */
  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform());
  }

  /** exp of a normal with mean `mu` and standard deviation `sigma`; the median is exp(mu). */
  lognormal(mu: number, sigma: number): number {
    return Math.exp(mu + sigma * this.normal());
  }

  /** True with a chance of `ppm` millionths (0 never, 1,000,000 always). */
  chancePpm(ppm: number): boolean {
    return this.w0 >>> 0 < Math.floor(ppm * STEPS_PER_PPM);
  }

  /** A whole number in 0..boundExclusive-1; bound 1..2^32, bias below 2^-21. */
  int(boundExclusive: number): number {
    assert(boundExclusive >= 1 && boundExclusive <= UINT32_RANGE, "random bound out of range");
    return Math.floor(this.uniform() * boundExclusive);
  }
}
