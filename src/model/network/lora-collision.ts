// Collisions at a LoRa gateway as pure ALOHA: a frame is lost when another of its factor and channel overlaps it, unless
// it is 6 dB stronger (capture). What else is on air is known as an offered load: per gateway, factor and strength, an
// exponentially fading sum of airtime. Left out: interference between factors (16 to 36 dB apart), frames of unequal
// length (the load of short frames among long ones is understated), synchronised starts within the memory's length.

/** A frame survives an overlap when it is this much stronger (Semtech; LoRaSim). */
export const CAPTURE_DB = 6;
/** How long the load remembers: many frames long, short against a storm. */
export const LOAD_MEMORY_MS = 60_000;
/** Strength bins of half that, from the weakest: -140 to -44 dBm. */
const BIN_DB = CAPTURE_DB / 2;
const BINS = 32;
const WEAKEST_DBM = -140;
const FACTORS = 6;
/** Rows after the factors', of one slot each: the gateway's own downlinks, and all uplinks together. */
const DOWNLINKS = FACTORS;
const UPLINKS = FACTORS + 1;
const LOAD_SLOTS = FACTORS * BINS + 2;
/** Per gateway: when each row was brought up to date. */
const LOAD_CLOCKS = FACTORS + 2;
/** Frames an SX1301 demodulates at once. */
const DEMODULATORS = 8;

/** Chance to survive an offered load of `erlang` (airtime per time on one channel): exp(-2G). */
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

/** What is on air around gateways: `sumUs` fading airtime, `sinceMs` when it was last brought up to date. */
export interface ChannelLoad {
  sumUs: Float64Array;
  sinceMs: Float64Array;
}

export const createChannelLoad = (gateways: number): ChannelLoad => ({
  sumUs: new Float64Array(gateways * LOAD_SLOTS),
  sinceMs: new Float64Array(gateways * LOAD_CLOCKS),
});

/** A fading sum of airtime as erlang. */
const erlangOf = (sumUs: number): number => sumUs / (LOAD_MEMORY_MS * 1000);

/** Brings a row up to date and returns its first slot. */
const fade = (load: ChannelLoad, gateway: number, row: number, nowMs: number): number => {
  const clock = gateway * LOAD_CLOCKS + row;
  const first = gateway * LOAD_SLOTS + (row < FACTORS ? row * BINS : FACTORS * BINS + row - FACTORS);
  const elapsedMs = nowMs - load.sinceMs[clock];
  if (elapsedMs <= 0) return first;
  load.sinceMs[clock] = nowMs;
  const left = Math.exp(-elapsedMs / LOAD_MEMORY_MS);
  const end = row < FACTORS ? first + BINS : first + 1;
  for (let slot = first; slot < end; slot++) load.sumUs[slot] *= left;
  return first;
};

/**
 * Chance that a frame gets through what else is on air at a gateway (others of its factor, demodulators all taken, the
 * gateway sending), and adds the frame to the load. Hot: once per LoRa attempt, some 70 multiplications and five
 * exponentials, hence plain numbers.
 * @param spreading 7..12
 * @param channels uplink channels the load spreads over
 * @param answerUs airtime of a typical downlink
 */
export const surviveGateway = (
  load: ChannelLoad,
  gateway: number,
  spreading: number,
  rssiDbm: number,
  airtimeUs: number,
  channels: number,
  answerUs: number,
  nowMs: number,
): number => {
  const { sumUs } = load;
  const first = fade(load, gateway, spreading - 7, nowMs);
  const bin = strengthBin(rssiDbm);
  let rivalsUs = 0;
  for (let slot = first + (bin > 0 ? bin - 1 : 0); slot < first + BINS; slot++) rivalsUs += sumUs[slot];
  // Two bins below, frames are 3 to 9 dB weaker: half of them are within the 6 dB.
  if (bin > 1) rivalsUs += sumUs[first + bin - 2] / 2;
  const all = fade(load, gateway, UPLINKS, nowMs);
  const sent = fade(load, gateway, DOWNLINKS, nowMs);
  let survival = alohaSurvival(erlangOf(rivalsUs) / channels);
  survival *= 1 - erlangB(DEMODULATORS, erlangOf(sumUs[all]));
  // Deaf while it sends: a frame of length a meets one of length b at rate L / b within a + b.
  if (sumUs[sent] > 0) survival *= Math.exp(-erlangOf(sumUs[sent]) * (1 + airtimeUs / answerUs));
  sumUs[first + bin] += airtimeUs;
  sumUs[all] += airtimeUs;
  return survival;
};

/** Adds a downlink of a gateway. */
export const addDownlink = (load: ChannelLoad, gateway: number, airtimeUs: number, nowMs: number): void => {
  load.sumUs[fade(load, gateway, DOWNLINKS, nowMs)] += airtimeUs;
};
