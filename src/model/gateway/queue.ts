// INF-7: how many messages wait at each gateway, as rows: at the end of its windows, while some wait or waited. A gateway
// that is never cut writes none; one that is cut for months writes a thousand.
import { Events } from "../../event/events.js";
import type { CellState } from "../state/cell-state.js";
import { storedCount } from "./store.js";

/** Rows of one gateway about its queue, over the whole run: where windows are shorter than that, some write none. */
const QUEUE_ROWS_MAX = 1_000;

/** A window of gateway `k` has closed: writes down how many messages waited at most since the row before. */
export const noteQueue = (cell: CellState, k: number, nowMs: number): void => {
  const { gw, plan } = cell;
  const peak = gw.queuePeak[k];
  if (peak === 0) gw.queueRowMs[k] = nowMs;
  if (peak === 0 || nowMs - gw.queueRowMs[k] < plan.scenario.durationMs / QUEUE_ROWS_MAX) return;
  const waiting = storedCount(cell, k);
  cell.emit(Events.gatewayQueue, cell.gatewayLocal(k), nowMs, { sinceMs: gw.queueRowMs[k], peak, waiting });
  gw.queuePeak[k] = waiting;
  gw.queueRowMs[k] = nowMs;
};
