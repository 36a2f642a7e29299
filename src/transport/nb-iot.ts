// NB-IoT: narrow, slow, deep coverage; release assistance is usual, so the connection ends a second after the last byte.
import { cellular, type Modem, PSM_ACTIVE_MS } from "./cellular.js";
import type { UsualRadio } from "./usual-radio.js";

// nRF9160 as measured in PSM with release assistance; see cellular.ts for the rest of an exchange.
const USUAL: UsualRadio = {
  payloadMaxBytes: 1_200,
  overheadBytes: 60,
  ackBytes: 44,
  latencyMs: 900,
  jitterMs: 600,
  lossPpm: 10_000,
  txUA: 100_000,
  txMs: 20,
  txUsPerByte: 320,
  rxUA: 0,
  rxMs: 0,
  retriesMax: 3,
  retryDelayMs: 4_000,
  downlinkBytesPerS: 2_000,
  joinUA: 30_000,
  joinMs: 12_000,
  txPowerDbm: 32,
  frequencyMhz: 800,
  environment: "urban",
  reach: "direct",
  rangeM: 8_000,
  idleUA: 3,
  psmActiveMs: PSM_ACTIVE_MS,
  rai: true,
  // 75 mC measured, sending included.
  exchangeUAMs: 70_000_000,
};

export const NB_IOT: Modem = {
  setupUAMs: 27_000_000,
  setupMs: 2_000,
  tailUA: 15_000,
  tailMs: 20_000,
  tailRaiMs: 1_000,
  activeUA: 3_500,
  receiveUA: 46_000,
  blockBytes: 1_020,
  floorDbm: -134,
};

export const nbIot = cellular(USUAL, NB_IOT);
