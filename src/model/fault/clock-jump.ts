// clock.jump: a device's clock is off by `offsetMs` until the fault ends. SHD-4, FLT-9. Felt by devices that go by their
// clock: those with a shadow property that latest-wins settles.
import type { FaultModel } from "./fault.js";

export const clockJump: FaultModel = {
  begin(cell, local, { params }) {
    cell.clockJumps.set(local, (cell.clockJumps.get(local) ?? 0) + params.offsetMs);
  },
  end(cell, local, { params }) {
    const left = (cell.clockJumps.get(local) ?? 0) - params.offsetMs;
    if (left === 0) cell.clockJumps.delete(local);
    else cell.clockJumps.set(local, left);
  },
  isMarked: (cell, local) => cell.clockJumps.has(local),
};
