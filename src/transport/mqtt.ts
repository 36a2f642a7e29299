// MQTT 3.1.1 over TLS on an IP link that is there: PUBLISH and, at QoS 1, PUBACK. Sessions, wills and keep-alives are the
// session's (session/dial.ts) and the broker front's (model/cloud/front/front.ts).
import { fixedRate } from "./transport.js";
import type { UsualRadio } from "./usual-radio.js";
import { WIFI } from "./wifi.js";

// PUBLISH 2 + 2 + topic 30 + packet id 2, PUBACK 4; TCP/IP 40 and TLS record 29 around each.
const USUAL: UsualRadio = {
  ...WIFI,
  payloadMaxBytes: 128_000,
  overheadBytes: 105,
  ackBytes: 73,
  needsBearer: true,
};

export const mqtt = fixedRate(USUAL, null, { holdsSession: true });
