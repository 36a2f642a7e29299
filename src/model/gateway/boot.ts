// A gateway comes up: its windows start, it dials the cloud. The devices around it find out when something they send
// is acknowledged.

import { dialAt } from "../session/dial.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { changePower } from "../state/power-states.js";
import { startWindows } from "./window.js";

/** From power to a running gateway, ms (a small Linux box). */
const GATEWAY_BOOT_MS = 45_000;

/** Power is there: boot. */
export const bootGateway = (cell: CellState, k: number, nowMs: number): void => {
  changePower(cell.gw.power, k, "boots");
  cell.wake(cell.devices + k, Timer.boot, nowMs + GATEWAY_BOOT_MS);
};

/** BOOT timer of a gateway. */
export const onGatewayBooted = (cell: CellState, k: number, nowMs: number): void => {
  changePower(cell.gw.power, k, "booted");
  startWindows(cell, k, nowMs);
  dialAt(cell, cell.devices + k, "looks-for-way", nowMs + 1);
};
