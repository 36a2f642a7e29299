// device.offline and recorded outages: the device runs on but its radio reaches nobody; readings wait in its buffer. FLT-1.
import { Events } from "../../event/events.js";
import { causeIndex, endIndex } from "../../event/vocabulary.js";
import { holdRadio, OUTAGE_HOLD, OUTAGE_HOLDS_MASK, releaseRadio } from "../device/radio-hold.js";
import type { FaultModel } from "./fault.js";

export const deviceOffline: FaultModel = {
  begin(cell, local, _action, nowMs) {
    holdRadio(cell, local, OUTAGE_HOLD, causeIndex("fault-offline"), nowMs);
  },
  end(cell, local, _action, nowMs) {
    releaseRadio(cell, local, OUTAGE_HOLD, nowMs);
  },
  isMarked: (cell, local) => local < cell.devices && (cell.dev.radioHolds[local] & OUTAGE_HOLDS_MASK) !== 0,
};

/** SCN-2: replayed from a list of real incidents; begin and end are events with its name there and its length. */
export const recordedOutage: FaultModel = {
  begin(cell, local, { recorded }, nowMs) {
    cell.emit(Events.recordedOutage, local, nowMs, { change: endIndex("start"), note: recorded });
    holdRadio(cell, local, OUTAGE_HOLD, causeIndex("recorded-outage"), nowMs);
  },
  end(cell, local, { params, recorded }, nowMs) {
    cell.emit(Events.recordedOutage, local, nowMs, {
      change: endIndex("end"),
      lastedMs: params.lengthMs,
      note: recorded,
    });
    releaseRadio(cell, local, OUTAGE_HOLD, nowMs);
  },
  isMarked: deviceOffline.isMarked,
};
