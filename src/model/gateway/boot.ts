// A gateway comes up: its windows start, it dials the cloud. The devices around it find out when something they send
// is acknowledged.

import { dialAfter } from "../session/dial.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { Power } from "../state/device-columns.js";
import { startWindows } from "./window.js";

/** From power to a running gateway, ms (a small Linux box). */
const GATEWAY_BOOT_MS = 45_000;

/** Power is there: boot. */
export const bootGateway = (cell: CellState, k: number, nowMs: number): void => {
  cell.gw.power[k] = Power.booting;
  cell.wake(cell.devices + k, Timer.boot, nowMs + GATEWAY_BOOT_MS);
};

/** BOOT timer of a gateway. */
export const onGatewayBooted = (cell: CellState, k: number, nowMs: number): void => {
  cell.gw.power[k] = Power.running;
  startWindows(cell, k, nowMs);
  dialAfter(cell, cell.devices + k, 1, nowMs);
};
