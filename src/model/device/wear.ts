// LIF-9, LIF-12: what happens to devices by themselves: hardware fails by MTBF, processors hang, firmware leaks until the watchdog bites,
// a badly written fleet restarts on the hour. One WEAR timer a device, at whatever is due first.
import { DAY_MS } from "../../core/duration.js";
import { Events } from "../../event/events.js";
import { MENDERS } from "../../event/vocabulary.js";
import { Purpose } from "../plan/purpose.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { NEVER_S } from "../state/device-columns.js";
import { Power } from "../state/power-states.js";
import { hasQuirk, quirkParam } from "../state/quirks.js";
import { powerUp, reset, shutDown } from "./boot.js";

/** A failure years ahead is looked at again after this long: the timers' slots reach 25 days and more. */
const LOOK_AGAIN_MS = 20 * DAY_MS;
const WATCHDOG = MENDERS.indexOf("watchdog");
const VISIT = MENDERS.indexOf("visit");

/** Mean time between two failures of any kind: hangs come on top of those that need repair. */
export const betweenFailuresMs = (mtbfMs: number, hangSharePpm: number): number =>
  mtbfMs * (1 - hangSharePpm / 1e6);

const drawFailure = (cell: CellState, device: number, nowMs: number): void => {
  const { mtbfMs, hangs } = cell.group(device).twin;
  if (mtbfMs <= 0) return;
  const meanMs = betweenFailuresMs(mtbfMs, hangs.sharePpm);
  const boots = cell.dev.boots[device];
  const afterMs = Math.floor(cell.chance.exponential(device, Purpose.failure, boots, meanMs));
  cell.dev.failureS[device] = Math.min(NEVER_S - 1, Math.floor((nowMs + afterMs) / 1_000) + 1);
};

/** When hardware fails, ms; Infinity while that is not drawn. */
const failureMs = (cell: CellState, device: number): number => {
  const second = cell.dev.failureS[device];
  return second === NEVER_S ? Infinity : second * 1_000;
};

/** True while the running firmware restarts its device now and then. */
const restartsItself = (cell: CellState, device: number): boolean =>
  cell.dev.quirks[device] !== 0 && (hasQuirk(cell, device, "leak") || hasQuirk(cell, device, "sync-restart"));

/** Sets the WEAR timer: at the start, and after every boot. */
export const scheduleWear = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  if (dev.failureS[device] === NEVER_S || dev.failureS[device] * 1_000 <= nowMs)
    drawFailure(cell, device, nowMs);
  let dueMs = failureMs(cell, device);
  if (restartsItself(cell, device)) {
    if (hasQuirk(cell, device, "leak"))
      dueMs = Math.min(dueMs, nowMs + quirkParam(cell, device, "leak", "afterMs"));
    if (hasQuirk(cell, device, "sync-restart")) {
      const everyMs = quirkParam(cell, device, "sync-restart", "everyMs");
      dueMs = Math.min(dueMs, (Math.floor(nowMs / everyMs) + 1) * everyMs);
    }
  } else if (dueMs !== Infinity) dueMs = Math.min(dueMs, nowMs + LOOK_AGAIN_MS);
  if (dueMs !== Infinity) cell.wake(device, Timer.wear, Math.max(nowMs + 1, dueMs));
};

const fail = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  cell.values[cell.group(device).series.failures]++;
  const { hangs, repairMs } = cell.group(device).twin;
  const boots = dev.boots[device];
  const isHang = cell.chance.chancePpm(device, Purpose.hang, boots, hangs.sharePpm);
  const downMs = isHang
    ? hangs.timeMs
    : Math.max(1, Math.floor(cell.chance.exponential(device, Purpose.repair, boots, repairMs)));
  cell.emit(Events.failure, device, nowMs, { mendedBy: isHang ? WATCHDOG : VISIT, takesMs: downMs });
  shutDown(cell, device, isHang ? "hang" : "hardware-failure", nowMs);
  dev.broken[device] = isHang ? 1 : 2;
  dev.failureS[device] = NEVER_S;
  cell.wake(device, Timer.wear, nowMs + downMs);
};

/** WEAR timer: repaired, failed, leaked empty, or time for the common restart. */
export const onWear = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  if (dev.power[device] === Power.dead) return;
  if (dev.broken[device] !== 0) {
    const cause = dev.broken[device] === 1 ? "watchdog" : "hardware";
    dev.broken[device] = 0;
    powerUp(cell, device, { cause, spreadMs: 0 }, nowMs);
    return;
  }
  if (nowMs >= failureMs(cell, device)) {
    if (dev.power[device] === Power.off) {
      // Without power nothing wears: look again after the next boot.
      dev.failureS[device] = NEVER_S;
      return;
    }
    fail(cell, device, nowMs);
    return;
  }
  if (!restartsItself(cell, device)) {
    scheduleWear(cell, device, nowMs);
    return;
  }
  if (dev.power[device] !== Power.running) return;
  reset(cell, device, hasQuirk(cell, device, "leak") ? "leak" : "watchdog", nowMs);
};
