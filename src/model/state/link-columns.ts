// The state of a cell's radio links: 15 bytes a device, 12 more where links fade and adapt, 9 where losses come in bursts, 4
// where there are alarms; and what is on air around each gateway.
import { type ChannelLoad, createChannelLoad } from "../radio/lora-collision.js";

export interface LinkColumns {
  /** Mean received power, dBm; drift of the shadow in deviations, and the second it was last looked at. */
  rssiDbm: Float32Array;
  drift: Float32Array;
  driftS: Uint32Array;
  /** Burst state, and when it was last looked at, ms. */
  isBad: Uint8Array;
  burstMs: Float64Array;
  /** Earliest next exchange: the duty cycle allows it, and the last one has arrived (one at a time keeps the order). */
  freeMs: Float64Array;
  /** LoRa's spreading factor, a cellular coverage class, else 0. */
  rate: Uint8Array;
  /** Steps of 2 dB by which ADR has lowered the power. */
  powerSteps: Uint8Array;
  /** Frames since the last ADR decision, their best SNR (dB), frames in a row that were not heard. */
  adrFrames: Uint8Array;
  adrBestDb: Int8Array;
  unheard: Uint8Array;
  /** Tries of the reading at the head of the buffer; alarms raised so far. */
  tries: Uint8Array;
  /** Exchanges with the gateway in a row that nobody acknowledged (transports that are not paced). */
  failed: Uint8Array;
  alarms: Int32Array;
  /** Around gateways: airtime, and when each may send again in its two receive windows' bands, ms. */
  load: ChannelLoad;
  answerFreeMs: Float64Array;
}

/** No SNR heard yet. */
export const NO_SNR_DB = -128;

/** Columns that only some links use: empty in a cell without any. */
interface Needs {
  /** Links that are more than a fixed chance of loss: they fade, drift, adapt. */
  fading: boolean;
  /** Losses that come together. */
  bursts: boolean;
  /** Readings beyond a threshold. */
  alarms: boolean;
  /** Frames that share their gateway's channels. */
  channels: boolean;
}

export const createLinkColumns = (devices: number, gateways: number, needs: Needs): LinkColumns => ({
  rssiDbm: new Float32Array(devices),
  drift: new Float32Array(needs.fading ? devices : 0),
  driftS: new Uint32Array(needs.fading ? devices : 0),
  isBad: new Uint8Array(needs.bursts ? devices : 0),
  burstMs: new Float64Array(needs.bursts ? devices : 0),
  freeMs: new Float64Array(devices),
  rate: new Uint8Array(devices),
  powerSteps: new Uint8Array(needs.fading ? devices : 0),
  adrFrames: new Uint8Array(needs.fading ? devices : 0),
  adrBestDb: new Int8Array(needs.fading ? devices : 0).fill(NO_SNR_DB),
  unheard: new Uint8Array(needs.fading ? devices : 0),
  tries: new Uint8Array(devices),
  failed: new Uint8Array(devices),
  alarms: new Int32Array(needs.alarms ? devices : 0),
  load: createChannelLoad(needs.channels ? gateways : 0),
  answerFreeMs: new Float64Array(needs.channels ? 2 * gateways : 0),
});
