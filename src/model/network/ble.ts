// Bluetooth Low Energy to a gateway near by, one connection event per attempt. Left out: advertising, coded PHY, hopping.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";

/** nRF52 at 1 Mbit/s. */
const SENSITIVITY_DBM = -95;
/** Objects of a device firmware update over the air: one flash page (Nordic DFU), notification by notification. */
const OBJECT_BYTES = 4_096;
export const ble = fixedRate("ble", SENSITIVITY_DBM, { download: blocksOf(OBJECT_BYTES) });
