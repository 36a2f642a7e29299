// Power and boots: a device that loses power, gets it back, reboots by itself, or never boots again.
import { HOUR_MS } from "../../core/duration.js";
import { Events } from "../../event/events.js";
import {
  type Cause,
  causeIndex,
  REBOOT_CAUSES,
  type RebootCause,
  UPDATE_STATES,
} from "../../event/vocabulary.js";
import { Supply } from "../battery/columns.js";
import { COMPUTE } from "../battery/load.js";
import { loseBuffer } from "../link/buffer.js";
import { resumeBuffer } from "../link/publish.js";
import { Purpose } from "../plan/purpose.js";
import { drain, runFlat, settle } from "../power/battery.js";
import { canRecover, carries, isFlat, tryRecover } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { State } from "../state/lifecycle.js";
import { changePower, Power } from "../state/power-states.js";
import { scoreReboot, watchSilent } from "./health.js";
import { scheduleReport } from "./pace.js";
import { refreshOnline } from "./presence.js";
import { lookForWay, loseOwnSession } from "./reconnect.js";
import { forgetRequest } from "./requests.js";

/** Everything a running device had going stops. */
const halt = (cell: CellState, device: number, cause: Cause, nowMs: number): void => {
  for (const kind of [Timer.report, Timer.drain, Timer.update, Timer.boot]) cell.unwake(device, kind);
  forgetRequest(cell, device, nowMs);
  if (cell.gatewayOf[device] < 0)
    loseOwnSession(cell, device, { cause: causeIndex(cause), isRetrying: false }, nowMs);
  refreshOnline(cell, device, causeIndex(cause), nowMs);
};

/** The device stops at once; what was in volatile memory is lost. */
export const shutDown = (cell: CellState, device: number, cause: Cause, nowMs: number): void => {
  const { dev } = cell;
  if (dev.power[device] === Power.dead) return;
  settle(cell, device, nowMs);
  changePower(dev.power, device, "loses-power");
  halt(cell, device, cause, nowMs);
  loseBuffer(cell, device, causeIndex(cause));
  watchSilent(cell, device, nowMs);
};

/** The device can never run again. */
export const brick = (cell: CellState, device: number, cause: Cause, nowMs: number): void => {
  shutDown(cell, device, cause, nowMs);
  changePower(cell.dev.power, device, "bricked");
  cell.values[cell.group(device).series.bricked]++;
  cell.emit(Events.bricked, device, nowMs, { cause: causeIndex(cause) });
};

/** A boot, and how much longer than its firmware takes. */
interface Boot {
  cause: RebootCause;
  extraMs: number;
}

/** Counts one boot and starts it; the device runs after its boot time. */
const startBoot = (cell: CellState, device: number, { cause, extraMs }: Boot, nowMs: number): void => {
  const { dev } = cell;
  const group = cell.group(device);
  const code = REBOOT_CAUSES.indexOf(cause);
  changePower(dev.power, device, "boots");
  cell.unwake(device, Timer.report);
  dev.boots[device]++;
  dev.rebootCause[device] = code;
  scoreReboot(cell, device, nowMs);
  if (dev.rebootsUnreported[device] < 65_535) dev.rebootsUnreported[device]++;
  cell.values[group.series.reboots + dev.version[device]]++;
  cell.values[group.series.rebootsCause + code]++;
  cell.emit(Events.reboot, device, nowMs, {
    cause: code,
    version: dev.version[device],
    bootCount: dev.boots[device],
  });
  cell.wake(device, Timer.boot, nowMs + Math.max(1, group.twin.firmware.rebootMs + extraMs));
};

/** OTA-4: power went while the only slot was being written: nothing is left to boot from. */
const isHalfWritten = (cell: CellState, device: number): boolean => {
  const job = cell.jobs.get(device);
  return (
    job !== undefined &&
    UPDATE_STATES[job.state] === "installing" &&
    cell.group(device).twin.firmware.slots === 1
  );
};

const isUp = ({ dev }: CellState, device: number): boolean =>
  dev.power[device] !== Power.dead && dev.power[device] !== Power.off;

