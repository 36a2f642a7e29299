// Where a sensor's readings usually are, and how far they scatter: exponentially weighted, two figures a device. What is far off
// is learned as if it were only a little off, so a few wild readings move neither (Huber's clipping; it bears up to about a
// quarter of wild ones). Of normal noise the spread is its standard deviation.
import type { Memory, ReadingLook } from "./detector.js";

export const ROBUST = { level: "f64", spread: "f32" } as const;
type Robust = Memory<typeof ROBUST>;
/** The spread is taken for no less: sensors show steps of their own. */
interface Bounds {
  least: number;
}

/** Further off than so many spreads is no further. */
const CLIP = 3;
/** While a reading weighs more than this there is no spread yet to hold it against. */
const CLIPPED_BELOW = 1 / 8;
/** Standard deviation of normal noise by its mean distance. */
const BY_DISTANCE = Math.sqrt(Math.PI / 2);

/** How far off a reading is, in spreads. */
export const spreadsOff = (
  { level, spread }: Robust,
  { device, value }: ReadingLook,
  { least }: Bounds,
): number => (value - level[device]) / Math.max(spread[device], least);

/** As far off as it counts. */
export const clipped = (off: number): number => Math.max(-CLIP, Math.min(CLIP, off));

/** Learns a reading. @param weight 1: everything before is forgotten */
export const learn = (robust: Robust, look: ReadingLook, weight: number, bounds: Bounds): void => {
  const { level, spread } = robust;
  const { device } = look;
  const off = spreadsOff(robust, look, bounds);
  const step = (weight < CLIPPED_BELOW ? clipped(off) : off) * Math.max(spread[device], bounds.least);
  level[device] += weight * step;
  if (weight < 1) spread[device] += weight * (Math.abs(step) * BY_DISTANCE - spread[device]);
};
