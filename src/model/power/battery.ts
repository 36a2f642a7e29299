// PWR-1, PWR-2: a device's battery between its events. Charge is whole nC; every drain has a consumer and is booked in nJ
// at the open-circuit voltage. What goes on all the time (sleep, self-discharge, ageing, harvest) is a function of time,
// settled when somebody looks, so it does not matter how often. What a load does to the voltage: supply.ts.
import { assert } from "../../core/assert.js";
import { Events } from "../../event/events.js";
import { batteryNote } from "../../event/vocabulary.js";
import { Flat } from "../battery/columns.js";
import { COMPUTE, RECEIVE, SELF_DISCHARGE, SENSE, SLEEP, TRANSMIT } from "../battery/load.js";
import type { Pack } from "../battery/pack.js";
import type { CellState } from "../state/cell-state.js";
import type { GroupModel } from "../state/group-model.js";
import { changeLife } from "../state/life.js";
import { State } from "../state/lifecycle.js";
import { Power } from "../state/power-states.js";
import { hasQuirk, quirkParam } from "../state/quirks.js";
import { settingsAt } from "../state/settings-at.js";
import { chargePpm } from "./charge.js";
import { lookAhead, scoreForecast } from "./forecast.js";

/** Takes up to `chargeNc` (uA times ms) from a battery for one consumer; a battery gives no more than it holds. */
export const drain = (cell: CellState, device: number, by: number, chargeNc: number): void => {
  const group = cell.group(device);
  if (group.pack === null || chargeNc < 1) return;
  const { dev } = cell;
  const left = dev.chargeNc[device];
  const taken = Math.min(left, Math.floor(chargeNc));
  assert(taken >= 0, "a battery holds less than nothing");
  dev.chargeNc[device] = left - taken;
  const nj = Math.floor(taken * (dev.openMv[device] / 1_000));
  dev.drainedNj[device] += nj;
  cell.values[group.series.energy + by] += nj;
};

/** Depth of discharge, 0..1 and beyond: charge drawn over what this rate and temperature let out. */
export const depthOf = (cell: CellState, device: number, pack: Pack, slot: number): number => {
  const { dev } = cell;
  const drawn = 1 - dev.chargeNc[device] / dev.capacityNc[device];
  return drawn / (dev.usable[device] * pack.climate.usable[slot]);
};

