// What an outage anywhere between an entity and the cloud does to it: its session ends, and nobody answers its dials.
import { type Cause, causeIndex } from "../../event/vocabulary.js";
import { loseSession } from "../gateway/session.js";
import { hold, release } from "../state/holds.js";
import type { FaultModel } from "./fault.js";

/** The fault model of an outage that is booked under `cause`. */
export const sessionCut = (cause: Cause): FaultModel => ({
  begin(cell, local, _action, nowMs) {
    if (hold(cell.sess.holds, local)) loseSession(cell, local, causeIndex(cause), true, nowMs);
  },
  end(cell, local) {
    release(cell.sess.holds, local);
  },
  isMarked: (cell, local) => cell.sess.holds[local] !== 0,
});
