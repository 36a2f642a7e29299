// Wi-Fi 2.4 GHz at its lowest rates. Left out: rate adaptation, airtime shared with other stations, roaming.
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

/** IP traffic of a device on Wi-Fi; MQTT, HTTP and CoAP differ in what they put around a payload. */
export const WIFI = {
  latencyMs: 15,
  jitterMs: 15,
  lossPpm: 5_000,
  txUA: 180_000,
  txMs: 3,
  txUsPerByte: 2,
  rxUA: 85_000,
  rxMs: 20,
  retriesMax: 4,
  retryDelayMs: 500,
  downlinkBytesPerS: 200_000,
  joinUA: 100_000,
  joinMs: 2_000,
  txPowerDbm: 16,
  frequencyMhz: 2_440,
  environment: "indoor",
  reach: "either",
  rangeM: 50,
  idleUA: 1_200,
} as const;

// ESP32: 180 mA at about 16 dBm, DTIM sleep 1.2 mA; MQTT over TCP and TLS: 21 bytes of PUBLISH, 40 + 29 around it.
const USUAL: UsualRadio = { ...WIFI, payloadMaxBytes: 128_000, overheadBytes: 90, ackBytes: 73 };

/** 802.11n MCS 0 at 20 MHz. */
const SENSITIVITY_DBM = -86;
export const wifi = fixedRate(USUAL, SENSITIVITY_DBM, { holdsSession: true });
