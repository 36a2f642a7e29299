// A gateway goes down and comes up: what it had in memory is lost; then its windows start, it dials the cloud. The devices around
// it find out when something they send is acknowledged, or is not.
import { type Cause, causeIndex } from "../../event/vocabulary.js";
import { dialAt } from "../session/dial.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { hold, release } from "../state/holds.js";
import { changePower } from "../state/power-states.js";
import { watchPair } from "./failover.js";
import { loseRules } from "./rules.js";
import { loseSession } from "./session.js";
import { loseWindows, startWindows } from "./window.js";

/** From power to a running gateway, ms (a small Linux box). */
const GATEWAY_BOOT_MS = 45_000;

/** Holds power back. */
export const cutPower = (cell: CellState, k: number, cause: Cause, nowMs: number): void => {
  if (!hold(cell.gw.powerHolds, k)) return;
  changePower(cell.gw.power, k, "loses-power");
  for (const kind of [Timer.window, Timer.drain, Timer.boot]) cell.unwake(cell.devices + k, kind);
  loseSession(cell, cell.devices + k, causeIndex(cause), false, nowMs);
  loseWindows(cell, k);
  loseRules(cell, k);
  watchPair(cell, k, nowMs);
};

/** Power is there again, unless somebody else still holds it back: boot. */
export const givePower = (cell: CellState, k: number, nowMs: number): void => {
  if (!release(cell.gw.powerHolds, k)) return;
  changePower(cell.gw.power, k, "boots");
  cell.wake(cell.devices + k, Timer.boot, nowMs + GATEWAY_BOOT_MS);
};

/** BOOT timer of a gateway. */
export const onGatewayBooted = (cell: CellState, k: number, nowMs: number): void => {
  changePower(cell.gw.power, k, "booted");
  startWindows(cell, k, nowMs);
  dialAt(cell, cell.devices + k, "looks-for-way", nowMs + 1);
};
