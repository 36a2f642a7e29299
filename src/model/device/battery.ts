// PWR-1, thin: a battery is an amount of energy at a nominal voltage, drained in whole nanojoules by named consumers.
// Left out here: open-circuit voltage, resistance, temperature and ageing.
import { EventKind } from "../../event/event.js";
import { CONSUMERS, type Consumer } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { energyNj, type GroupModel } from "../group-model.js";
import { changeLife } from "./life.js";
import { State } from "./lifecycle.js";

const consumer = (name: Consumer): number => CONSUMERS.indexOf(name);
const SLEEP = consumer("sleep");
const SENSE = consumer("sense");
const COMPUTE = consumer("compute");
const SELF_DISCHARGE = consumer("self-discharge");
export const TRANSMIT = consumer("transmit");
export const RECEIVE = consumer("receive");
export const JOIN = consumer("join");
export const UPDATE = consumer("update");
const DAY_MS = 86_400_000;

/** Takes up to `nj` from a battery for one consumer; a battery gives no more than it holds. */
export const drain = (cell: CellState, device: number, group: GroupModel, by: number, nj: number): void => {
  if (!group.onBattery || nj <= 0) return;
  const left = cell.dev.energyNj[device];
  const taken = nj < left ? nj : left;
  cell.dev.energyNj[device] = left - taken;
  cell.values[group.series.energy + by] += taken;
};

/** Sleep current and self-discharge since the last call. Hot: once per report. */
export const drainIdle = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  if (!group.onBattery) return;
  const sinceMs = nowMs - cell.dev.drainedMs[device];
  cell.dev.drainedMs[device] = nowMs;
  drain(cell, device, group, SLEEP, energyNj(group.sleepUA, sinceMs, group.mv));
  drain(cell, device, group, SELF_DISCHARGE, Math.floor((group.selfDischargeNjPerDay * sinceMs) / DAY_MS));
};

/** One sample: sensor and processor. */
export const drainSample = (cell: CellState, device: number, group: GroupModel): void => {
  drain(cell, device, group, SENSE, group.senseNj);
  drain(cell, device, group, COMPUTE, group.computeNj);
};

/** State of charge in ppm; a mains device is always full. */
export const chargePpm = (cell: CellState, device: number, group: GroupModel): number =>
  group.onBattery ? Math.floor((cell.dev.energyNj[device] / group.capacityNj) * 1e6) : 1e6;

/** LIF-6: degraded below the threshold, active again above the second one. Returns true when the battery is empty. */
export const checkCharge = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  if (!group.onBattery) return false;
  const left = cell.dev.energyNj[device];
  const state = cell.dev.state[device];
  if (state === State.active && left < group.degradedNj)
    changeLife(cell, device, "low-battery", "low-battery", nowMs);
  else if (state === State.degraded && left > group.recoveredNj) {
    changeLife(cell, device, "battery-recovered", "battery-recovered", nowMs);
  }
  if (left > group.emptyNj) return false;
  cell.emit(EventKind.battery, device, nowMs, chargePpm(cell, device, group), 1, 0);
  cell.values[group.series.depleted]++;
  return true;
};
