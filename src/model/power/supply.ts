// LIF-12, OTA-4: what a load does to a battery's terminal voltage. Whatever draws current asks first: a frame, an attach,
// a download, the writing of flash, a boot, a sensor, an actuator. Below the twin's threshold the device browns out and
// restarts; three times in a row, and its supervisor keeps it off. Left out: loads that overlap add up in a real device.
import { Events } from "../../event/events.js";
import { batteryNote } from "../../event/vocabulary.js";
import { Flat, Supply } from "../battery/columns.js";
import { type Load, TRANSMIT } from "../battery/load.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { availableShare, depthOf, drain, settle } from "./battery.js";
import { chargePpm } from "./charge.js";

/** After so many brown-outs in a row the supervisor keeps the device off. */
const BROWNOUTS_MAX = 3;
/** A device that went off comes back with this much more than empty, and this far above its threshold. */
const RESTART_SHARE = 0.05;
const RESTART_MV = 100;

/** The voltage broke down when the load had begun: half of its charge is spent, and the device will restart or go off. */
const breakDown = (cell: CellState, device: number, { by, uA, chargeNc }: Load): void => {
  const { dev } = cell;
  drain(cell, device, by, chargeNc / 2);
  cell.saggedUA.set(device, uA);
  dev.sags[device]++;
  cell.values[cell.group(device).series.brownouts]++;
  cell.upcalls.gaveWay.set(device, dev.sags[device] >= BROWNOUTS_MAX ? Supply.off : Supply.brownOut);
};

/** True where no load of the twin can sag, on mains or far above every threshold: the hot loop's one comparison. */
const isCalm = ({ dev }: CellState, device: number, group: GroupModel): boolean =>
  group.pack === null || (dev.chargeNc[device] > dev.calmNc[device] && dev.sags[device] === 0);

/**
 * Asks the battery for a load. Near a threshold it is two table readings.
 * @returns false when the voltage breaks down: the activity does not happen, the cell restarts the device at once
 */
export const carries = (cell: CellState, device: number, load: Load, nowMs: number): boolean => {
  const group = cell.group(device);
  const { pack } = group;
  if (pack === null || isCalm(cell, device, group)) return true;
  const { dev } = cell;
  if (cell.upcalls.gaveWay.has(device)) return false;
  if (load.uA <= 0) return true;
  const slot = pack.climate.slotAt(nowMs);
  const mv = pack.loadedMv(depthOf(cell, device, pack, slot), load.uA, slot);
  if (mv < pack.brownoutMv) {
    breakDown(cell, device, load);
    cell.emit(Events.battery, device, nowMs, {
      what: batteryNote("brown-out"),
      chargePpm: chargePpm(cell, device, group),
      terminalMv: Math.floor(mv),
    });
    return false;
  }
  if (dev.sags[device] > 0 && load.uA >= (cell.saggedUA.get(device) ?? 0)) {
    dev.sags[device] = 0;
    cell.saggedUA.delete(device);
  }
  return true;
};

/** {@link carries} for what the radio sends next. Hot: once per exchange. */
export const carriesFrame = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  if (isCalm(cell, device, group)) return true;
  const { radio } = group;
  const chargeNc = radio.single[cell.link.rate[device]].txNc;
  return carries(cell, device, { by: TRANSMIT, uA: radio.txUA, chargeNc }, nowMs);
};

/** True while the battery keeps its device off. */
export const isFlat = (cell: CellState, device: number): boolean => cell.dev.flat[device] === Flat.now;

/** True where a flat battery may come back by itself. */
export const canRecover = (cell: CellState, device: number): boolean =>
  cell.group(device).pack?.canRecover ?? false;

/** Looks whether sun or warmth have brought a flat battery back. */
export const tryRecover = (cell: CellState, device: number, nowMs: number): boolean => {
  const group = cell.group(device);
  const { pack } = group;
  if (pack === null) return true;
  settle(cell, device, nowMs);
  const slot = pack.climate.slotAt(nowMs);
  const available = availableShare(cell, device, pack, slot);
  const mv = pack.loadedMv(depthOf(cell, device, pack, slot), pack.routineUA, slot);
  if (available < RESTART_SHARE || mv < pack.brownoutMv + RESTART_MV) return false;
  const { dev } = cell;
  dev.flat[device] = Flat.once;
  dev.sags[device] = 0;
  cell.saggedUA.delete(device);
  cell.emit(Events.battery, device, nowMs, {
    what: batteryNote("back"),
    chargePpm: chargePpm(cell, device, group),
    terminalMv: Math.floor(mv),
  });
  return true;
};
