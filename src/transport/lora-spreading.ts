// Which spreading factor a LoRa link bears, and how the network's adaptive data rate (ADR) finds it. SNR limits after
// Semtech (SX1276 table 13); the network side is the common algorithm of LoRaWAN's ADR: best SNR of the last 20 frames
// less a margin, one factor or one step of power per 3 dB (as ChirpStack does it). Left out: channel masks, 500 kHz rates.
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
/** One step of transmit power, and how many there are (LoRaWAN EU868: TXPower 0..7, 16 to 2 dBm EIRP). */
export const POWER_STEP_DB = 2;
export const POWER_STEPS_MAX = 7;
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

/** What ADR sets: the factor, and by how many steps the power is below the twin's. */
export interface AdrSetting {
  spreading: number;
  powerSteps: number;
}

/**
 * ADR, network side: the setting after {@link ADR_FRAMES} frames of which the best had `bestSnrDb`. Spare signal buys faster
 * factors first, then less power; missing signal takes power back, never a slower factor (the device sees to that).
 */
export const adrSetting = (now: AdrSetting, bestSnrDb: number, powerStepsMax: number): AdrSetting => {
  const spareDb = bestSnrDb - snrLimitDb(now.spreading) - ADR_MARGIN_DB;
  const steps = Math.floor(spareDb / ADR_STEP_DB);
  if (steps < 0) return { spreading: now.spreading, powerSteps: Math.max(0, now.powerSteps + steps) };
  const faster = Math.min(steps, now.spreading - SPREADING_MIN);
  const powerSteps = Math.min(powerStepsMax, now.powerSteps + steps - faster);
  return { spreading: now.spreading - faster, powerSteps: Math.max(now.powerSteps, powerSteps) };
};
