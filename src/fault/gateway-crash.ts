// gateway.crash: a gateway's software dies. Its operating system ends the connection, so the broker knows at once; what it had
// in memory is lost as without power, its store is not. A watchdog restarts it after `restartAfter`, or somebody when the fault
// ends, if that is earlier. FLT-8.

import { duration } from "../core/params.js";
import { entityFault } from "./fault.js";

export const gatewayCrash = entityFault({
  kind: "gateway.crash",
  says: "a gateway's software dies; it restarts by itself, or when the fault ends",
  seen: "offline with the cause gateway-crash; readings dropped as gateway-crash (open windows) or gateway-down; device.online",
  params: {
    restartAfter: duration("its watchdog restarts it after this; later than the end: only the end does", {
      like: "10m",
      otherwise: "2m",
    }),
  },
  cause: "gateway-crash",
  losesReadings: true,
  strikes: "gateways",
  begin: ({ software }, { restartAfterMs }) => software.crash(restartAfterMs),
  end: ({ software }) => software.restart(),
  isLeft: ({ software }) => software.hasCrashed(),
});
