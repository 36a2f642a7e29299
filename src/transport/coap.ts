// CoAP (RFC 7252): confirmable messages over UDP. The first timeout is 2 to 3 s, each next one double the one before, four
// retransmissions; larger payloads go block by block (RFC 7959, blocks of 1024). Left out: observe, congestion.
import { blocksOf } from "./download-habits.js";
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";
import { WIFI } from "./wifi.js";

// RFC 7252: CON with 4 + 4 token + 12 options, UDP/IP 28, DTLS 29; ACK_TIMEOUT 2 s, 4 retransmissions, doubling.
const USUAL: UsualRadio = {
  ...WIFI,
  payloadMaxBytes: 1_024,
  overheadBytes: 77,
  ackBytes: 65,
  retriesMax: 4,
  retryDelayMs: 2_000,
  needsBearer: true,
};

/** ACK_RANDOM_FACTOR 1.5: a timeout is up to half longer than ACK_TIMEOUT. RFC 7252 4.8. */
const RANDOM_SHARE = 0.5;
/** Doubling stops here; MAX_RETRANSMIT is 4. */
const DOUBLINGS_MAX = 10;
/** Block2 with SZX 6; the CRC takes its bytes from the block. */
const BLOCK_BYTES = 1_020;

export const coap = fixedRate(USUAL, null, {
  retryWaitMs: (radio, attempt, uniform) =>
    Math.floor(
      radio.retryDelayMs * (1 + RANDOM_SHARE * uniform) * (1 << Math.min(DOUBLINGS_MAX, attempt - 1)),
    ),
  download: blocksOf(BLOCK_BYTES),
});
