// What an exchange over NB-IoT or LTE-M costs a modem that sleeps in between: waking up and connecting, sending (repeated
// in poor coverage), the connection's tail until the network lets go, the active time in which it can be paged. After
// the PPK2 measurements of an nRF9160 by Boaks (2022); repetition factors from the literature (estimates). Left out:
// failed searches, tracking area updates, what the network refuses or changes.
import { REQUEST_BYTES_USUAL } from "./download-habits.js";
import type { RadioSettings } from "./settings.js";
import {
  type Attempt,
  evenWaitMs,
  framesOf,
  PING_WIRE_BYTES,
  type Ping,
  type Transport,
} from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";

export interface Modem {
  /** Wake, synchronise, random access, connect: charge in uA ms and time. */
  setupUAMs: number;
  setupMs: number;
  /** Connected and idle until release, uA; the inactivity timer without and with release assistance (RAI), ms. */
  tailUA: number;
  tailMs: number;
  tailRaiMs: number;
  /** Active time (T3324) after release: paging every second or so, uA. */
  activeUA: number;
  /** Receiving while connected, uA (SARA-N2 46 mA; nRF9160 40-60 mA). */
  receiveUA: number;
  /** One block of a download: LwM2M by CoAP blocks over NB-IoT, a range request over LTE-M. */
  blockBytes: number;
  /** Weakest reference signal that can be used at all, dBm. */
  floorDbm: number;
}

/** Reference signal powers (RSRP) below which coverage class 1 and 2 begin, dBm (MCL 144 / 154 / 164 dB). */
const CLASS_1_DBM = -110;
const CLASS_2_DBM = -120;
/** By coverage class: repetitions of what is sent, of the random access, and the delay they bring. */
const SEND_FACTOR = [1, 4, 15] as const;
const SETUP_FACTOR = [1, 2, 5] as const;
const DELAY_MS = [0, 1_500, 7_000] as const;
/** Charge of one paging window in idle eDRX: 18 to 37 uA at an 82 s cycle, above the 3 uA of sleep. */
const PAGING_UAMS = 2_000_000;
/** Idle without PSM and eDRX: paging every 1.28 to 2.56 s. */
const DRX_UA = 1_100;

/** Active time (T3324) of the measured modem. */
export const PSM_ACTIVE_MS = 8_000;

/** Coverage class 0..2 of a reference signal power. */
export const coverageOf = (rsrpDbm: number): number =>
  rsrpDbm > CLASS_1_DBM ? 0 : rsrpDbm >= CLASS_2_DBM ? 1 : 2;

/**
 * Mean current of staying reachable between exchanges, uA, beyond the twin's own sleep: also where a twin gives the charge of
 * its exchanges, which is over when the modem goes idle.
 */
export const reachableUA = (radio: RadioSettings): number => {
  const { psm, edrxMs } = radio.link;
  if (psm !== null) return 0;
  return edrxMs > 0 ? PAGING_UAMS / edrxMs : DRX_UA;
};

/** Charge of an exchange beyond its sending, uA ms. */
export const exchangeUAMs = (modem: Modem, radio: RadioSettings, coverage: number): number => {
  const { psm, rai } = radio.link;
  const tailMs = rai ? modem.tailRaiMs : modem.tailMs;
  return (
    modem.setupUAMs * SETUP_FACTOR[coverage] + modem.tailUA * tailMs + modem.activeUA * (psm?.activeMs ?? 0)
  );
};

/** What a transport's devices draw usually, and its modem. */
interface CellularFigures {
  usual: UsualRadio;
  modem: Modem;
}

/**
 * A short exchange by the modem's own figures: connect, one small frame, the tail. A twin's own figures are those of a
 * reading (often measured with some hundred bytes both ways), so they are the most it may take.
 */
const pingOf = (
  { usual, modem }: CellularFigures,
  radio: RadioSettings,
  rate: number,
  reading: Attempt,
): Ping => {
  const onceUs = usual.txMs * 1000 + usual.txUsPerByte * PING_WIRE_BYTES;
  const airtimeUs = Math.min(reading.airtimeUs, Math.floor(onceUs * SEND_FACTOR[rate]));
  const { computesReceive, rai, psm } = radio.link;
  return {
    airtimeUs,
    txUAMs: (radio.txUA * airtimeUs) / 1000,
    rxUAMs: Math.min(reading.rxUAMs, exchangeUAMs(modem, radio, rate)),
    awakeMs: computesReceive ? (rai ? modem.tailRaiMs : modem.tailMs) + (psm?.activeMs ?? 0) : radio.rxMs,
  };
};

/** A cellular transport with a modem's figures. The twin's own `transmit` and `receive` overrule them in class 0. */
export const cellular = (usual: UsualRadio, modem: Modem): Transport => ({
  usual,
  settings: ["coverage", "psm", "edrx", "rai", "distance"],
  holdsSession: true,
  billedAs: "sim",
  rates: [0, 1, 2],
  rateName: (rate) => `CE${rate}`,
  fastestRate: () => 0,
  transmitUA: () => usual.txUA,
  idleUA: reachableUA,
  isPaced: false,
  ageBytes: 0,
  rateFor: ({ link }, rssiDbm) =>
    link.coverage >= 0 ? link.coverage : link.distance === null ? 0 : coverageOf(rssiDbm),
  marginDb: (_radio, _rate, rssiDbm) => rssiDbm - modem.floorDbm,
  payloadMaxBytes: (radio) => radio.payloadMaxBytes,
  attempt(radio, rate, payloadBytes) {
    const frames = framesOf(radio, payloadBytes, radio.payloadMaxBytes);
    const wireBytes = payloadBytes + frames * radio.overheadBytes;
    const onceUs = radio.txMs * 1000 * frames + radio.txUsPerByte * wireBytes;
    const airtimeUs = Math.floor(onceUs * SEND_FACTOR[rate]);
    return {
      airtimeUs,
      txUAMs: (radio.txUA * airtimeUs) / 1000,
      rxUAMs: radio.link.computesReceive
        ? exchangeUAMs(modem, radio, rate)
        : radio.rxUA * radio.rxMs * SETUP_FACTOR[rate],
      latencyMs: radio.latencyMs + DELAY_MS[rate] + Math.floor((airtimeUs - onceUs) / 1000),
      frames,
      wireBytes,
      ackBytes: radio.ackBytes,
    };
  },
  ping(radio, rate) {
    return pingOf({ usual, modem }, radio, rate, this.attempt(radio, rate, 0));
  },
  retryWaitMs: evenWaitMs,
  hearsAfterUplinkOnly: (radio) => radio.link.psm !== null,
  // Blocks share one connection: it is set up once, and its tail begins anew with each. Repetition slows both ways.
  download: (radio, rate) => ({
    blockBytes: modem.blockBytes,
    requestBytes: REQUEST_BYTES_USUAL,
    bytesPerS: radio.downlinkBytesPerS / SEND_FACTOR[rate],
    receiveUA: modem.receiveUA,
    connectedMs: radio.link.rai ? modem.tailRaiMs : modem.tailMs,
    requestUs: Math.floor(
      radio.txUsPerByte * (REQUEST_BYTES_USUAL + radio.overheadBytes) * SEND_FACTOR[rate],
    ),
  }),
});
