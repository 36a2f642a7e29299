// link.loss: every attempt of a device is lost with `lossPpm` more than usual. FLT-9.
import type { FaultModel } from "./fault.js";

export const linkLoss: FaultModel = {
  begin(cell, local, params) {
    if (local < cell.devices) cell.dev.lossPpm[local] += params.lossPpm ?? 0;
  },
  end(cell, local, params) {
    if (local < cell.devices) cell.dev.lossPpm[local] -= params.lossPpm ?? 0;
  },
};
