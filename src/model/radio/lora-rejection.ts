// How much of what is on air around a LoRa frame can spoil it: another of its factor unless it is 6 dB weaker (capture), one
// of another factor only when it is 16 to 36 dB stronger (factors are nearly orthogonal). Strengths are known by bins.

/** A frame survives an overlap with one of its own factor when it is this much stronger (Semtech; LoRaSim). */
export const CAPTURE_DB = 6;
/** Width of a strength bin. */
export const BIN_DB = 3;
export const FACTORS = 6;

/**
 * Least advantage over a rival of a factor (columns 7..12) that a frame of a factor (rows 7..12) needs, dB; below 0 the rival
 * may be stronger. Goursaud and Gorce 2015, as LoRa simulators use it; its own factor is {@link CAPTURE_DB}.
 */
const ADVANTAGE_DB = [
  [CAPTURE_DB, -16, -18, -19, -19, -20],
  [-24, CAPTURE_DB, -20, -22, -22, -22],
  [-27, -27, CAPTURE_DB, -23, -25, -25],
  [-30, -30, -30, CAPTURE_DB, -26, -28],
  [-33, -33, -33, -33, CAPTURE_DB, -29],
  [-36, -36, -36, -36, -36, CAPTURE_DB],
] as const;

/** By frame and rival (row * FACTORS + column): bins from the frame's up to the first that counts in part. */
export const FIRST_BIN = new Int8Array(FACTORS * FACTORS);
/** What that bin and the next one count; all stronger ones count in full. */
export const FIRST_SHARE = new Float64Array(FACTORS * FACTORS);
export const SECOND_SHARE = new Float64Array(FACTORS * FACTORS);

// Two strengths, each even within its bin, are apart by the bins' distance and a triangle of one bin to either side.
for (let own = 0; own < FACTORS; own++) {
  for (let rival = 0; rival < FACTORS; rival++) {
    const bins = -ADVANTAGE_DB[own][rival] / BIN_DB;
    const first = Math.floor(bins);
    const part = bins - first;
    FIRST_BIN[own * FACTORS + rival] = first;
    FIRST_SHARE[own * FACTORS + rival] = ((1 - part) * (1 - part)) / 2;
    SECOND_SHARE[own * FACTORS + rival] = 1 - (part * part) / 2;
  }
}
