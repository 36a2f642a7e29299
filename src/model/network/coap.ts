// CoAP (RFC 7252): confirmable messages over UDP. The first timeout is 2 to 3 s, each next one double the one before, four
// retransmissions; larger payloads go block by block (RFC 7959, blocks of 1024). Left out: observe, congestion.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";

/** ACK_RANDOM_FACTOR 1.5: a timeout is up to half longer than ACK_TIMEOUT. RFC 7252 4.8. */
const RANDOM_SHARE = 0.5;
/** Doubling stops here; MAX_RETRANSMIT is 4. */
const DOUBLINGS_MAX = 10;
/** Block2 with SZX 6; the CRC takes its bytes from the block. */
const BLOCK_BYTES = 1_020;

export const coap = fixedRate("coap", null, {
  retryWaitMs: (radio, attempt, uniform) =>
    Math.floor(
      radio.retryDelayMs * (1 + RANDOM_SHARE * uniform) * (1 << Math.min(DOUBLINGS_MAX, attempt - 1)),
    ),
  download: blocksOf(BLOCK_BYTES),
});
