// cloud.outage: the front answers nobody and every session ends. Felt by all entities with a session of their own, in one
// region or everywhere. FLT-9.
import { entityFault } from "./fault.js";

export const cloudOutage = entityFault({
  kind: "cloud.outage",
  says: "the cloud answers nobody, in one region or everywhere; every session ends",
  seen: "offline with the cause cloud-outage; connect.refused (unavailable); the storm of connects afterwards",
  alsoCalled: ["broker.outage"],
  params: {},
  cause: "cloud-outage",
  strikes: "cloud",
  canBePartial: true,
  feels: () => "session",
  begin: ({ way }) => way.hold(),
  end: ({ way }) => way.release(),
  isLeft: ({ way }) => way.isHeld(),
});
