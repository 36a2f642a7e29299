// Bluetooth Low Energy to a gateway near by, one connection event per attempt. Left out: advertising, coded PHY, hopping.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

// nRF52 at 0 dBm, 1 Mbit/s, a connection event of 100 ms; ATT value of 244 bytes, 17 around it.
const USUAL: UsualRadio = {
  payloadMaxBytes: 244,
  overheadBytes: 17,
  ackBytes: 10,
  latencyMs: 60,
  jitterMs: 100,
  lossPpm: 10_000,
  txUA: 5_300,
  txMs: 1,
  txUsPerByte: 8,
  rxUA: 5_400,
  rxMs: 2,
  retriesMax: 6,
  retryDelayMs: 100,
  downlinkBytesPerS: 5_000,
  joinUA: 5_400,
  joinMs: 1_500,
  txPowerDbm: 0,
  frequencyMhz: 2_440,
  environment: "indoor",
  reach: "gateway",
  rangeM: 20,
  idleUA: 15,
};

/** nRF52 at 1 Mbit/s. */
const SENSITIVITY_DBM = -95;
/** Objects of a device firmware update over the air: one flash page (Nordic DFU), notification by notification. */
const OBJECT_BYTES = 4_096;
export const ble = fixedRate(USUAL, SENSITIVITY_DBM, { download: blocksOf(OBJECT_BYTES) });
