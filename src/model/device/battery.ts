// PWR-1, PWR-2: a device's battery between its events. Charge is whole nC; every drain has a consumer and is booked in nJ
// at the open-circuit voltage. What goes on all the time (sleep, self-discharge, ageing, harvest) is a function of time,
// settled when somebody looks, so it does not matter how often. Transmit peaks pull the terminal voltage down: below the
// twin's threshold the device browns out (LIF-12). The radio's other currents and boots are not checked for that.
import { EventKind } from "../../event/event.js";
import { CONSUMERS, type Consumer } from "../../event/vocabulary.js";
import { BatteryNote, Flat } from "../battery/columns.js";
import type { Pack } from "../battery/pack.js";
import type { CellState } from "../cell-state.js";
import type { GroupModel } from "../group-model.js";
import { hasQuirk, quirkParam } from "../ota/behaviour.js";
import { Power } from "./columns.js";
import { lookAhead, scoreForecast } from "./forecast.js";
import { changeLife } from "./life.js";
import { State } from "./lifecycle.js";

const consumer = (name: Consumer): number => CONSUMERS.indexOf(name);
const SLEEP = consumer("sleep");
export const SENSE = consumer("sense");
export const COMPUTE = consumer("compute");
const SELF_DISCHARGE = consumer("self-discharge");
export const TRANSMIT = consumer("transmit");
export const RECEIVE = consumer("receive");
export const JOIN = consumer("join");
export const UPDATE = consumer("update");
export const INDICATOR = consumer("indicator");

/** After so many brown-outs in a row the supervisor keeps the device off. */
const BROWNOUTS_MAX = 3;
/** A device that went off comes back with this much more than empty, and this far above its threshold. */
const RESTART_SHARE = 0.05;
const RESTART_MV = 100;

/** What the battery says to a transmission or after a report. */
export const Supply = { fine: 0, brownOut: 1, off: 2 } as const;
export type Supply = (typeof Supply)[keyof typeof Supply];

/** Takes up to `chargeNc` (uA times ms) from a battery for one consumer; a battery gives no more than it holds. */
export const drain = (
  cell: CellState,
  device: number,
  group: GroupModel,
  by: number,
  chargeNc: number,
): void => {
  if (group.pack === null || chargeNc < 1) return;
  const { dev } = cell;
  const left = dev.chargeNc[device];
  const taken = Math.min(left, Math.floor(chargeNc));
  dev.chargeNc[device] = left - taken;
  const nj = Math.floor(taken * (dev.openMv[device] / 1_000));
  dev.drainedNj[device] += nj;
  cell.values[group.series.energy + by] += nj;
};

/** Depth of discharge, 0..1 and beyond: charge drawn over what this rate and temperature let out. */
const depthOf = (cell: CellState, device: number, pack: Pack, slot: number): number => {
  const { dev } = cell;
  const drawn = 1 - dev.chargeNc[device] / dev.capacityNc[device];
  return drawn / (dev.usable[device] * pack.climate.usable[slot]);
};

/** Charge above empty that can be had now, share of the capacity; 0 or less: the battery is done. */
const availableShare = (cell: CellState, device: number, pack: Pack, slot: number): number => {
  const { dev } = cell;
  const usable = dev.usable[device] * pack.climate.usable[slot];
  const locked = usable < 1 ? 1 - usable : 0;
  return dev.chargeNc[device] / dev.capacityNc[device] - locked - pack.emptyShare;
};

/** A full, new device's battery at virtual time 0. */
export const startBattery = (cell: CellState, device: number, group: GroupModel, fromMs: number): void => {
  const { pack } = group;
  if (pack === null) return;
  const { dev } = cell;
  dev.capacityNc[device] = pack.healthyNc;
  dev.chargeNc[device] = pack.initialNc;
  dev.measuredNc[device] = pack.initialNc;
  dev.usable[device] = pack.cell.usableAtRate(0);
  dev.drainedMs[device] = fromMs;
  dev.openMv[device] = pack.terminalMv(depthOf(cell, device, pack, pack.climate.slotAt(0)), 0);
};

