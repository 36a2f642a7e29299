// Bluetooth Low Energy to a gateway near by, one connection event per attempt. Left out: advertising, coded PHY, hopping.
import { fixedRate } from "./transport.js";

/** nRF52 at 1 Mbit/s. */
const SENSITIVITY_DBM = -95;
export const ble = fixedRate("ble", SENSITIVITY_DBM);
