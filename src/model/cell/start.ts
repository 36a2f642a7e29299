// How a fleet stands at virtual time 0: already in service, or in its boxes and switched on over a span of time.

import { MINUTE_MS } from "../../core/duration.js";
import { scheduleReport } from "../device/pace.js";
import { startSignal } from "../device/sampling.js";
import { scheduleWear } from "../device/wear.js";
import { startWindows } from "../gateway/window.js";
import { startLink } from "../link/attempt.js";
import { Purpose } from "../plan/purpose.js";
import { startBattery } from "../power/battery.js";
import { dialAt } from "../session/dial.js";
import { startSession } from "../session/keepalive.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { freshAtStart } from "../state/freshness.js";
import { State } from "../state/lifecycle.js";
import { changePower } from "../state/power-states.js";
import { refreshQuirks } from "../state/quirks.js";
import { CLIENT_SESSION_TABLE } from "../state/session-states.js";

/** Gateways of a new fleet come up within this time, before most devices. */
const GATEWAY_START_MAX_MS = MINUTE_MS;

/** A session that is open since before the run. */
const openFromStart = (cell: CellState, local: number): void => {
  cell.sess.state[local] = CLIENT_SESSION_TABLE.next(cell.sess.state[local], "open-from-the-start");
  startSession(cell, local);
};

const startDevice = (cell: CellState, device: number): void => {
  const { dev, plan } = cell;
  const group = cell.group(device);
  startLink(cell, device, group, plan.scenario.start.state === "active");
  startSignal(cell, device, group);
  dev.version[device] = plan.versions.indexOf(group.twin.firmware.version);
  cell.values[group.series.version + dev.version[device]]++;
  cell.values[group.series.health]++;
  refreshQuirks(cell, device);
  scheduleWear(cell, device, 0);
  const { start } = plan.scenario;
  const isActive = start.state === "active";
  dev.state[device] = isActive ? State.active : State.unprovisioned;
  cell.values[group.series.state + dev.state[device]]++;
  if (!isActive) {
    const switchedOnMs = 1 + Math.floor(cell.chance.uniform(device, Purpose.start, 0) * start.overMs);
    changePower(dev.power, device, "boots");
    cell.wake(device, Timer.boot, switchedOnMs);
    // In its box it draws nothing.
    startBattery(cell, device, group, switchedOnMs);
    return;
  }
  startBattery(cell, device, group, 0);
  changePower(dev.power, device, "runs-from-the-start");
  dev.online[device] = 1;
  cell.onlineCount[group.index]++;
  cell.serviceCount[group.index]++;
  cell.values[group.series.online]++;
  freshAtStart(cell, device, group);
  if (cell.gatewayOf[device] < 0) {
    openFromStart(cell, device);
  }
  scheduleReport(cell, device, 0);
};

const startGateway = (cell: CellState, k: number): void => {
  const { start } = cell.plan.scenario;
  const local = cell.gatewayLocal(k);
  startWindows(cell, k, 0);
  changePower(cell.gw.power, k, "runs-from-the-start");
  if (start.state === "active") {
    openFromStart(cell, local);
    cell.values[cell.shared.gatewayOnline]++;
    return;
  }
  const spanMs = Math.min(GATEWAY_START_MAX_MS, start.overMs);
  const afterMs = 1 + Math.floor(cell.chance.uniform(local, Purpose.start, 0) * spanMs);
  dialAt(cell, local, "looks-for-way", afterMs);
};

/** Sets up every entity of a cell for virtual time 0. */
export const startCell = (cell: CellState): void => {
  for (let device = 0; device < cell.devices; device++) startDevice(cell, device);
  for (let k = 0; k < cell.gateways; k++) startGateway(cell, k);
};
