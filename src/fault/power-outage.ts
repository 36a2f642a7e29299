// power.outage: whatever lives from the mains goes dark and boots when the power returns, all together or spread over
// `restoreSpread`. Batteries go on, unless the scope is `all` (somebody pulls them). FLT-9, FLT-10.

import { choice, duration } from "../core/params.js";
import { entityFault } from "./fault.js";

const SCOPES = ["mains", "all"];

export const powerOutage = entityFault({
  kind: "power.outage",
  says: "what lives from the mains goes dark, loses its memory, and boots when power returns",
  seen: "offline with the cause power-outage; reboots (power-on); readings dropped as power-outage or gateway-down; the storm of connects afterwards",
  alsoCalled: ["blackout"],
  params: {
    restoreSpread: duration("power comes back to each at a time of its own within this", {
      like: "30s",
      otherwise: "0s",
    }),
    scope: choice("with `all` batteries are pulled, too: everybody feels it", SCOPES),
  },
  cause: "power-outage",
  losesReadings: true,
  strikes: "any",
  feels: ({ scope }) => (SCOPES[scope] === "all" ? "any" : "mains"),
  begin: ({ power }) => power.hold(),
  end: ({ power }, { restoreSpreadMs }) => power.release(restoreSpreadMs),
  isLeft: ({ power }) => power.isHeld(),
});
