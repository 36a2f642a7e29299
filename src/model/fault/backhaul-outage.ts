// backhaul.outage: a gateway's way to the cloud is cut. The session dies at once; the broker learns of it by keep-alive.
// FLT-9.
import { sessionCut } from "./session-cut.js";

export const backhaulOutage = sessionCut("backhaul-outage");