/** Self-discharge, ageing and harvest since they were last settled. */
const upkeep = (cell: CellState, device: number, group: GroupModel, pack: Pack, nowMs: number): void => {
  const { dev } = cell;
  const sinceMs = dev.upkeptMs[device];
  if (nowMs <= sinceMs) return;
  dev.upkeptMs[device] = nowMs;
  dev.openMv[device] = pack.terminalMv(depthOf(cell, device, pack, pack.climate.slotAt(nowMs)), 0);
  // Whole parts of a fixed function of time: nothing is lost to rounding, however often this runs.
  const { selfTime, selfUA } = pack;
  const selfNc = Math.floor(selfUA * selfTime.until(nowMs)) - Math.floor(selfUA * selfTime.until(sinceMs));
  drain(cell, device, group, SELF_DISCHARGE, selfNc);
  if (pack.calendarPerMs > 0) {
    const warmMs = pack.calendarTime.until(nowMs) - pack.calendarTime.until(sinceMs);
    const lost = pack.capacityNc * pack.calendarPerMs * warmMs;
    // The cell shrinks with what is in it: the same share of the charge is lost, and the state of charge stays.
    drain(cell, device, group, SELF_DISCHARGE, (lost * dev.chargeNc[device]) / dev.capacityNc[device]);
    dev.capacityNc[device] -= lost;
  }
  if (pack.sun !== null) harvest(cell, device, group, pack, pack.sun.harvestNj(sinceMs, nowMs));
};

/** Puts harvested energy into the cell, up to full; what went in ages it. */
const harvest = (cell: CellState, device: number, group: GroupModel, pack: Pack, nj: number): void => {
  if (nj <= 0) return;
  const { dev } = cell;
  const gainedNc = Math.floor(((nj * 1_000) / dev.openMv[device]) * pack.chargeEfficiency);
  const roomNc = Math.floor(dev.capacityNc[device]) - dev.chargeNc[device];
  const storedNc = Math.min(gainedNc, roomNc);
  if (storedNc <= 0) return;
  dev.chargeNc[device] += storedNc;
  dev.capacityNc[device] -= storedNc * pack.cycleShare;
  cell.values[group.series.harvested] += Math.floor((storedNc * dev.openMv[device]) / 1_000);
};

/** Sleep current since the last call, nC: whole parts of current times time, so nothing is lost to rounding. */
const takeSleep = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const { dev } = cell;
  const sinceMs = dev.drainedMs[device];
  if (nowMs <= sinceMs) return 0;
  dev.drainedMs[device] = nowMs;
  if (dev.power[device] !== Power.running && dev.power[device] !== Power.booting) return 0;
  const leechUA = hasQuirk(cell, device, "drain") ? quirkParam(cell, device, "drain", "uA") : 0;
  const asleepUA = group.sleepUA + leechUA;
  return Math.floor(asleepUA * nowMs) - Math.floor(asleepUA * sinceMs);
};

const refreshCalm = (cell: CellState, device: number, pack: Pack): void => {
  const { dev } = cell;
  dev.calmNc[device] = pack.calmShare(dev.usable[device]) * dev.capacityNc[device];
};

/** Brings a battery up to date: before its device goes off or comes on, and at the end of a run. */
export const settle = (cell: CellState, device: number, nowMs: number): void => {
  const group = cell.group(device);
  const { pack } = group;
  if (pack === null) return;
  drain(cell, device, group, SLEEP, takeSleep(cell, device, group, nowMs));
  upkeep(cell, device, group, pack, nowMs);
  refreshCalm(cell, device, pack);
};

/**
 * What went on since the last report, and one sample: sensor and processor. Hot: once per report, three drains in one; the
 * slow things once an hour.
 */
export const drainReport = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const { pack } = group;
  if (pack === null) return;
  const { dev, values } = cell;
  const sleepNc = takeSleep(cell, device, group, nowMs);
  const { senseNc, computeNc } = group;
  const left = dev.chargeNc[device] - sleepNc - senseNc - computeNc;
  if (left < 0) {
    drain(cell, device, group, SLEEP, sleepNc);
    drain(cell, device, group, SENSE, senseNc);
    drain(cell, device, group, COMPUTE, computeNc);
  } else {
    const volts = dev.openMv[device] / 1_000;
    const sleepNj = Math.floor(sleepNc * volts);
    const senseNj = Math.floor(senseNc * volts);
    const computeNj = Math.floor(computeNc * volts);
    const { energy } = group.series;
    dev.chargeNc[device] = left;
    dev.drainedNj[device] += sleepNj + senseNj + computeNj;
    values[energy + SLEEP] += sleepNj;
    values[energy + SENSE] += senseNj;
    values[energy + COMPUTE] += computeNj;
  }
  if (nowMs - dev.upkeptMs[device] < pack.upkeepMs) return;
  upkeep(cell, device, group, pack, nowMs);
  lookAhead(cell, device, pack, nowMs);
  refreshCalm(cell, device, pack);
};

