// payload.corrupt: `sharePpm` of the readings leave the device unreadable; whoever parses them first puts them aside. FLT-5.
import type { CellState } from "../cell-state.js";
import type { FaultModel } from "./fault.js";

const change = (cell: CellState, device: number, byPpm: number): void => {
  const ppm = (cell.corruptPpm.get(device) ?? 0) + byPpm;
  if (ppm === 0) cell.corruptPpm.delete(device);
  else cell.corruptPpm.set(device, ppm);
};

export const payloadCorrupt: FaultModel = {
  begin(cell, local, params) {
    if (local < cell.devices) change(cell, local, params.sharePpm ?? 0);
  },
  end(cell, local, params) {
    if (local < cell.devices) change(cell, local, -(params.sharePpm ?? 0));
  },
};
