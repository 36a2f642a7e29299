// INF-12, FLT-8: gateways in pairs take over from each other. A partner notices that no heartbeat comes (a crash, no power), or
// is asked by one that has lost its way to the cloud; after the twin's takeover time it serves the other's devices, if it has
// a session itself, and tells the cloud. Who is fit again for the return time has its devices back. Nothing is inherited: what
// a gateway knows of a device (when it was heard, numbers seen, what its detectors keep, rules it holds, open windows) is its own. Left
// out: how partners are wired; devices reach both alike, with the keys they have.
import { Events } from "../../event/events.js";
import { refreshHealth } from "../device/health.js";
import { refreshOnline, tryProvision } from "../device/presence.js";
import type { Acquaintance } from "../state/acquaintance.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { Power } from "../state/power-states.js";
import { SessionState } from "../state/session-states.js";
import { keep, keptOf } from "../state/watchers.js";
import { tellAttachment } from "./attach.js";
import { forgetHolds } from "./rules.js";
import { endFindings } from "./watch.js";

/** True where a gateway can serve devices: it runs, and its session is up. */
const isFit = (cell: CellState, k: number): boolean =>
  cell.gw.power[k] === Power.running && cell.sess.state[cell.gatewayLocal(k)] === SessionState.up;

/** Plans the look at who should serve the devices at home at `home`, or takes it back. */
const plan = (cell: CellState, home: number, nowMs: number): void => {
  const local = cell.gatewayLocal(home);
  const isAway = cell.gw.servedBy[home] !== home;
  if (isFit(cell, home) !== isAway) {
    cell.unwake(local, Timer.failover);
    return;
  }
  // Whatever happens in between, the clock runs since the first moment.
  if (cell.dueMs(local, Timer.failover) !== Infinity) return;
  const { takeoverMs, returnMs } = cell.gatewayModels[home].twin.failover;
  cell.wake(local, Timer.failover, nowMs + (isAway ? returnMs : takeoverMs));
};

/** The fitness of gateway `k` may have changed: of a pair, both look whether somebody has to take over. */
export const refreshPair = (cell: CellState, k: number, nowMs: number): void => {
  const partner = cell.partnerOf[k];
  if (partner < 0) return;
  plan(cell, k, nowMs);
  plan(cell, partner, nowMs);
};

const NOBODY: Acquaintance = {
  heardS: NEVER_S,
  kept: null,
  highest: -1,
  mask: 0,
  refused: undefined,
  order: undefined,
};

const acquaintanceOf = (cell: CellState, device: number): Acquaintance => ({
  heardS: cell.dev.heardS[device],
  kept: keptOf(cell.watched, device),
  highest: cell.heard.highest[device],
  mask: cell.heard.mask[device],
  refused: cell.refused.get(device),
  order: cell.orders.get(device),
});

/** A gateway does not serve a device any more: what it had found about it ends, what it knows is kept. */
const leave = (cell: CellState, k: number, device: number, nowMs: number): Acquaintance => {
  forgetHolds(cell, k, device);
  endFindings(cell, device, nowMs);
  return acquaintanceOf(cell, device);
};

/** Its new gateway has what it knows of a device. Who was in service is expected to be heard. */
const meet = (cell: CellState, device: number, known: Acquaintance, heardS: number): void => {
  const { dev, heard } = cell;
  dev.heardS[device] = heardS;
  keep(cell.watched, device, known.kept);
  dev.windowedMs[device] = 0;
  heard.highest[device] = known.highest;
  heard.mask[device] = known.mask;
  if (known.order === undefined) cell.orders.delete(device);
  else cell.orders.set(device, known.order);
  if (known.refused === undefined) cell.refused.delete(device);
  else cell.refused.set(device, known.refused);
};

/** The devices at home at `home` go over to gateway `to`. */
const handOver = (cell: CellState, home: number, to: number, nowMs: number): void => {
  const from = cell.gw.servedBy[home];
  for (const device of cell.members[home]) {
    const left = leave(cell, from, device, nowMs);
    const heardS = left.heardS === NEVER_S ? NEVER_S : nowMs / 1_000;
    meet(cell, device, cell.acquaintances.get(device) ?? NOBODY, heardS);
    cell.acquaintances.set(device, left);
  }
  cell.serve(home, to);
  cell.values[cell.shared.failovers]++;
  cell.emit(Events.failover, cell.gatewayLocal(to), nowMs, {
    home: cell.entityOf[cell.gatewayLocal(home)],
    devices: cell.members[home].length,
  });
  tellAttachment(cell, home, nowMs);
  for (const device of cell.members[home]) {
    refreshOnline(cell, device, 0, nowMs);
    tryProvision(cell, device, nowMs);
    refreshHealth(cell, device, nowMs);
  }
};

/** FAILOVER timer of a gateway of a pair. */
export const onFailoverTimer = (cell: CellState, home: number, nowMs: number): void => {
  const isAway = cell.gw.servedBy[home] !== home;
  const to = isAway ? home : cell.partnerOf[home];
  if (isFit(cell, home) === isAway && isFit(cell, to)) handOver(cell, home, to, nowMs);
};
