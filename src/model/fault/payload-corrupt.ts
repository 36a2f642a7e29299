// payload.corrupt: `sharePpm` of the readings leave the device unreadable; whoever parses them first puts them aside. FLT-5.
// Of the blocks of an update that come down to it, `downlinksPpm` arrive with a bit flipped; the device refuses them.
import { assert } from "../../core/assert.js";
import type { CellState } from "../state/cell-state.js";
import type { FaultModel, FeltAction } from "./fault.js";

const change = (shares: Map<number, number>, device: number, byPpm: number): void => {
  const ppm = (shares.get(device) ?? 0) + byPpm;
  assert(ppm >= 0, "less than no payload is corrupt");
  if (ppm === 0) shares.delete(device);
  else shares.set(device, ppm);
};

const apply = (cell: CellState, local: number, { params }: FeltAction, sign: 1 | -1): void => {
  change(cell.corruptPpm, local, sign * (params.sharePpm ?? 0));
  change(cell.harms, local, sign * (params.downlinksPpm ?? 0));
};

export const payloadCorrupt: FaultModel = {
  begin: (cell, local, action) => apply(cell, local, action, 1),
  end: (cell, local, action) => apply(cell, local, action, -1),
  isMarked: (cell, local) => cell.corruptPpm.has(local) || cell.harms.has(local),
};
