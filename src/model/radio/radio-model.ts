// One device group's radio as the hot loops want it: its transport's answers for every rate, as plain numbers.

import type { RadioTwin } from "../../spec/radio.js";
import type { DeviceTwin } from "../../spec/twin.js";
import { TRANSPORTS } from "../../transport/kinds.js";
import { POWER_STEP_DB, POWER_STEPS_MAX } from "../../transport/lora-spreading.js";
import { type Attempt, type Ping, RATES, type Transport } from "../../transport/transport.js";

const PING_BYTES = 2;

/** How a radio sends: an exchange with all its tries at once, or a frame at a time with silence between. */
export const RadioClass = { atOnce: 0, paced: 1 } as const;
export type RadioClass = (typeof RadioClass)[keyof typeof RadioClass];

/** What one attempt takes: charges of sending and listening in whole nC (uA ms), time on air, bytes on the wire. */
export interface Exchange {
  readonly txNc: number;
  readonly rxNc: number;
  readonly airtimeUs: number;
  readonly wireBytes: number;
}
const NOTHING: Exchange = { txNc: 0, rxNc: 0, airtimeUs: 0, wireBytes: 0 };

const exchangeOf = ({ txUAMs, rxUAMs, airtimeUs, wireBytes }: Attempt): Exchange => ({
  txNc: Math.floor(txUAMs),
  rxNc: Math.floor(rxUAMs),
  airtimeUs,
  wireBytes,
});

/** What a ping costs over a transport. */
export const pingOf = (transport: Transport, radio: RadioTwin, rate: number): Ping => {
  const own = transport.ping?.(radio, rate);
  if (own !== undefined) return own;
  const { airtimeUs, txUAMs, rxUAMs } = transport.attempt(radio, rate, PING_BYTES);
  return { airtimeUs, txUAMs, rxUAMs, awakeMs: radio.rxMs };
};

export class RadioModel {
  readonly transport: Transport;
  readonly twin: RadioTwin;
  readonly payloadBytes: number;
  /** Nothing but a fixed chance of loss: no budget, bursts, pacing or batches. The shortest way. */
  readonly isSimple: boolean;
  readonly kind: RadioClass;
  /** Its frames share their channels with those of others, and collide. */
  readonly collides: boolean;
  readonly hearsAfterUplinkOnly: boolean;
  readonly isConfirmed: boolean;
  readonly batch: RadioTwin["link"]["batch"];
  readonly hasBudget: boolean;
  /** Attempts of one confirmed reading. */
  readonly attemptsMax: number;
  readonly ackBytes: number;
  readonly ackLossPpm: number;
  /** While sending, uA. */
  readonly txUA: number;
  /** What staying reachable adds to the sleep current, uA. */
  readonly idleUA: number;
  /** By rate: one attempt with one reading. */
  readonly single: Exchange[] = Array.from({ length: RATES }, () => NOTHING);
  readonly latencyMs = new Float64Array(RATES);
  readonly frames = new Uint16Array(RATES).fill(1);
  /** By rate: readings that go together at most; 1 without a batch. */
  readonly batchFits = new Uint16Array(RATES).fill(1);
  /** By rate: an acknowledgement's airtime and the charge of hearing it (LoRaWAN; elsewhere part of the exchange). */
  readonly answerUs = new Float64Array(RATES);
  readonly answerNc = new Float64Array(RATES);
  /** How far ADR may lower the power (to 0 dBm at the antenna), and by steps what sending draws, as a share of full power. */
  readonly powerStepsMax: number;
  private readonly powerShare: readonly number[];
  /** By rate: a join request and its accept (LoRaWAN). */
  readonly joinUs = new Float64Array(RATES);
  readonly acceptUs = new Float64Array(RATES);
  /** Speaks MQTT over a connection of its own, which has to be kept alive. */
  readonly holdsSession: boolean;
  /** By rate: a PINGREQ; and how long the radio stays awake after an exchange, ms. */
  readonly pingTxNc = new Float64Array(RATES);
  readonly pingRxNc = new Float64Array(RATES);
  readonly pingAirUs = new Float64Array(RATES);
  awakeMs = 0;