/** A running device restarts in order: readings that wait survive, and so does the only slot of a device that is writing it. */
export const restart = (cell: CellState, device: number, cause: RebootCause, nowMs: number): void => {
  if (!isUp(cell, device)) return;
  halt(cell, device, "reboot", nowMs);
  startBoot(cell, device, { cause, extraMs: 0 }, nowMs);
};

/** A running device is thrown back to its boot: what was in volatile memory is lost. */
export const reset = (cell: CellState, device: number, cause: RebootCause, nowMs: number): void => {
  if (!isUp(cell, device)) return;
  halt(cell, device, "reboot", nowMs);
  loseBuffer(cell, device, causeIndex("reboot"));
  if (isHalfWritten(cell, device)) brick(cell, device, "update", nowMs);
  else startBoot(cell, device, { cause, extraMs: 0 }, nowMs);
};

/** How power comes back; each device waits its own share of `spreadMs` first. */
interface PowerReturn {
  cause: RebootCause;
  spreadMs: number;
}

/** Power comes back. */
export const powerUp = (
  cell: CellState,
  device: number,
  { cause, spreadMs }: PowerReturn,
  nowMs: number,
): void => {
  const { dev } = cell;
  if (dev.power[device] !== Power.off || dev.powerHolds[device] !== 0 || dev.broken[device] !== 0) return;
  if (isFlat(cell, device)) {
    watchFlat(cell, device, nowMs);
    return;
  }
  settle(cell, device, nowMs);
  if (isHalfWritten(cell, device)) {
    brick(cell, device, "update", nowMs);
    return;
  }
  let extraMs = 0;
  if (spreadMs > 0)
    extraMs = Math.floor(cell.chance.uniform(device, Purpose.powerUp, dev.boots[device]) * spreadMs);
  startBoot(cell, device, { cause, extraMs }, nowMs);
};

/** A flat battery that may recover is looked at this often. */
const FLAT_WATCH_MS = HOUR_MS;

/** Looks after a flat battery by the BOOT timer, which a device that is off does not need. */
const watchFlat = (cell: CellState, device: number, nowMs: number): void => {
  if (canRecover(cell, device)) cell.wake(device, Timer.boot, nowMs + FLAT_WATCH_MS);
};

/** Batteries that gave way: a brown-out restarts its device, an empty one ends it until sun or warmth bring it back. */
export const giveWay = (cell: CellState, nowMs: number): void => {
  for (const [device, supply] of cell.upcalls.gaveWay) {
    if (supply === Supply.brownOut) {
      reset(cell, device, "brown-out", nowMs);
      continue;
    }
    const isLost = isHalfWritten(cell, device);
    shutDown(cell, device, "battery-empty", nowMs);
    runFlat(cell, device, nowMs);
    if (isLost) brick(cell, device, "update", nowMs);
    else watchFlat(cell, device, nowMs);
  }
  cell.upcalls.gaveWay.clear();
};

/** BOOT timer of a flat device: true where that was all it meant. */
export const onFlatWatch = (cell: CellState, device: number, nowMs: number): boolean => {
  if (!isFlat(cell, device) || cell.dev.power[device] !== Power.off) return false;
  if (tryRecover(cell, device, nowMs)) powerUp(cell, device, { cause: "power-on", spreadMs: 0 }, nowMs);
  else watchFlat(cell, device, nowMs);
  return true;
};

/** BOOT timer: the firmware runs. Returns false where the battery has not carried the boot. */
export const onBooted = (cell: CellState, device: number, nowMs: number): boolean => {
  const { dev } = cell;
  if (dev.power[device] !== Power.booting) return false;
  const { bootLoad } = cell.group(device);
  if (!carries(cell, device, bootLoad, nowMs)) return false;
  drain(cell, device, COMPUTE, bootLoad.chargeNc);
  changePower(dev.power, device, "booted");
  if (dev.state[device] >= State.active) scheduleReport(cell, device, nowMs);
  lookForWay(cell, device, nowMs);
  if (cell.gatewayOf[device] >= 0) resumeBuffer(cell, device, nowMs);
  return true;
};
