// LTE-M: a tenth of a second instead of one, ten times the rate, a longer connection, 10 dB less coverage.
import { cellular, LTE_M } from "./cellular.js";

export const lteM = cellular(LTE_M);
