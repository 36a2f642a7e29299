// MQTT 3.1.1 over TLS on an IP link that is there: PUBLISH and, at QoS 1, PUBACK. Sessions, wills and keep-alives are the
// session's (model/dial.ts) and the broker front's (model/cloud/front.ts).
import { fixedRate } from "./transport.js";

export const mqtt = fixedRate("mqtt", null);