/** Charge above empty that can be had now, share of the capacity; 0 or less: the battery is done. */
export const availableShare = (cell: CellState, device: number, pack: Pack, slot: number): number => {
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
const upkeep = (cell: CellState, device: number, pack: Pack, nowMs: number): void => {
  const { dev } = cell;
  const sinceMs = dev.upkeptS[device] * 1_000;
  const untilMs = Math.floor(nowMs / 1_000) * 1_000;
  if (untilMs <= sinceMs) return;
  dev.upkeptS[device] = untilMs / 1_000;
  dev.openMv[device] = pack.terminalMv(depthOf(cell, device, pack, pack.climate.slotAt(nowMs)), 0);
  // Whole parts of a fixed function of time: nothing is lost to rounding, however often this runs.
  const { selfTime, selfUA } = pack;
  const selfNc = Math.floor(selfUA * selfTime.until(untilMs)) - Math.floor(selfUA * selfTime.until(sinceMs));
  drain(cell, device, SELF_DISCHARGE, selfNc);
  if (pack.calendarPerMs > 0) {
    const warmMs = pack.calendarTime.until(untilMs) - pack.calendarTime.until(sinceMs);
    const lost = pack.capacityNc * pack.calendarPerMs * warmMs;
    // The cell shrinks with what is in it: the same share of the charge is lost, and the state of charge stays.
    drain(cell, device, SELF_DISCHARGE, (lost * dev.chargeNc[device]) / dev.capacityNc[device]);
    dev.capacityNc[device] -= lost;
  }
  if (pack.sun !== null) harvest(cell, device, pack, pack.sun.harvestNj(sinceMs, untilMs));
};

/** Puts harvested energy into the cell, up to full; what went in ages it. */
const harvest = (cell: CellState, device: number, pack: Pack, nj: number): void => {
  if (nj <= 0) return;
  const { dev } = cell;
  const gainedNc = Math.floor(((nj * 1_000) / dev.openMv[device]) * pack.chargeEfficiency);
  const roomNc = Math.floor(dev.capacityNc[device]) - dev.chargeNc[device];
  const storedNc = Math.min(gainedNc, roomNc);
  if (storedNc <= 0) return;
  dev.chargeNc[device] += storedNc;
  dev.capacityNc[device] -= storedNc * pack.cycleShare;
  cell.values[cell.group(device).series.harvested] += Math.floor((storedNc * dev.openMv[device]) / 1_000);
};

/**
 * Looks of a sensor that watches for a change, since sleep was last settled: one at every whole interval of the run,
 * without a timer for each. Those that find something are among them. Call it before {@link takeSleep}.
 */
const looksSince = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const { dev } = cell;
  const sinceMs = dev.drainedMs[device];
  if (nowMs <= sinceMs || dev.power[device] !== Power.running) return 0;
  const everyMs = settingsAt(cell, device, group).intervalMs;
  return Math.floor(nowMs / everyMs) - Math.floor(sinceMs / everyMs);
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

const refreshCalm = (cell: CellState, device: number, pack: Pack, nowMs: number): void => {
  const { dev } = cell;
  dev.calmNc[device] = pack.calmShare(dev.usable[device], nowMs) * dev.capacityNc[device];
};

/** Brings a battery up to date: before its device goes off or comes on, and at the end of a run. */
export const settle = (cell: CellState, device: number, nowMs: number): void => {
  const group = cell.group(device);
  const { pack } = group;
  if (pack === null) return;
  const looks = group.watchMs === 0 ? 0 : looksSince(cell, device, group, nowMs);
  drain(cell, device, SLEEP, takeSleep(cell, device, group, nowMs));
  drain(cell, device, SENSE, looks * group.senseNc);
  drain(cell, device, COMPUTE, looks * group.computeNc);
  upkeep(cell, device, pack, nowMs);
  const nc = cell.dev.chargeNc[device];
  assert(nc >= 0 && nc <= pack.healthyNc, "a battery holds less than nothing or more than it was made for");
  refreshCalm(cell, device, pack, nowMs);
};

/**
 * What went on since the last report, and one sample: sensor and processor. Hot: once per report, three drains in one; the
 * slow things once an hour.
 */
export const drainReport = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const { pack } = group;
  if (pack === null) return;
  const { dev, values } = cell;
  const samples = group.watchMs === 0 ? 1 : looksSince(cell, device, group, nowMs);
  const sleepNc = takeSleep(cell, device, group, nowMs);
  const senseNc = samples * group.senseNc;
  const computeNc = samples * group.computeNc;
  const left = dev.chargeNc[device] - sleepNc - senseNc - computeNc;
  if (left < 0) {
    drain(cell, device, SLEEP, sleepNc);
    drain(cell, device, SENSE, senseNc);
    drain(cell, device, COMPUTE, computeNc);
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
  if (nowMs - dev.upkeptS[device] * 1_000 < pack.upkeepMs) return;
  upkeep(cell, device, pack, nowMs);
  lookAhead(cell, device, pack, nowMs);
  refreshCalm(cell, device, pack, nowMs);
};

/** One attempt of the radio, both drains in one. Hot. */
export const drainAttempt = (cell: CellState, device: number, txNc: number, rxNc: number): void => {
  const group = cell.group(device);
  if (group.pack === null) return;
  const { dev, values } = cell;
  const left = dev.chargeNc[device] - txNc - rxNc;
  if (left < 0) {
    drain(cell, device, TRANSMIT, txNc);
    drain(cell, device, RECEIVE, rxNc);
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

/** Open-circuit voltage now, mV; null for a mains device. */
export const openMv = (cell: CellState, device: number, group: GroupModel, nowMs: number): number | null => {
  const { pack } = group;
  if (pack === null) return null;
  settle(cell, device, nowMs);
  return Math.floor(pack.terminalMv(depthOf(cell, device, pack, pack.climate.slotAt(nowMs)), 0));
};

/** LIF-6: degraded below the threshold, active again above the second one. Returns true when the battery is empty. */
export const checkCharge = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  const { pack } = group;
  if (pack === null) return false;
  const { dev } = cell;
  const state = dev.state[device];
  if (dev.chargeNc[device] > dev.calmNc[device] && state !== State.degraded) return false;
  const left = dev.chargeNc[device] / dev.capacityNc[device];
  if (state === State.active && left < pack.degradedShare) changeLife(cell, device, "low-battery", nowMs);
  else if (state === State.degraded && left > pack.recoveredShare) {
    changeLife(cell, device, "battery-recovered", nowMs);
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
  cell.emit(Events.battery, device, nowMs, {
    what: batteryNote("off"),
    chargePpm: ppm,
    forecastMs: cell.forecastMs.get(device),
  });
};
