// How a fleet stands at virtual time 0: already in service, or in its boxes and switched on over a span of time.

import { MINUTE_MS } from "../../core/duration.js";
import { scheduleReport } from "../device/pace.js";
import { startSignal } from "../device/sampling.js";
import { scheduleWear } from "../device/wear.js";
import { startWindows } from "../gateway/window.js";
import { startLink } from "../link/attempt.js";
import { Purpose } from "../plan/purpose.js";
import { startBattery } from "../power/battery.js";
import { startSession } from "../session/keepalive.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { Power } from "../state/device-columns.js";
import { freshAtStart } from "../state/freshness.js";
import { State } from "../state/lifecycle.js";
import { refreshQuirks } from "../state/quirks.js";
import { Link } from "../state/session-columns.js";

/** Gateways of a new fleet come up within this time, before most devices. */
const GATEWAY_START_MAX_MS = MINUTE_MS;

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
    dev.power[device] = Power.booting;
    cell.wake(device, Timer.boot, switchedOnMs);
    // In its box it draws nothing.
    startBattery(cell, device, group, switchedOnMs);
    return;
  }
  startBattery(cell, device, group, 0);
  dev.power[device] = Power.running;
  dev.online[device] = 1;
  cell.onlineCount[group.index]++;
  cell.serviceCount[group.index]++;
  cell.values[group.series.online]++;
  freshAtStart(cell, device, group);
  if (cell.gatewayOf[device] < 0) {
    cell.sess.link[device] = Link.up;
    startSession(cell, device);
  }
  scheduleReport(cell, device, 0);
};

const startGateway = (cell: CellState, k: number): void => {
  const { start } = cell.plan.scenario;
  const local = cell.devices + k;
  startWindows(cell, k, 0);
  cell.gw.power[k] = Power.running;
  if (start.state === "active") {
    cell.sess.link[local] = Link.up;
    startSession(cell, local);
    cell.values[cell.seriesGatewayOnline]++;
    return;
  }
  const spanMs = Math.min(GATEWAY_START_MAX_MS, start.overMs);
  cell.sess.link[local] = Link.waiting;
  cell.wake(local, Timer.link, 1 + Math.floor(cell.chance.uniform(local, Purpose.start, 0) * spanMs));
};

/** Sets up every entity of a cell for virtual time 0. */
export const startCell = (cell: CellState): void => {
  for (let device = 0; device < cell.devices; device++) startDevice(cell, device);
  for (let k = 0; k < cell.gateways; k++) startGateway(cell, k);
};
