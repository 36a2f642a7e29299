// power.outage: whatever lives from the mains goes dark and boots when the power returns, all together or spread over
// `restoreSpreadMs`. Batteries go on, unless the scope is `all` (somebody pulls them). FLT-9, FLT-10.
import { causeIndex } from "../../event/vocabulary.js";
import { powerUp, shutDown } from "../device/boot.js";
import { bootGateway } from "../gateway/boot.js";
import { watchPair } from "../gateway/failover.js";
import { loseRules } from "../gateway/rules.js";
import { loseSession } from "../gateway/session.js";
import { loseWindows } from "../gateway/window.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { hold, release } from "../state/holds.js";
import { changePower } from "../state/power-states.js";
import type { FaultModel } from "./fault.js";

const CAUSE = causeIndex("power-outage");

const gatewayDown = (cell: CellState, k: number, nowMs: number): void => {
  if (!hold(cell.gw.powerHolds, k)) return;
  changePower(cell.gw.power, k, "loses-power");
  for (const kind of [Timer.window, Timer.drain, Timer.boot]) cell.unwake(cell.devices + k, kind);
  loseSession(cell, cell.devices + k, CAUSE, false, nowMs);
  loseWindows(cell, k);
  loseRules(cell, k);
  watchPair(cell, k, nowMs);
};

const gatewayUp = (cell: CellState, k: number, nowMs: number): void => {
  if (release(cell.gw.powerHolds, k)) bootGateway(cell, k, nowMs);
};

export const powerOutage: FaultModel = {
  begin(cell, local, _action, nowMs) {
    if (local >= cell.devices) gatewayDown(cell, local - cell.devices, nowMs);
    else if (hold(cell.dev.powerHolds, local)) shutDown(cell, local, "power-outage", nowMs);
  },
  end(cell, local, { params }, nowMs) {
    if (local >= cell.devices) gatewayUp(cell, local - cell.devices, nowMs);
    else if (release(cell.dev.powerHolds, local)) powerUp(cell, local, params.restoreSpreadMs, nowMs);
  },
  isMarked: (cell, local) =>
    (local < cell.devices ? cell.dev.powerHolds[local] : cell.gw.powerHolds[local - cell.devices]) !== 0,
};
