// HTTP/1.1 over TLS, one connection a request with a resumed session: what a POST costs around its payload is in the usual
// values. Left out: connections kept alive, HTTP/2.
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";
import { WIFI } from "./wifi.js";

// HTTP/1.1 over TLS with a connection kept for one request: headers 350, TCP's handshake 120, TLS resumed 400.
const USUAL: UsualRadio = {
  ...WIFI,
  payloadMaxBytes: 128_000,
  overheadBytes: 870,
  ackBytes: 620,
  latencyMs: 60,
  txMs: 12,
  rxMs: 120,
  retryDelayMs: 1_000,
  needsBearer: true,
};

export const http = fixedRate(USUAL, null);
