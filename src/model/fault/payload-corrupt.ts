// payload.corrupt: `sharePpm` of the readings leave the device unreadable; whoever parses them first puts them aside. FLT-5.
// Of the blocks of an update that come down to it, `downlinksPpm` arrive with a bit flipped; the device refuses them.
import type { CellState } from "../cell-state.js";
import type { FaultModel } from "./fault.js";

const harm = (cell: CellState, local: number, ppm: number): void => {
  const total = (cell.harms.get(local) ?? 0) + ppm;
  if (total === 0) cell.harms.delete(local);
  else cell.harms.set(local, total);
};

export const payloadCorrupt: FaultModel = {
  begin(cell, local, params) {
    if (local >= cell.devices) return;
    cell.dev.corruptPpm[local] += params.sharePpm ?? 0;
    harm(cell, local, params.downlinksPpm ?? 0);
  },
  end(cell, local, params) {
    if (local >= cell.devices) return;
    cell.dev.corruptPpm[local] -= params.sharePpm ?? 0;
    harm(cell, local, -(params.downlinksPpm ?? 0));
  },
};
