// payload.corrupt: `sharePpm` of the readings leave the device unreadable; whoever parses them first puts them aside. FLT-5.
import type { FaultModel } from "./fault.js";

export const payloadCorrupt: FaultModel = {
  begin(cell, local, params) {
    if (local < cell.devices) cell.dev.corruptPpm[local] += params.sharePpm ?? 0;
  },
  end(cell, local, params) {
    if (local < cell.devices) cell.dev.corruptPpm[local] -= params.sharePpm ?? 0;
  },
};
