// link.loss: every attempt of a device is lost with `loss` more than usual. FLT-9.

import { share } from "../core/params.js";
import { entityFault } from "./fault.js";

export const linkLoss = entityFault({
  kind: "link.loss",
  says: "radio links lose more than usual",
  seen: "messages.retries; readings dropped as link-loss; energy.drained (transmit)",
  alsoCalled: ["link.clog", "network.loss"],
  params: { loss: share("of the attempts, on top of the usual", { like: "20%" }) },
  strikes: "devices",
  begin: ({ loss }, { lossPpm }) => loss.add(lossPpm),
  end: ({ loss }) => loss.takeBack(),
  isLeft: ({ loss }) => loss.isLeft(),
});
