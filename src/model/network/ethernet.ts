// Ethernet: a wire. Left out: switches, queues.
import { fixedRate } from "./transport.js";

export const ethernet = fixedRate("ethernet", null);
