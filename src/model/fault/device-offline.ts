// device.offline and recorded outages: the device runs on but its radio reaches nobody; readings wait in its buffer. FLT-1.
import { EventKind } from "../../event/event.js";
import { causeIndex } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { Power } from "../device/columns.js";
import { refreshOnline, tryProvision } from "../device/presence.js";
import { resumeBuffer } from "../device/transport.js";
import { dialAfter, loseSession } from "../dial.js";
import type { FaultModel } from "./fault.js";

const cut = (cell: CellState, device: number, cause: number, nowMs: number): void => {
  if (cell.dev.radioHolds[device]++ > 0) return;
  if (cell.gatewayOf[device] < 0) loseSession(cell, device, cause, false, nowMs);
  refreshOnline(cell, device, cause, nowMs);
};

const mend = (cell: CellState, device: number, nowMs: number): void => {
  if (--cell.dev.radioHolds[device] > 0 || cell.dev.power[device] !== Power.running) return;
  if (cell.gatewayOf[device] < 0) {
    cell.sess.tries[device] = 0;
    dialAfter(cell, device, 1, nowMs);
    return;
  }
  refreshOnline(cell, device, 0, nowMs);
  tryProvision(cell, device, nowMs);
  resumeBuffer(cell, device, nowMs);
};

export const deviceOffline: FaultModel = {
  begin(cell, local, _params, nowMs) {
    if (local < cell.devices) cut(cell, local, causeIndex("fault-offline"), nowMs);
  },
  end(cell, local, _params, nowMs) {
    if (local < cell.devices) mend(cell, local, nowMs);
  },
};

/** SCN-2: replayed from a list of real incidents; begin and end are events with the recorded length. */
export const recordedOutage: FaultModel = {
  begin(cell, local, _params, nowMs) {
    cell.emit(EventKind.recordedOutage, local, nowMs, 1, 0, 0);
    cut(cell, local, causeIndex("recorded-outage"), nowMs);
  },
  end(cell, local, params, nowMs) {
    cell.emit(EventKind.recordedOutage, local, nowMs, 0, params.lengthMs, 0);
    mend(cell, local, nowMs);
  },
};
