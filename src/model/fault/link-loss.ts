// link.loss: every attempt of a device is lost with `lossPpm` more than usual. FLT-9.
import { assert } from "../../core/assert.js";
import { usualLossPpm } from "../link/attempt.js";
import type { FaultModel } from "./fault.js";

export const linkLoss: FaultModel = {
  begin(cell, local, { params }) {
    cell.dev.lossPpm[local] += params.lossPpm;
  },
  end(cell, local, { params }) {
    assert(cell.dev.lossPpm[local] >= params.lossPpm, "a link loses less than nothing");
    cell.dev.lossPpm[local] -= params.lossPpm;
  },
  isMarked: (cell, local) =>
    local < cell.devices && cell.dev.lossPpm[local] !== usualLossPpm(cell, local, cell.group(local)),
};
