// Which settings a device goes by at the moment: its own, where it has some, else its twin's.
import type { CellState } from "./cell-state.js";
import type { GroupModel } from "./group-model.js";
import type { Settings } from "./settings.js";

/** What a device goes by now. Hot: one flag for a device that has the twin's. */
export const settingsAt = (cell: CellState, device: number, group: GroupModel): Settings =>
  cell.dev.tuned[device] === 0 ? group.settings : (cell.shadows.get(device)?.settings ?? group.settings);
