// INF-12: a gateway tells the cloud over its own session whose devices it serves from now on. The cloud answers with the list
// of those it must not serve, where there is one.
import { Attach } from "../../event/uplinks.js";
import { backhaulArrivalMs } from "../session/backhaul.js";
import type { CellState } from "../state/cell-state.js";

const ATTACH_BYTES = 80;

/** Whoever serves the devices at home at `home` says so. */
export const tellAttachment = (cell: CellState, home: number, nowMs: number): void => {
  const k = cell.gw.servedBy[home];
  const atMs = backhaulArrivalMs(cell, k, cell.gatewayLocal(k), nowMs);
  cell.values[cell.shared.bytesUp] += ATTACH_BYTES;
  const row = cell.send(Attach, cell.gatewayLocal(k), atMs, ATTACH_BYTES);
  Attach.home(cell.out.outbox)[row] = cell.entityOf[cell.gatewayLocal(home)];
};
