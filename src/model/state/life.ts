// Moves a device through its lifecycle table, and says so; what the table does not allow is logged and changes nothing.
import { EventKind } from "../../event/event.js";
import { type Cause, causeIndex, LIFECYCLE_STATES } from "../../event/vocabulary.js";
import type { CellState } from "./cell-state.js";
import { excuse } from "./freshness.js";
import { inService, LIFECYCLE_TABLE, type LifecycleEvent } from "./lifecycle.js";

/** Applies one lifecycle event. Returns false, after an audit event, where the table refuses it. */
export const changeLife = (
  cell: CellState,
  device: number,
  event: LifecycleEvent,
  cause: Cause,
  nowMs: number,
): boolean => {
  const from = cell.dev.state[device];
  const to = LIFECYCLE_TABLE.find(from, event);
  if (to < 0) {
    cell.emit(
      EventKind.audit,
      device,
      nowMs,
      from,
      0,
      0,
      `lifecycle refused: ${event} in ${LIFECYCLE_STATES[from]}`,
    );
    return false;
  }
  cell.setState(device, to, nowMs);
  if (!inService(to)) excuse(cell, device, nowMs);
  cell.emit(EventKind.lifecycle, device, nowMs, from, to, causeIndex(cause));
  return true;
};
