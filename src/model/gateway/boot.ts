// A gateway goes down and comes up: what it had in memory is lost; then its windows start, it dials the cloud. The devices around
// it find out when something they send is acknowledged, or is not.
import { type Cause, causeIndex } from "../../event/vocabulary.js";
import { dialAt } from "../session/dial.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { hold, release } from "../state/holds.js";
import { changePower, Power, type PowerEvent } from "../state/power-states.js";
import { refreshPair } from "./failover.js";
import { loseRules } from "./rules.js";
import { loseSession } from "./session.js";
import { loseWindows, startWindows } from "./window.js";

/** From power to a running gateway, ms (a small Linux box). */
const GATEWAY_BOOT_MS = 45_000;

/** What was in memory is lost. `graceMs`: how long the broker still waits for it. */
const goDown = (
  cell: CellState,
  k: number,
  { event, cause, graceMs }: { event: PowerEvent; cause: Cause; graceMs?: number },
  nowMs: number,
): void => {
  changePower(cell.gw.power, k, event);
  for (const kind of [Timer.window, Timer.drain, Timer.boot]) cell.unwake(cell.gatewayLocal(k), kind);
  loseSession(cell, cell.gatewayLocal(k), { cause: causeIndex(cause), isRetrying: false, graceMs }, nowMs);
  loseWindows(cell, k, causeIndex(cause));
  loseRules(cell, k);
  refreshPair(cell, k, nowMs);
};

/** Boots what is down, unless it has no power; after a crash only when its watchdog wakes. */
const comeUp = (cell: CellState, k: number, nowMs: number): void => {
  if (cell.gw.power[k] !== Power.off || cell.gw.powerHolds[k] > 0) return;
  const local = cell.gatewayLocal(k);
  const untilMs = Math.max(0, ...(cell.crashes.get(k)?.values() ?? []));
  if (untilMs > nowMs) {
    cell.wake(local, Timer.boot, untilMs);
    return;
  }
  changePower(cell.gw.power, k, "boots");
  cell.wake(local, Timer.boot, nowMs + GATEWAY_BOOT_MS);
};

/** Holds power back. */
export const cutPower = (cell: CellState, k: number, cause: Cause, nowMs: number): void => {
  if (hold(cell.gw.powerHolds, k)) goDown(cell, k, { event: "loses-power", cause }, nowMs);
};

/** Power is there again, unless somebody else still holds it back. */
export const givePower = (cell: CellState, k: number, nowMs: number): void => {
  if (release(cell.gw.powerHolds, k)) comeUp(cell, k, nowMs);
};

/** The software dies: what runs goes down, and stays so until `untilMs`. */
export const crash = (
  cell: CellState,
  k: number,
  { action, cause, untilMs }: { action: number; cause: Cause; untilMs: number },
  nowMs: number,
): void => {
  const own = cell.crashes.get(k);
  if (own === undefined) cell.crashes.set(k, new Map([[action, untilMs]]));
  else own.set(action, untilMs);
  // The operating system ends the connection.
  if (cell.gw.power[k] !== Power.off) goDown(cell, k, { event: "crashes", cause, graceMs: 0 }, nowMs);
  comeUp(cell, k, nowMs);
};

/** A crash keeps the gateway down no longer. */
export const endCrash = (cell: CellState, k: number, action: number, nowMs: number): void => {
  const own = cell.crashes.get(k);
  if (own?.delete(action) && own.size === 0) cell.crashes.delete(k);
  comeUp(cell, k, nowMs);
};

/** BOOT timer of a gateway: its watchdog wakes, or it has booted. */
export const onGatewayBoot = (cell: CellState, k: number, nowMs: number): void => {
  if (cell.gw.power[k] === Power.off) {
    comeUp(cell, k, nowMs);
    return;
  }
  changePower(cell.gw.power, k, "booted");
  startWindows(cell, k, nowMs);
  dialAt(cell, cell.gatewayLocal(k), "looks-for-way", nowMs + 1);
};
