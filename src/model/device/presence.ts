// Who can reach the cloud, and since when. A device is online while it runs, has an identity, its radio works and the
// session it hangs on (its own or its gateway's) is up. Every change is one event row and moves the availability figures.
import { Events } from "../../event/events.js";
import { resumeBuffer } from "../link/publish.js";
import { Purpose } from "../plan/purpose.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { changeLife } from "../state/life.js";
import { inService, State } from "../state/lifecycle.js";
import { Power } from "../state/power-states.js";
import { SessionState } from "../state/session-states.js";
import { askNext, canAsk, forgetRequest, planRequest, Want } from "./requests.js";

/** Spread of what attached devices ask for after their gateway returns, ms. */
const ATTACHED_SPREAD_MS = 4_096;

const isReachable = (cell: CellState, device: number): boolean => {
  const { dev, sess } = cell;
  if (dev.power[device] !== Power.running || dev.radioHolds[device] !== 0) return false;
  if (dev.state[device] <= State.provisioning || dev.state[device] === State.decommissioned) return false;
  const k = cell.gatewayOf[device];
  return k < 0
    ? sess.state[device] === SessionState.up
    : sess.state[cell.gatewayLocal(k)] === SessionState.up;
};

/** Recomputes whether a device is online; counts, emits and resumes work where that changed. */
export const refreshOnline = (cell: CellState, device: number, cause: number, nowMs: number): void => {
  const { dev } = cell;
  const isOnline = isReachable(cell, device) ? 1 : 0;
  if (isOnline === dev.online[device]) return;
  const group = cell.groupOf[device];
  cell.integrate(group, nowMs);
  const change = isOnline === 1 ? 1 : -1;
  // Time in maintenance or without an identity is nobody's downtime, so it is nobody's uptime either.
  if (inService(dev.state[device])) cell.countOnline(group, change);
  cell.values[cell.groups[group].series.online] += change;
  const spanMs = nowMs - dev.sinceMs[device];
  dev.online[device] = isOnline;
  dev.sinceMs[device] = nowMs;
  if (isOnline === 1) {
    cell.emit(Events.online, device, nowMs, { attempts: cell.sess.tries[device], downtimeMs: spanMs });
    // What was tried in vain says nothing about the way it has now.
    dev.lossSeen[device] = 0;
    dev.missed[device] = 0;
    resume(cell, device, nowMs);
  } else {
    cell.emit(Events.offline, device, nowMs, { cause, uptimeMs: spanMs });
    forgetRequest(cell, device, nowMs);
  }
};

/** Back online: look for missed work (SHD-5), continue an update, empty the buffer. */
const resume = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  if (cell.group(device).isUpdated && !cell.jobs.has(device)) dev.wants[device] |= Want.job;
  if (cell.shadows.has(device) || cell.configured.has(device) || cell.group(device).isConfigured)
    dev.wants[device] |= Want.shadow;
  if (cell.jobs.has(device)) cell.wake(device, Timer.update, nowMs + 1_000);
  // Behind a gateway nobody tells a device: what waits goes with its own next try.
  if (cell.gatewayOf[device] < 0) resumeBuffer(cell, device, nowMs);
  if (dev.wants[device] === 0) return;
  if (cell.gatewayOf[device] < 0) askNext(cell, device, nowMs);
  else {
    const uniform = cell.chance.uniform(device, Purpose.reunion, Math.floor(nowMs / 1_000));
    planRequest(cell, device, 1 + Math.floor(uniform * ATTACHED_SPREAD_MS), nowMs);
  }
};

/** A device without an identity that can reach the cloud starts zero-touch provisioning (LIF-2). */
export const tryProvision = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  if (dev.state[device] > State.provisioning || !canAsk(cell, device)) return;
  if (dev.state[device] === State.unprovisioned) changeLife(cell, device, "first-contact", nowMs);
  dev.wants[device] |= Want.identity;
  askNext(cell, device, nowMs);
};
