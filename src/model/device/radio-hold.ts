// What keeps a device's radio from reaching anybody, while the device runs on: injected outages, counted, and settings
// no network knows (one bit of the same column, for settings are no fault that ends by itself).

import { assert } from "../../core/assert.js";
import type { CellState } from "../state/cell-state.js";
import { Power } from "../state/power-states.js";
import { refreshOnline } from "./presence.js";
import { lookForWay, loseOwnSession } from "./reconnect.js";

/** A fault's share of the `radioHolds` column; as many outages of one device may overlap as a timeline can hold. */
export const OUTAGE_HOLD = 1;
export const SETTINGS_HOLD = 32_768;
/** The part of the column that faults must have given back at the end of a run. */
export const OUTAGE_HOLDS_MASK = 32_767;

/** The part of the column that counts holds of this kind. */
const holdMask = (hold: number): number => (hold === SETTINGS_HOLD ? SETTINGS_HOLD : OUTAGE_HOLDS_MASK);

/** What cuts a radio off: one of the holds above, and what the record calls it. */
interface RadioHold {
  hold: number;
  cause: number;
}

/** Cuts the radio off. */
export const holdRadio = (
  cell: CellState,
  device: number,
  { hold, cause }: RadioHold,
  nowMs: number,
): void => {
  const wasHeld = cell.dev.radioHolds[device] > 0;
  assert((cell.dev.radioHolds[device] & holdMask(hold)) < holdMask(hold), "a radio is held once too often");
  cell.dev.radioHolds[device] += hold;
  if (wasHeld) return;
  if (cell.gatewayOf[device] < 0) loseOwnSession(cell, device, { cause, isRetrying: false }, nowMs);
  refreshOnline(cell, device, cause, nowMs);
};

/** Takes a hold away; with the last one the device looks for its way again. */
export const releaseRadio = (cell: CellState, device: number, hold: number, nowMs: number): void => {
  assert((cell.dev.radioHolds[device] & holdMask(hold)) !== 0, "a radio is released that was not held");
  cell.dev.radioHolds[device] -= hold;
  if (cell.dev.radioHolds[device] > 0 || cell.dev.power[device] !== Power.running) return;
  lookForWay(cell, device, nowMs);
};
