// SCN-2: outages replayed from a list of real incidents: as device.offline, but begin and end are events with its name there
// and its length.
import { Events } from "../../event/events.js";
import { causeIndex, endIndex } from "../../event/vocabulary.js";
import { holdRadio, OUTAGE_HOLD, releaseRadio } from "../device/radio-hold.js";
import type { Action, Edge } from "../plan/agenda.js";
import type { CellState } from "../state/cell-state.js";

const CAUSE = causeIndex("recorded-outage");

export const replayOutage = (
  cell: CellState,
  device: number,
  { params, recorded }: Extract<Action, { kind: "recorded-outage" }>,
  { edge, nowMs }: { edge: Edge["edge"]; nowMs: number },
): void => {
  if (edge === "begin") {
    cell.emit(Events.recordedOutage, device, nowMs, { change: endIndex("start"), note: recorded });
    holdRadio(cell, device, { hold: OUTAGE_HOLD, cause: CAUSE }, nowMs);
  } else {
    const told = { change: endIndex("end"), lastedMs: params.lengthMs, note: recorded };
    cell.emit(Events.recordedOutage, device, nowMs, told);
    releaseRadio(cell, device, OUTAGE_HOLD, nowMs);
  }
};
