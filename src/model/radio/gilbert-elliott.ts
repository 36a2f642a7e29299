// Bursty loss after Gilbert: a link is in a good state (nothing lost) or a bad one (everything lost), and remembers it.
// Given as people measure it: the share delivered and the mean length of a burst, in attempts or in time.
// Elliott's losses inside the good state come from the link's other causes (fading, collisions).

export interface Burst {
  /** Mean length of a run of lost attempts; 0 where the length is in time. */
  meanAttempts: number;
  /** Mean length of a bad spell, ms; 0 where the length is in attempts. */
  meanMs: number;
}

/** The classic two-state chain, per attempt. */
export interface GilbertChain {
  goodToBad: number;
  badToGood: number;
}

/**
 * The chain with a share `lost` (0..1) in the bad state and bursts of `meanAttempts` (>= 1) on average. Bursts cannot be
 * shorter than lost / (1 - lost): then every good attempt would be followed by a burst.
 */
export const gilbertChain = (lost: number, meanAttempts: number): GilbertChain => {
  if (lost <= 0) return { goodToBad: 0, badToGood: 1 };
  if (lost >= 1) return { goodToBad: 1, badToGood: 0 };
  const badToGood = 1 / Math.max(1, meanAttempts, lost / (1 - lost));
  return { goodToBad: (badToGood * lost) / (1 - lost), badToGood };
};

/** Share of the memory of its state that a chain keeps over one attempt, or over `elapsedMs`. */
export const kept = (burst: Burst, lost: number, elapsedMs: number): number => {
  if (lost <= 0 || lost >= 1) return 0;
  if (burst.meanMs > 0) return Math.exp(-elapsedMs / (burst.meanMs * (1 - lost)));
  const { goodToBad, badToGood } = gilbertChain(lost, burst.meanAttempts);
  return 1 - goodToBad - badToGood;
};

/**
 * Chance of the bad state now, given the state `elapsedMs` (or one attempt) before: pi + (state - pi) x memory, the
 * closed form for both clocks. Over any span the share of bad attempts stays `lost`.
 */
export const badChance = (burst: Burst, lost: number, wasBad: boolean, elapsedMs: number): number =>
  lost + ((wasBad ? 1 : 0) - lost) * kept(burst, lost, elapsedMs);
