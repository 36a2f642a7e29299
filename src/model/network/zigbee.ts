// Zigbee (802.15.4, 2.4 GHz) to its coordinator in one hop. Left out: the mesh and its routes.
import { fixedRate } from "./transport.js";

/** CC2652 at 250 kbit/s. */
const SENSITIVITY_DBM = -100;
export const zigbee = fixedRate("zigbee", SENSITIVITY_DBM);
