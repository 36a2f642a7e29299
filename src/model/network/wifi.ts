// Wi-Fi 2.4 GHz at its lowest rates. Left out: rate adaptation, airtime shared with other stations, roaming.
import { fixedRate } from "./transport.js";

/** 802.11n MCS 0 at 20 MHz. */
const SENSITIVITY_DBM = -86;
export const wifi = fixedRate("wifi", SENSITIVITY_DBM);
