// One sensor under one detector: readings go in, what the detector says of them comes out.
import { deriveKey, KeyedRandom, seedKey } from "../../src/core/rng.js";
import { createMemory, type Detector, type ReadingLook, Verdict } from "../../src/detector/detector.js";

interface Said {
  /** Number of the reading. */
  at: number;
  isFound: boolean;
  measured: number;
}

const EVERY_MS = 60_000;

/** A look at a reading of which nothing is known yet. */
export const newReadingLook = (): ReadingLook => ({
  device: 0,
  nowMs: 0,
  value: 0,
  sensedMs: 0,
  silentMs: 0,
  isFound: false,
  measured: 0,
});

/** What a detector says of these readings, one a minute, as it says it. */
export function* saidOf(
  { onValue, memory }: Pick<Detector, "onValue" | "memory">,
  figures: Readonly<Record<string, number>>,
  values: Iterable<number>,
): Generator<Said> {
  const kept = createMemory(memory, 1);
  const look = newReadingLook();
  let at = 0;
  for (const value of values) {
    look.nowMs = at * EVERY_MS;
    look.sensedMs = look.nowMs;
    look.value = value;
    const verdict = onValue?.(look, kept, figures);
    if (verdict !== Verdict.unchanged) {
      look.isFound = verdict === Verdict.found;
      yield { at, isFound: look.isFound, measured: look.measured };
    }
    at++;
  }
}

/** All of it. */
export const watched = (...given: Parameters<typeof saidOf>): Said[] => [...saidOf(...given)];

/** Normal noise of deviation 1, the same for the same seed. */
export const noise = (seed: string): ((at: number) => number) => {
  const random = new KeyedRandom(deriveKey(seedKey(seed), "noise"));
  return (at) => random.normal(0, 0, at);
};

/** `count` values by their number. */
export function* values(count: number, value: (at: number) => number): Generator<number> {
  for (let at = 0; at < count; at++) yield value(at);
}

/** One tail of the normal distribution (Abramowitz and Stegun 26.2.17, 7.5e-8). */
export const normalTail = (z: number): number => {
  const t = 1 / (1 + 0.2316419 * z);
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (poly * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
};
