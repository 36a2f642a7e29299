// LTE-M: a tenth of a second instead of one, ten times the rate, a longer connection, 10 dB less coverage.
import { cellular, type Modem, PSM_ACTIVE_MS } from "./cellular.js";
import type { UsualRadio } from "./usual-radio.js";

const USUAL: UsualRadio = {
  payloadMaxBytes: 128_000,
  overheadBytes: 60,
  ackBytes: 44,
  latencyMs: 120,
  jitterMs: 80,
  lossPpm: 5_000,
  txUA: 250_000,
  txMs: 10,
  txUsPerByte: 27,
  rxUA: 0,
  rxMs: 0,
  retriesMax: 3,
  retryDelayMs: 2_000,
  downlinkBytesPerS: 30_000,
  joinUA: 45_000,
  joinMs: 8_000,
  txPowerDbm: 32,
  frequencyMhz: 800,
  environment: "urban",
  reach: "direct",
  rangeM: 5_000,
  idleUA: 3,
  psmActiveMs: PSM_ACTIVE_MS,
  // 153 mC measured, sending included.
  exchangeUAMs: 150_000_000,
};

export const LTE_M: Modem = {
  setupUAMs: 72_000_000,
  setupMs: 4_000,
  tailUA: 5_000,
  tailMs: 10_000,
  tailRaiMs: 1_000,
  activeUA: 3_500,
  receiveUA: 50_000,
  blockBytes: 16_384,
  floorDbm: -124,
};

export const lteM = cellular(USUAL, LTE_M);
