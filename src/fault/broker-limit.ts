// broker.limit: the cloud accepts fewer connects, or takes in fewer messages, each second than its profile says. FLT-4.

import { optional, rate } from "../core/params.js";
import { cloudFault } from "./fault.js";

export const brokerLimit = cloudFault({
  kind: "broker.limit",
  says: "the cloud's limits tighten, for everybody; of several the tightest holds",
  seen: "connect.refused (rate); the ingest queue; readings that come late, or are dropped as ingest-overflow",
  params: {
    connectsPerSecond: optional(rate("new sessions", { like: "50/s" })),
    ingestPerSecond: optional(rate("messages taken in", { like: "200/s" })),
  },
  atLeastOne: ["connectsPerSecond", "ingestPerSecond"],
  strikes: "cloud",
  begin: (cloud, limits) => cloud.tighten(limits),
  end: (cloud) => cloud.loosen(),
  isLeft: (cloud) => cloud.isTightened(),
});
