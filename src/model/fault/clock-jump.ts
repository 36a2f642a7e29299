// clock.jump: a device's clock is off by `offsetMs` until the fault ends. SHD-4, FLT-9.
import type { FaultModel } from "./fault.js";

export const clockJump: FaultModel = {
  begin(cell, local, params) {
    if (local < cell.devices) cell.clockJumps.set(local, (cell.clockJumps.get(local) ?? 0) + params.offsetMs);
  },
  end(cell, local, params) {
    if (local >= cell.devices) return;
    const left = (cell.clockJumps.get(local) ?? 0) - params.offsetMs;
    if (left === 0) cell.clockJumps.delete(local);
    else cell.clockJumps.set(local, left);
  },
};
