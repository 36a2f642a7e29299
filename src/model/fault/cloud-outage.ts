// cloud.outage: the front answers nobody and every session ends. Felt by all entities with a session of their own.
import { causeIndex } from "../../event/vocabulary.js";
import { loseSession } from "../dial.js";
import type { FaultModel } from "./fault.js";

const CAUSE = causeIndex("cloud-outage");

export const cloudOutage: FaultModel = {
  begin(cell, local, _params, nowMs) {
    if (local < cell.devices && cell.gatewayOf[local] >= 0) return;
    cell.sess.holds[local]++;
    loseSession(cell, local, CAUSE, true, nowMs);
  },
  end(cell, local) {
    if (local < cell.devices && cell.gatewayOf[local] >= 0) return;
    cell.sess.holds[local]--;
  },
};
