// What a data sheet or a measurement says of a transport where a twin does not: limits, frame overhead, currents, times.
// One row per transport; the behaviour is in model/network/<transport>.ts. Sources stand at the rows (docs name the
// sheets); values without one are our choice and are marked so.
import type { RadioEnvironment, TransportName } from "./scenario.js";

export interface RadioDefaults {
  /** Most bytes of payload in one message, without fragmentation. */
  payloadMaxBytes: number;
  /** Bytes around a payload on the wire, and of the acknowledgement that comes back. */
  overheadBytes: number;
  ackBytes: number;
  latencyMs: number;
  jitterMs: number;
  lossPpm: number;
  /** Sending: current, fixed time (medium access, wake), time per byte. */
  txUA: number;
  txMs: number;
  txUsPerByte: number;
  /** Listening after each attempt. */
  rxUA: number;
  rxMs: number;
  retriesMax: number;
  retryDelayMs: number;
  downlinkBytesPerS: number;
  joinUA: number;
  joinMs: number;
  /** Link budget: power of the sender (cellular: of the cell's reference signal), carrier, usual surroundings. */
  txPowerDbm: number;
  frequencyMhz: number;
  environment: RadioEnvironment;
  /** Needs a gateway near by; has a way of its own; or both. */
  reach: "gateway" | "direct" | "either";
  /** How far it carries in its usual surroundings, m (for the automatic choice). */
  rangeM: number;
  /** What the radio draws between messages to stay reachable, uA (for the automatic choice). */
  idleUA: number;
}

/** LoRaWAN EU868: most application bytes by spreading factor 7..12 (Lora-net/LoRaMac-node, RegionEU868). */
const LORAWAN_PAYLOAD_BYTES = [242, 242, 115, 51, 51, 51] as const;

/** Most application bytes of a LoRaWAN frame at a factor 7..12. */
export const lorawanPayloadBytes = (spreading: number): number => LORAWAN_PAYLOAD_BYTES[spreading - 7];

/** The slowest factor whose frames hold `bytes`, or 7 where none does. */
export const slowestSpreadingFor = (bytes: number): number => {
  for (let spreading = 12; spreading > 7; spreading--)
    if (lorawanPayloadBytes(spreading) >= bytes) return spreading;
  return 7;
};

/**
 * Bytes that date a reading within a LoRaWAN batch: its age against the newest one, 16 bits, which the network dates. A
 * frame of one reading has none.
 */
export const LORAWAN_AGE_BYTES = 2;

/** Readings of `payloadBytes` that a frame of `mostBytes` holds with their ages. */
export const lorawanBatchFits = (mostBytes: number, payloadBytes: number): number =>
  Math.floor((mostBytes + LORAWAN_AGE_BYTES) / (payloadBytes + LORAWAN_AGE_BYTES));

/** SX1276 transmit current by power -2..20 dBm, mA (LoRaSim's table; its values above 17 from the data sheet's curve). */
const SX1276_MA = [
  22, 22, 22, 23, 24, 24, 24, 25, 25, 25, 25, 26, 31, 32, 34, 35, 44, 82, 85, 90, 105, 115, 125,
] as const;

/** Transmit current of an SX1276 at `powerDbm` (clamped to -2..20), uA. */
export const sx1276TransmitUA = (powerDbm: number): number =>
  SX1276_MA[Math.min(SX1276_MA.length - 1, Math.max(0, Math.round(powerDbm) + 2))] * 1_000;

/** IP traffic of a device on Wi-Fi; MQTT, HTTP and CoAP differ in what they put around a payload. */
const WIFI = {
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

export const RADIO_DEFAULTS: Readonly<Record<TransportName, RadioDefaults>> = {
  // SX1276, EU868; receive windows and time on air come from the formula. Transmit time here: SF9, for estimates.
  lorawan: {
    payloadMaxBytes: LORAWAN_PAYLOAD_BYTES[0],
    overheadBytes: 13,
    ackBytes: 12,
    latencyMs: 100,
    jitterMs: 50,
    lossPpm: 10_000,
    txUA: sx1276TransmitUA(14),
    txMs: 112,
    txUsPerByte: 4_100,
    rxUA: 10_800,
    rxMs: 70,
    retriesMax: 7,
    retryDelayMs: 3_000,
    downlinkBytesPerS: 150,
    joinUA: 12_000,
    joinMs: 6_000,
    txPowerDbm: 14,
    frequencyMhz: 868,
    environment: "urban",
    reach: "gateway",
    rangeM: 5_000,
    idleUA: 0,
  },
  // nRF9160 as measured in PSM with release assistance; see model/network/cellular.ts for the rest of an exchange.
  "nb-iot": {
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
  },
  "lte-m": {
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
  },
  // ESP32: 180 mA at about 16 dBm, DTIM sleep 1.2 mA; MQTT over TCP and TLS: 21 bytes of PUBLISH, 40 + 29 around it.
  wifi: { ...WIFI, payloadMaxBytes: 128_000, overheadBytes: 90, ackBytes: 73 },
  // 100BASE-TX: Ethernet 38, TCP/IP 40, MQTT 12.
  ethernet: {
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
  },
  // nRF52 at 0 dBm, 1 Mbit/s, a connection event of 100 ms; ATT value of 244 bytes, 17 around it.
  ble: {
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
  },
  // CC2652 at 5 dBm, 250 kbit/s, CSMA-CA; 82 bytes of application payload with security, 45 around it.
  zigbee: {
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
  },
  // The gateway polls: request of 12 bytes, answer of 9 and at most 125 registers; each with TCP/IP's 40.
  "modbus-tcp": {
    payloadMaxBytes: 250,
    overheadBytes: 101,
    ackBytes: 40,
    latencyMs: 20,
    jitterMs: 30,
    lossPpm: 500,
    txUA: 60_000,
    txMs: 1,
    txUsPerByte: 0,
    rxUA: 60_000,
    rxMs: 1,
    retriesMax: 3,
    retryDelayMs: 1_000,
    downlinkBytesPerS: 100_000,
    joinUA: 60_000,
    joinMs: 500,
    txPowerDbm: 0,
    frequencyMhz: 0,
    environment: "indoor",
    reach: "gateway",
    rangeM: 100,
    idleUA: 40_000,
  },
  // RFC 7252: CON with 4 + 4 token + 12 options, UDP/IP 28, DTLS 29; ACK_TIMEOUT 2 s, 4 retransmissions, doubling.
  coap: {
    ...WIFI,
    payloadMaxBytes: 1_024,
    overheadBytes: 77,
    ackBytes: 65,
    retriesMax: 4,
    retryDelayMs: 2_000,
  },
  // HTTP/1.1 over TLS with a connection kept for one request: headers 350, TCP's handshake 120, TLS resumed 400.
  http: {
    ...WIFI,
    payloadMaxBytes: 128_000,
    overheadBytes: 870,
    ackBytes: 620,
    latencyMs: 60,
    txMs: 12,
    rxMs: 120,
    retryDelayMs: 1_000,
  },
  // PUBLISH 2 + 2 + topic 30 + packet id 2, PUBACK 4; TCP/IP 40 and TLS record 29 around each.
  mqtt: { ...WIFI, payloadMaxBytes: 128_000, overheadBytes: 105, ackBytes: 73 },
};