  constructor({ radio, reporting }: DeviceTwin) {
    this.transport = TRANSPORTS[radio.transport];
    this.twin = radio;
    this.txUA = radio.txUA;
    this.payloadBytes = reporting.payloadBytes;
    this.kind = this.transport.isPaced ? RadioClass.paced : RadioClass.atOnce;
    this.collides = this.transport.isPaced;
    this.hearsAfterUplinkOnly = this.transport.hearsAfterUplinkOnly(radio);
    const { distance, burst, batch, fragments } = radio.link;
    this.isSimple = !this.collides && distance === null && burst === null && batch === null && !fragments;
    this.isConfirmed = radio.link.confirmed;
    this.batch = batch;
    this.hasBudget = distance !== null;
    this.attemptsMax = 1 + radio.retriesMax;
    this.ackLossPpm = radio.ackLossPpm;
    this.idleUA = this.transport.idleUA(radio);
    this.holdsSession = this.transport.holdsSession;
    const { txPowerDbm } = radio.link;
    this.powerStepsMax = Math.max(0, Math.min(POWER_STEPS_MAX, Math.floor(txPowerDbm / POWER_STEP_DB)));
    this.powerShare = Array.from(
      { length: POWER_STEPS_MAX + 1 },
      (_, steps) =>
        this.transport.transmitUA(txPowerDbm - POWER_STEP_DB * steps) / this.transport.transmitUA(txPowerDbm),
    );
    const { rates, windows } = this.transport;
    const usual = this.transport.attempt(radio, rates[0], this.payloadBytes);
    this.ackBytes = usual.ackBytes;
    for (const rate of rates) {
      const attempt = this.transport.attempt(radio, rate, this.payloadBytes);
      this.single[rate] = { ...exchangeOf(attempt), wireBytes: usual.wireBytes };
      this.latencyMs[rate] = attempt.latencyMs;
      this.frames[rate] = attempt.frames;
      this.batchFits[rate] = this.fitsOf(rate);
      const ping = pingOf(this.transport, radio, rate);
      this.pingTxNc[rate] = Math.floor(ping.txUAMs);
      this.pingRxNc[rate] = Math.floor(ping.rxUAMs);
      this.pingAirUs[rate] = ping.airtimeUs;
      this.awakeMs = ping.awakeMs;
      if (windows === undefined) continue;
      this.answerUs[rate] = windows.answerUs(radio, rate);
      this.joinUs[rate] = windows.joinUs(radio, rate);
      this.acceptUs[rate] = windows.acceptUs(radio, rate);
      this.answerNc[rate] = Math.floor((radio.rxUA * this.answerUs[rate]) / 1000);
    }
  }

  /**
   * A batch in a frame ends where the frame is full; elsewhere it is an exchange that can be cut. A reading that
   * is cut itself goes alone.
   */
  private fitsOf(rate: number): number {
    const { batch, transport, twin, payloadBytes } = this;
    const { frameRates } = transport;
    if (batch === null || frameRates === undefined) return batch?.max ?? 1;
    const fits = frameRates.readingsIn(transport.payloadMaxBytes(twin, rate), payloadBytes);
    return Math.max(1, Math.min(batch.max, fits));
  }

  /** Charge of sending with ADR's power `steps` below the twin's. */
  txNcAt(txNc: number, steps: number): number {
    return steps === 0 ? txNc : Math.floor(txNc * this.powerShare[steps]);
  }

  /** Charge of listening for a ping's answer after `idleMs` of silence: a part where the radio is still awake. */
  pingListenNc(rate: number, idleMs: number): number {
    const share = this.awakeMs > 0 ? Math.min(1, idleMs / this.awakeMs) : 1;
    return Math.floor(this.pingRxNc[rate] * share);
  }

  /** Payload bytes of `readings` readings together. */
  batchBytes(readings: number): number {
    return this.payloadBytes * readings + this.transport.ageBytes * (readings - 1);
  }

  /** One exchange with `readings` readings in it. */
  exchange(rate: number, readings: number): Exchange {
    return exchangeOf(this.transport.attempt(this.twin, rate, this.batchBytes(readings)));
  }
}
