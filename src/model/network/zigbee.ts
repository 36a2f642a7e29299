// Zigbee (802.15.4, 2.4 GHz) to its coordinator in one hop. Left out: the mesh and its routes.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";

/** CC2652 at 250 kbit/s. */
const SENSITIVITY_DBM = -100;
/** Upgrade cluster: an image page request is answered by block responses, each with 17 bytes of header (ZCL 11.13.8). */
const PAGE_BYTES = 1_024;
const BLOCK_HEAD_BYTES = 17;
export const zigbee = fixedRate("zigbee", SENSITIVITY_DBM, {
  download: blocksOf(PAGE_BYTES, BLOCK_HEAD_BYTES),
});
