// Moves a device through its lifecycle table, and says so; what the table does not allow is logged and changes nothing.
import { Events } from "../../event/events.js";
import { type Cause, causeIndex, LIFECYCLE_STATES } from "../../event/vocabulary.js";
import type { CellState } from "./cell-state.js";
import { excuse } from "./freshness.js";
import { inService, LIFECYCLE_TABLE, type LifecycleEvent } from "./lifecycle.js";

/** What the record says caused it. */
const CAUSE: Readonly<Record<LifecycleEvent, Cause>> = {
  "first-contact": "first-contact",
  provisioned: "provisioned",
  "low-battery": "low-battery",
  "battery-recovered": "battery-recovered",
  "enter-maintenance": "command",
  "leave-maintenance": "command",
  decommission: "decommissioned",
};

/** Applies one lifecycle event. Returns false, after an audit event, where the table refuses it. */
export const changeLife = (
  cell: CellState,
  device: number,
  event: LifecycleEvent,
  nowMs: number,
): boolean => {
  const from = cell.dev.state[device];
  const to = LIFECYCLE_TABLE.find(from, event);
  if (to < 0) {
    const note = `lifecycle refused: ${event} in ${LIFECYCLE_STATES[from]}`;
    cell.emit(Events.audit, device, nowMs, { note });
    return false;
  }
  cell.setState(device, to, nowMs);
  if (!inService(to)) excuse(cell, device, nowMs);
  cell.emit(Events.lifecycle, device, nowMs, {
    fromState: from,
    toState: to,
    cause: causeIndex(CAUSE[event]),
  });
  return true;
};
