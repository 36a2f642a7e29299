// NB-IoT: narrow, slow, deep coverage; release assistance is usual, so the connection ends a second after the last byte.
import { cellular, NB_IOT } from "./cellular.js";

export const nbIot = cellular(NB_IOT);
