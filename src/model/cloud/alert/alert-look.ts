// How often alert rules are looked at in virtual time; a run's length and its metric buckets do not matter.
import { MINUTE_MS } from "../../../core/duration.js";

export const LOOK_EVERY_MS = MINUTE_MS;
