// The state of charge, as everything but the battery itself wants it.
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";

/** State of charge in ppm; a mains device is always full. */
export const chargePpm = (cell: CellState, device: number, group: GroupModel): number =>
  group.pack === null ? 1e6 : Math.floor((cell.dev.chargeNc[device] / cell.dev.capacityNc[device]) * 1e6);
