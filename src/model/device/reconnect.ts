// A device loses its session, and looks for its way to the cloud again after a boot (boot.ts) or a radio that was held
// (radio-hold.ts). When it then dials: session/dial.ts.
import { dialAt, endSession, type SessionEnd } from "../session/dial.js";
import type { CellState } from "../state/cell-state.js";
import { refreshOnline, tryProvision } from "./presence.js";

/** A direct device's session ends without a goodbye. */
export const loseOwnSession = (cell: CellState, device: number, end: SessionEnd, nowMs: number): void => {
  endSession(cell, device, end, nowMs);
  refreshOnline(cell, device, end.cause, nowMs);
};

/** A device that runs again, or reaches its radio again, looks for its way to the cloud: its own, or through its gateway. */
export const lookForWay = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.gatewayOf[device] < 0) {
    cell.sess.tries[device] = 0;
    dialAt(cell, device, "looks-for-way", nowMs + 1);
    return;
  }
  refreshOnline(cell, device, 0, nowMs);
  tryProvision(cell, device, nowMs);
};
