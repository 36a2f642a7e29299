// backhaul.outage: the way from an entity with a session of its own (gateway or direct device) to the cloud is cut.
// The session dies at once; the broker learns of it by keep-alive. FLT-9.
import { causeIndex } from "../../event/vocabulary.js";
import { loseSession } from "../dial.js";
import type { FaultModel } from "./fault.js";

const CAUSE = causeIndex("backhaul-outage");
/** A device behind a gateway has no backhaul of its own. */
const hasBackhaul = (gatewayOf: ArrayLike<number>, devices: number, local: number): boolean =>
  local >= devices || gatewayOf[local] < 0;

export const backhaulOutage: FaultModel = {
  begin(cell, local, _params, nowMs) {
    if (!hasBackhaul(cell.gatewayOf, cell.devices, local)) return;
    cell.sess.holds[local]++;
    loseSession(cell, local, CAUSE, true, nowMs);
  },
  end(cell, local) {
    if (hasBackhaul(cell.gatewayOf, cell.devices, local)) cell.sess.holds[local]--;
  },
};
