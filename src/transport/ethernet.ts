// Ethernet: a wire. Left out: switches, queues.
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

// 100BASE-TX: Ethernet 38, TCP/IP 40, MQTT 12.
const USUAL: UsualRadio = {
  payloadMaxBytes: 128_000,
  overheadBytes: 90,
  ackBytes: 82,
  latencyMs: 5,
  jitterMs: 5,
  lossPpm: 100,
  txUA: 60_000,
  txMs: 1,
  txUsPerByte: 0,
  rxUA: 60_000,
  rxMs: 1,
  retriesMax: 5,
  retryDelayMs: 200,
  downlinkBytesPerS: 1_000_000,
  joinUA: 60_000,
  joinMs: 500,
  txPowerDbm: 0,
  frequencyMhz: 0,
  environment: "indoor",
  reach: "either",
  rangeM: 100,
  idleUA: 40_000,
};

export const ethernet = fixedRate(USUAL, null, { holdsSession: true });
