// How long a gateway's messages take to the cloud.
import { UPLINK_MIN_MS } from "../actor.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";

/** Arrival time at the cloud of what gateway `k` sends now. */
export const backhaulArrivalMs = (cell: CellState, k: number, nowMs: number): number => {
  const entity = cell.entityOf[cell.devices + k] - cell.plan.deviceCount;
  cell.sess.packetMs[cell.devices + k] = nowMs;
  const model = cell.gatewayModels[k];
  model.random.draw(entity - model.first, Purpose.latency, cell.sess.outSeq[cell.devices + k] & 0xffffff);
  const { backhaulLatencyMs, backhaulJitterMs } = model.twin;
  return (
    nowMs + Math.max(UPLINK_MIN_MS, backhaulLatencyMs + Math.floor(model.random.uniform() * backhaulJitterMs))
  );
};
