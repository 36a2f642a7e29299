// Radio path loss by log-distance with log-normal shadowing: PL(d) = PL(d0) + 10 n log10(d/d0) + X. The shadow has a
// part that stays (where the device hangs) and a part that drifts in time (people, vehicles, doors), an
// Ornstein-Uhlenbeck process advanced in closed form over any span. Left out: antenna patterns, terrain, mobility.
import type { RadioEnvironment } from "./settings.js";

export interface Surroundings {
  /** Loss at the reference distance; null: free space at the carrier's frequency. */
  atReferenceDb: number | null;
  referenceM: number;
  exponent: number;
  /** Standard deviation of the shadow that stays. */
  shadowDb: number;
}

/**
 * urban: Oulu, 868 MHz (Petajajarvi 2015). suburban: the campus values of LoRa-CSMA-Sim, shadow our choice. indoor: an
 * office at 2.4 GHz (exponent 3.0-3.5, 6-8 dB). free-space: Friis.
 */
export const SURROUNDINGS: Readonly<Record<RadioEnvironment, Surroundings>> = {
  urban: { atReferenceDb: 128.95, referenceM: 1_000, exponent: 2.32, shadowDb: 7.8 },
  suburban: { atReferenceDb: 83, referenceM: 40, exponent: 2.95, shadowDb: 6 },
  indoor: { atReferenceDb: null, referenceM: 1, exponent: 3.2, shadowDb: 7 },
  "free-space": { atReferenceDb: null, referenceM: 1, exponent: 2, shadowDb: 0 },
};

/** Drift of the shadow in time, dB, and how long it remembers itself; our choice for things that do not move. */
export const DRIFT_DB = 2;
export const DRIFT_MEMORY_MS = 600_000;
/** Spread from frame to frame (fast fading), dB; 2-3 in the literature. */
export const FADING_DB = 2.5;
/** A thermal noise of -174 dBm/Hz and a receiver's noise figure. */
const THERMAL_DBM_PER_HZ = -174;
const NOISE_FIGURE_DB = 6;
/** 20 log10(4 pi / c) with the distance in metres and the frequency in MHz: -27.55 dB. */
const FRIIS_DB = -27.55;

export const log10 = (value: number): number => Math.log(value) / Math.LN10;

/** Median loss at `distanceM` metres (at least 1), dB. */
export const pathLossDb = (surroundings: Surroundings, distanceM: number, frequencyMhz: number): number => {
  const { atReferenceDb, referenceM, exponent } = surroundings;
  const reference = atReferenceDb ?? 20 * log10(referenceM) + 20 * log10(frequencyMhz) + FRIIS_DB;
  return reference + 10 * exponent * log10(Math.max(1, distanceM) / referenceM);
};

/** Noise in a band of `bandwidthKhz`, dBm. */
export const noiseDbm = (bandwidthKhz: number): number =>
  THERMAL_DBM_PER_HZ + 10 * log10(bandwidthKhz * 1000) + NOISE_FIGURE_DB;

/** A distance from a uniform draw, as of devices spread evenly over a ring around their gateway. */
export const ringDistanceM = (minM: number, maxM: number, uniform: number): number =>
  Math.sqrt(minM * minM + uniform * (maxM * maxM - minM * minM));

/**
 * The drifting shadow after `elapsedMs`, in units of its standard deviation: correlation exp(-t/memory) with the value
 * before, unit variance for ever.
 */
export const nextDrift = (previous: number, elapsedMs: number, memoryMs: number, normal: number): number => {
  const kept = Math.exp(-elapsedMs / memoryMs);
  return previous * kept + Math.sqrt(1 - kept * kept) * normal;
};

/** Chance that a standard normal exceeds `x`: Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
export const upperTail = (x: number): number => {
  const at = x < 0 ? -x : x;
  const t = 1 / (1 + 0.2316419 * at);
  const density = 0.3989422804014327 * Math.exp((-at * at) / 2);
  const tail =
    density *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x < 0 ? 1 - tail : tail;
};

/** Chance that a frame with `marginDb` above the receiver's limit fades below it. */
export const fadeChance = (marginDb: number): number => upperTail(marginDb / FADING_DB);