/** One attempt of the radio, both drains in one. Hot. */
export const drainAttempt = (
  cell: CellState,
  device: number,
  group: GroupModel,
  txNc: number,
  rxNc: number,
): void => {
  if (group.pack === null) return;
  const { dev, values } = cell;
  const left = dev.chargeNc[device] - txNc - rxNc;
  if (left < 0) {
    drain(cell, device, group, TRANSMIT, txNc);
    drain(cell, device, group, RECEIVE, rxNc);
    return;
  }
  const volts = dev.openMv[device] / 1_000;
  const txNj = Math.floor(txNc * volts);
  const rxNj = Math.floor(rxNc * volts);
  const { energy } = group.series;
  dev.chargeNc[device] = left;
  dev.drainedNj[device] += txNj + rxNj;
  values[energy + TRANSMIT] += txNj;
  values[energy + RECEIVE] += rxNj;
};

/** State of charge in ppm; a mains device is always full. */
export const chargePpm = (cell: CellState, device: number, group: GroupModel): number =>
  group.pack === null ? 1e6 : Math.floor((cell.dev.chargeNc[device] / cell.dev.capacityNc[device]) * 1e6);

/** Terminal voltage while transmitting now, mV. */
const transmitMv = (cell: CellState, device: number, pack: Pack, nowMs: number): number => {
  const slot = pack.climate.slotAt(nowMs);
  const lawC = pack.transmitLawC * pack.climate.resistanceFactor[slot];
  return pack.terminalMv(depthOf(cell, device, pack, slot), lawC);
};

/** Open-circuit voltage now, mV; null for a mains device. */
export const openMv = (cell: CellState, device: number, group: GroupModel, nowMs: number): number | null => {
  const { pack } = group;
  if (pack === null) return null;
  settle(cell, device, nowMs);
  return Math.floor(pack.terminalMv(depthOf(cell, device, pack, pack.climate.slotAt(nowMs)), 0));
};

/**
 * Asks the battery for a transmission. Hot: a comparison, and near a threshold two table readings.
 * @returns brownOut when the voltage breaks down, off when it has done so too often
 */
export const supplyTransmit = (cell: CellState, device: number, group: GroupModel, nowMs: number): Supply => {
  const { pack } = group;
  if (pack === null) return Supply.fine;
  const { dev } = cell;
  if (dev.chargeNc[device] > dev.calmNc[device] && dev.sags[device] === 0) return Supply.fine;
  const mv = transmitMv(cell, device, pack, nowMs);
  if (mv >= pack.brownoutMv) {
    dev.sags[device] = 0;
    return Supply.fine;
  }
  // The radio had started: half an attempt is spent.
  drain(cell, device, group, TRANSMIT, group.radio.txNc[cell.link.rate[device]] / 2);
  dev.sags[device]++;
  cell.values[group.series.brownouts]++;
  const ppm = chargePpm(cell, device, group);
  cell.emit(EventKind.battery, device, nowMs, ppm, BatteryNote.brownOut, Math.floor(mv));
  return dev.sags[device] >= BROWNOUTS_MAX ? Supply.off : Supply.brownOut;
};

/** LIF-6: degraded below the threshold, active again above the second one. Returns true when the battery is empty. */
export const checkCharge = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  const { pack } = group;
  if (pack === null) return false;
  const { dev } = cell;
  const state = dev.state[device];
  if (dev.chargeNc[device] > dev.calmNc[device] && state !== State.degraded) return false;
  const left = dev.chargeNc[device] / dev.capacityNc[device];
  if (state === State.active && left < pack.degradedShare)
    changeLife(cell, device, "low-battery", "low-battery", nowMs);
  else if (state === State.degraded && left > pack.recoveredShare) {
    changeLife(cell, device, "battery-recovered", "battery-recovered", nowMs);
  }
  return availableShare(cell, device, pack, pack.climate.slotAt(nowMs)) <= 0;
};

/** The battery can no longer run its device: says so, once per depletion, and settles the forecast. */
export const runFlat = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  const group = cell.group(device);
  if (dev.flat[device] === Flat.never) {
    cell.values[group.series.depleted]++;
    scoreForecast(cell, device, group, nowMs);
  }
  dev.flat[device] = Flat.now;
  const ppm = chargePpm(cell, device, group);
  cell.emit(EventKind.battery, device, nowMs, ppm, BatteryNote.switchedOff, dev.forecastMs[device]);
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
  const available = availableShare(cell, device, pack, pack.climate.slotAt(nowMs));
  const mv = transmitMv(cell, device, pack, nowMs);
  if (available < RESTART_SHARE || mv < pack.brownoutMv + RESTART_MV) return false;
  const { dev } = cell;
  dev.flat[device] = Flat.once;
  dev.sags[device] = 0;
  cell.emit(
    EventKind.battery,
    device,
    nowMs,
    chargePpm(cell, device, group),
    BatteryNote.back,
    Math.floor(mv),
  );
  return true;
};
