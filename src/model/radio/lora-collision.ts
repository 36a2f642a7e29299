// Collisions at a LoRa gateway as pure ALOHA: a frame is lost when another of its channel overlaps it that is strong enough to
// spoil it (lora-rejection.ts). What else is on air is known as an offered load: per gateway, factor and strength, an
// exponentially fading sum of airtime; per factor the number of frames, too, so that long frames meet more than short ones.
// Left out: which channel a frame is on (the load spreads evenly), how long frames of one factor differ by strength,
// synchronised starts within the memory's length.
import { MINUTE_MS } from "../../core/duration.js";
import { BIN_DB, FACTORS, FIRST_BIN, FIRST_SHARE, SECOND_SHARE } from "./lora-rejection.js";

/** How long the load remembers: many frames long, short against a storm. */
export const LOAD_MEMORY_MS = MINUTE_MS;
/** Strength bins from the weakest: -140 to -44 dBm. */
const BINS = 32;
const WEAKEST_DBM = -140;
/** After the bins, per factor and for the gateway's own downlinks: frames, and their airtime, us. */
const FRAMES = FACTORS * BINS;
const AIRTIME = FRAMES + FACTORS + 1;
const DOWNLINKS = FACTORS;
const LOAD_SLOTS = AIRTIME + FACTORS + 1;
/**
 * Sums do not fade by themselves: what comes later weighs more, by exp(t / memory), and a look divides by that. After so many
 * memories all is written down anew, long before numbers get too large.
 */
const MEMORIES_MAX = 20;
/** Frames an SX1301 demodulates at once. */
const DEMODULATORS = 8;

/** Chance to survive an offered load of `erlang` (airtime per time on one channel) of frames as long as one's own: exp(-2G). */
export const alohaSurvival = (erlang: number): number => Math.exp(-2 * erlang);

/** Bin of a strength in dBm. */
export const strengthBin = (rssiDbm: number): number => {
  const bin = Math.floor((rssiDbm - WEAKEST_DBM) / BIN_DB);
  return bin < 0 ? 0 : bin >= BINS ? BINS - 1 : bin;
};

/** Chance that all of `servers` are taken at an offered load in erlang (Erlang B, by its recursion). */
export const erlangB = (servers: number, erlang: number): number => {
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (erlang * blocked) / (n + erlang * blocked);
  return blocked;
};

/** A device's frame as its gateway's channels see it. */
export interface OnAir {
  gateway: number;
  /** 7..12. */
  spreading: number;
  rssiDbm: number;
  airtimeUs: number;
  /** Uplink channels that the load around it spreads over. */
  channels: number;
}

export const createOnAir = (): OnAir => ({
  gateway: 0,
  spreading: 7,
  rssiDbm: -0.5,
  airtimeUs: 0.5,
  channels: 1,
});

/** What is on air around gateways: weighted sums, and when the weight of a moment was 1, ms. */
export interface ChannelLoad {
  sums: Float64Array;
  originMs: Float64Array;
}

export const createChannelLoad = (gateways: number): ChannelLoad => ({
  sums: new Float64Array(gateways * LOAD_SLOTS),
  originMs: new Float64Array(gateways),
});

/** The weight of the present moment at a gateway; writes its sums down anew where it has grown too large. */
const weightAt = (load: ChannelLoad, gateway: number, nowMs: number): number => {
  const elapsedMs = nowMs - load.originMs[gateway];
  if (elapsedMs <= MEMORIES_MAX * LOAD_MEMORY_MS) return Math.exp(elapsedMs / LOAD_MEMORY_MS);
  const left = Math.exp(-elapsedMs / LOAD_MEMORY_MS);
  const end = (gateway + 1) * LOAD_SLOTS;
  for (let slot = gateway * LOAD_SLOTS; slot < end; slot++) load.sums[slot] *= left;
  load.originMs[gateway] = nowMs;
  return 1;
};

/** Airtime of a factor's frames that spoil a frame whose strength is in `bin`, and how much longer it is exposed than to itself. */
const rivalsUs = (sums: Float64Array, frame: OnAir, rival: number, bin: number): number => {
  const base = frame.gateway * LOAD_SLOTS;
  const allUs = sums[base + AIRTIME + rival];
  if (allUs === 0) return 0;
  const pair = (frame.spreading - 7) * FACTORS + rival;
  const first = bin + FIRST_BIN[pair];
  const bins = base + rival * BINS;
  let us = 0;
  if (first >= 0 && first < BINS) us += sums[bins + first] * FIRST_SHARE[pair];
  if (first + 1 >= 0 && first + 1 < BINS) us += sums[bins + first + 1] * SECOND_SHARE[pair];
  for (let at = Math.max(0, first + 2); at < BINS; at++) us += sums[bins + at];
  // A frame of length a meets frames of length b that come at rate L / b within a + b.
  return us * (1 + (frame.airtimeUs * sums[base + FRAMES + rival]) / allUs);
};

/**
 * Chance that a frame gets through what else is on air at a gateway: frames that spoil it, demodulators all taken, the gateway
 * sending. Hot: once per LoRa attempt, three exponentials and some 40 additions for each factor in use.
 */
export const gatewaySurvival = (load: ChannelLoad, frame: OnAir, nowMs: number): number => {
  const { sums } = load;
  const { gateway, airtimeUs } = frame;
  const erlangPerUs = 1 / (weightAt(load, gateway, nowMs) * LOAD_MEMORY_MS * 1000);
  const base = gateway * LOAD_SLOTS;
  const bin = strengthBin(frame.rssiDbm);
  let spoilUs = 0;
  let allUs = 0;
  for (let rival = 0; rival < FACTORS; rival++) {
    allUs += sums[base + AIRTIME + rival];
    spoilUs += rivalsUs(sums, frame, rival, bin);
  }
  const sentUs = sums[base + AIRTIME + DOWNLINKS];
  const deafUs = sentUs + airtimeUs * sums[base + FRAMES + DOWNLINKS];
  const spoilt = (spoilUs / frame.channels + deafUs) * erlangPerUs;
  return Math.exp(-spoilt) * (1 - erlangB(DEMODULATORS, allUs * erlangPerUs));
};

/** Adds one frame that weighs `weight` to a row of a gateway: a factor's, or its downlinks'. */
const add = ({ sums }: ChannelLoad, at: number, airtimeUs: number, weight: number): void => {
  sums[at + FRAMES] += weight;
  sums[at + AIRTIME] += airtimeUs * weight;
};

/** Adds a frame of a device, heard or not. */
export const addUplink = (load: ChannelLoad, frame: OnAir, nowMs: number): void => {
  const { gateway, airtimeUs } = frame;
  const weight = weightAt(load, gateway, nowMs);
  const base = gateway * LOAD_SLOTS;
  const factor = frame.spreading - 7;
  add(load, base + factor, airtimeUs, weight);
  load.sums[base + factor * BINS + strengthBin(frame.rssiDbm)] += airtimeUs * weight;
};

/** Adds a downlink of a gateway. */
export const addDownlink = (load: ChannelLoad, gateway: number, airtimeUs: number, nowMs: number): void => {
  add(load, gateway * LOAD_SLOTS + DOWNLINKS, airtimeUs, weightAt(load, gateway, nowMs));
};
