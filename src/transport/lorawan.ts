// LoRaWAN class A (EU868): time on air by spreading factor, receive windows after each uplink, downlinks only then.
// Unconfirmed frames are sent once; confirmed ones again after ACK_TIMEOUT (2 s +- 1 s), at most 8 times.

import { lorawanAirtimeUs, symbolMs } from "./lora-airtime.js";
import {
  ADR_MARGIN_DB,
  SPREADING_MAX,
  SPREADING_MIN,
  sensitivityDbm,
  spreadingFor,
} from "./lora-spreading.js";
import {
  LORAWAN_AGE_BYTES,
  lorawanBatchFits,
  lorawanPayloadBytes,
  slowestSpreadingFor,
} from "./lorawan-payload.js";
import { noiseDbm } from "./path-loss.js";
import type { RadioSettings } from "./settings.js";
import { sx1276TransmitUA } from "./sx1276.js";
import { framesOf, type Transport } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

/** EU868: 1 % in the band of the usual uplink channels. */
const DUTY_PPM = 10_000;

// SX1276, EU868; receive windows and time on air come from the formula. Transmit time here: SF9, for estimates.
const USUAL: UsualRadio = {
  payloadMaxBytes: lorawanPayloadBytes(7),
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
  dutyCyclePpm: DUTY_PPM,
};

/** Two receive windows of eight symbols, when nothing comes (SX1276: 5 to 8 to detect a preamble). */
const LISTEN_SYMBOLS = 16;
/** A request for a block of an image: command, file, offset of three bytes, what is free. */
const BLOCK_REQUEST_BYTES = 6;
/** A retry waits between half and one and a half of the twin's delay: 3 s gives LoRaWAN's 1 to 3 s and its window. */
const WAIT_SPREAD = 0.5;

/** Airtime of a frame with `payloadBytes` of application payload, us. */
export const frameUs = (radio: RadioSettings, spreading: number, payloadBytes: number): number => {
  const { computesTransmit, bandwidthKhz, codingRate } = radio.link;
  const wireBytes = payloadBytes + radio.overheadBytes;
  return computesTransmit
    ? lorawanAirtimeUs(spreading, bandwidthKhz, codingRate, wireBytes)
    : Math.floor(radio.txMs * 1000 + radio.txUsPerByte * wireBytes);
};

/** Airtime of an acknowledgement, us: a downlink without payload and without CRC is taken with one, 1 symbol group more. */
const answerUs = (radio: RadioSettings, spreading: number): number =>
  lorawanAirtimeUs(spreading, radio.link.bandwidthKhz, radio.link.codingRate, radio.ackBytes);

/** A join request is 23 bytes on air, an accept with a list of channels 33 (LoRaWAN 1.0.3, 6.2). */
const JOIN_BYTES = 23;
const ACCEPT_BYTES = 33;

/** Airtime of a join request and of its accept, us. */
const joinUs = (radio: RadioSettings, spreading: number): number =>
  frameUs(radio, spreading, JOIN_BYTES - radio.overheadBytes);
const acceptUs = (radio: RadioSettings, spreading: number): number =>
  lorawanAirtimeUs(spreading, radio.link.bandwidthKhz, radio.link.codingRate, ACCEPT_BYTES);

export const lorawan: Transport = {
  usual: USUAL,
  settings: ["sf", "adr", "bandwidth", "codingRate", "channels", "distance"],
  // Its network speaks to the broker for it.
  holdsSession: false,
  billedAs: "network-server",
  rates: Array.from({ length: SPREADING_MAX - SPREADING_MIN + 1 }, (_, at) => SPREADING_MIN + at),
  rateName: (rate) => `SF${rate}`,
  fastestRate: (radio) => radio.link.spreading || SPREADING_MIN,
  frameRates: {
    frame: "LoRaWAN frame",
    rate: "spreading factor",
    fastest: SPREADING_MIN,
    payloadBytes: lorawanPayloadBytes,
    slowestFor: slowestSpreadingFor,
    readingsIn: lorawanBatchFits,
  },
  windows: { answerUs, joinUs, acceptUs },
  transmitUA: sx1276TransmitUA,
  idleUA: () => 0,
  isPaced: true,
  ageBytes: LORAWAN_AGE_BYTES,
  rateFor(radio, rssiDbm, payloadBytes) {
    const { spreading, bandwidthKhz, fragments } = radio.link;
    if (spreading !== 0) return spreading;
    const slowest = fragments ? SPREADING_MAX : slowestSpreadingFor(payloadBytes);
    return spreadingFor(rssiDbm - noiseDbm(bandwidthKhz), ADR_MARGIN_DB, slowest);
  },
  marginDb: (radio, rate, rssiDbm) => rssiDbm - sensitivityDbm(rate, radio.link.bandwidthKhz),
  payloadMaxBytes: (radio, rate) => Math.min(radio.payloadMaxBytes, lorawanPayloadBytes(rate)),
  attempt(radio, rate, payloadBytes) {
    const most = this.payloadMaxBytes(radio, rate);
    const frames = framesOf(radio, payloadBytes, most);
    const lastBytes = payloadBytes - (frames - 1) * most;
    const airtimeUs = (frames - 1) * frameUs(radio, rate, most) + frameUs(radio, rate, lastBytes);
    const listenMs = radio.link.computesReceive
      ? LISTEN_SYMBOLS * symbolMs(rate, radio.link.bandwidthKhz)
      : radio.rxMs;
    return {
      airtimeUs,
      txUAMs: (radio.txUA * airtimeUs) / 1000,
      rxUAMs: radio.rxUA * listenMs * frames,
      latencyMs: radio.latencyMs + Math.ceil(airtimeUs / 1000),
      frames,
      wireBytes: payloadBytes + frames * radio.overheadBytes,
      ackBytes: radio.ackBytes,
    };
  },
  retryWaitMs: (radio, _attempt, uniform) => Math.floor(radio.retryDelayMs * (WAIT_SPREAD + uniform)),
  hearsAfterUplinkOnly: () => true,
  // Blocks are as long as the answer's data rate allows: link/answer-block.ts.
  download: () => ({ requestBytes: BLOCK_REQUEST_BYTES }),
};
