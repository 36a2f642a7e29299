// backhaul.outage: a gateway's way to the cloud is cut. The session dies at once; the broker learns of it by keep-alive.
// FLT-9.
import { entityFault } from "./fault.js";

export const backhaulOutage = entityFault({
  kind: "backhaul.outage",
  says: "gateways lose their way to the cloud; readings wait in their stores",
  seen: "offline with the cause backhaul-outage; fog.queue.depth; readings that come late, or are dropped as store-full",
  alsoCalled: ["gateway.outage", "network.outage"],
  params: {},
  cause: "backhaul-outage",
  strikes: "gateways",
  begin: ({ way }) => way.hold(),
  end: ({ way }) => way.release(),
  isLeft: ({ way }) => way.isHeld(),
});
