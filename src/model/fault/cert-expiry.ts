// cert.expiry: the certificate of an entity with a session of its own is no longer valid: the session ends, the front
// refuses to open a new one, until the fault ends (a new certificate). Devices behind a gateway go down with it. FLT-3.
import { causeIndex } from "../../event/vocabulary.js";
import { loseSession } from "../gateway/session.js";
import { hold, release } from "../state/holds.js";
import type { FaultModel } from "./fault.js";

const CAUSE = causeIndex("cert-expired");

export const certExpiry: FaultModel = {
  begin(cell, local, _action, nowMs) {
    if (hold(cell.sess.certHolds, local)) loseSession(cell, local, CAUSE, true, nowMs);
  },
  end(cell, local) {
    release(cell.sess.certHolds, local);
  },
  isMarked: (cell, local) => cell.sess.certHolds[local] !== 0,
};
