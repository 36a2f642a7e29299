// Which spreading factor a LoRa link bears, and how the network's adaptive data rate (ADR) finds it. SNR limits after
// Semtech (SX1276 table 13); the network side is the common algorithm of LoRaWAN's ADR: best SNR of the last 20 frames
// less a margin, one factor per 3 dB. Left out: power steps of ADR, channel masks, 500 kHz rates.
import { noiseDbm } from "./path-loss.js";

export const SPREADING_MIN = 7;
export const SPREADING_MAX = 12;
/** Least SNR at which a frame can be read, dB, factors 7..12. */
const SNR_LIMIT_DB = [-7.5, -10, -12.5, -15, -17.5, -20] as const;
/** What the network keeps above the limit, dB (its usual "installation margin"). */
export const ADR_MARGIN_DB = 10;
/** Frames the network looks at before it decides. */
export const ADR_FRAMES = 20;
const ADR_STEP_DB = 3;
/** Frames without any answer before a device asks (64) and then steps down by itself (32 later, and every 32). */
export const ADR_SILENCE_FRAMES = 96;
export const ADR_SILENCE_STEP = 32;

/** Least readable SNR of a factor 7..12, dB. */
export const snrLimitDb = (spreading: number): number => SNR_LIMIT_DB[spreading - SPREADING_MIN];

/** Weakest signal a receiver reads, dBm: noise plus the factor's limit. SF7 at 125 kHz: -124.5. */
export const sensitivityDbm = (spreading: number, bandwidthKhz: number): number =>
  noiseDbm(bandwidthKhz) + snrLimitDb(spreading);

/** The fastest factor that keeps `marginDb` above its limit at `snrDb`, at most `slowest`; `slowest` where none does. */
export const spreadingFor = (snrDb: number, marginDb: number, slowest: number = SPREADING_MAX): number => {
  for (let spreading = SPREADING_MIN; spreading < slowest; spreading++)
    if (snrDb - marginDb >= snrLimitDb(spreading)) return spreading;
  return slowest;
};

/** ADR, network side: the factor after {@link ADR_FRAMES} frames of which the best had `bestSnrDb`. Never slower. */
export const adrSpreading = (spreading: number, bestSnrDb: number): number => {
  const spareDb = bestSnrDb - snrLimitDb(spreading) - ADR_MARGIN_DB;
  const steps = Math.floor(spareDb / ADR_STEP_DB);
  return steps <= 0 ? spreading : Math.max(SPREADING_MIN, spreading - steps);
};
