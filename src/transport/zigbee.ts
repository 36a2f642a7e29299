// Zigbee (802.15.4, 2.4 GHz) to its coordinator in one hop. Left out: the mesh and its routes.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

// CC2652 at 5 dBm, 250 kbit/s, CSMA-CA; 82 bytes of application payload with security, 45 around it.
const USUAL: UsualRadio = {
  payloadMaxBytes: 82,
  overheadBytes: 45,
  ackBytes: 11,
  latencyMs: 30,
  jitterMs: 40,
  lossPpm: 10_000,
  txUA: 9_700,
  txMs: 3,
  txUsPerByte: 32,
  rxUA: 6_900,
  rxMs: 5,
  retriesMax: 3,
  retryDelayMs: 50,
  downlinkBytesPerS: 2_500,
  joinUA: 6_900,
  joinMs: 2_000,
  txPowerDbm: 5,
  frequencyMhz: 2_440,
  environment: "indoor",
  reach: "gateway",
  rangeM: 40,
  idleUA: 12,
};

/** CC2652 at 250 kbit/s. */
const SENSITIVITY_DBM = -100;
/** Upgrade cluster: an image page request is answered by block responses, each with 17 bytes of header (ZCL 11.13.8). */
const PAGE_BYTES = 1_024;
const BLOCK_HEAD_BYTES = 17;
export const zigbee = fixedRate(USUAL, SENSITIVITY_DBM, {
  download: blocksOf(PAGE_BYTES, BLOCK_HEAD_BYTES),
});
