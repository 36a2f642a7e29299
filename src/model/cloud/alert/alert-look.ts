/** Alert rules are looked at this often in virtual time; a run's length and its metric buckets do not matter. */
export const LOOK_EVERY_MS = 60_000;
