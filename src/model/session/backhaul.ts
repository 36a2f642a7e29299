// How long messages take from a gateway to the cloud.
import { UPLINK_MIN_MS } from "../actor.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";

/** Arrival time at the cloud of what `sender`, a device or the gateway itself, sends now over gateway `k`. */
export const backhaulArrivalMs = (cell: CellState, k: number, sender: number, nowMs: number): number => {
  const { chance, sess } = cell;
  sess.packetMs[cell.gatewayLocal(k)] = nowMs;
  const { backhaulLatencyMs, backhaulJitterMs } = cell.gatewayModels[k].twin;
  const uniform = chance.uniform(sender, Purpose.backhaul, sess.outSeq[sender]);
  return nowMs + Math.max(UPLINK_MIN_MS, backhaulLatencyMs + Math.floor(uniform * backhaulJitterMs));
};
