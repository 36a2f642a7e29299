// LIF-5: one word for how a device is: healthy, warning, critical; from battery, radio, reboots, reachability and the
// quality of its readings. The device judges itself now and then, whenever it reports.
import { EventKind } from "../../event/event.js";
import { HEALTH_STATES } from "../../event/vocabulary.js";
import type { CellState } from "../cell-state.js";
import { chargePpm } from "./battery.js";
import { State } from "./lifecycle.js";

type HealthState = (typeof HEALTH_STATES)[number];

/** What health rests on. */
export interface HealthSigns {
  chargePpm: number;
  lossPpm: number;
  /** Fading count, half-life an hour. */
  reboots: number;
  offlineMs: number;
  isSensorBad: boolean;
}

const BATTERY_WARNING_PPM = 200_000;
const BATTERY_CRITICAL_PPM = 100_000;
const LOSS_WARNING_PPM = 300_000;
const LOSS_CRITICAL_PPM = 600_000;
const REBOOTS_WARNING = 1.5;
const REBOOTS_CRITICAL = 4;
const OFFLINE_CRITICAL_MS = 600_000;
const HALF_LIFE_MS = 3_600_000;
const LN2 = Math.LN2;

/** The worst sign decides. */
export const healthOf = (signs: HealthSigns): HealthState => {
  const { lossPpm, reboots } = signs;
  const isCritical =
    signs.chargePpm < BATTERY_CRITICAL_PPM ||
    lossPpm > LOSS_CRITICAL_PPM ||
    reboots > REBOOTS_CRITICAL ||
    signs.offlineMs > OFFLINE_CRITICAL_MS;
  if (isCritical) return "critical";
  const isWarning =
    signs.chargePpm < BATTERY_WARNING_PPM ||
    lossPpm > LOSS_WARNING_PPM ||
    reboots > REBOOTS_WARNING ||
    signs.isSensorBad;
  return isWarning ? "warning" : "healthy";
};

/** Counts one reboot into the fading score. */
export const scoreReboot = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  dev.rebootScore[device] = fadedScore(cell, device, nowMs) + 1;
  dev.rebootScoreMs[device] = nowMs;
};

const fadedScore = (cell: CellState, device: number, nowMs: number): number => {
  const score = cell.dev.rebootScore[device];
  return score === 0 ? 0 : score * Math.exp((-LN2 * (nowMs - cell.dev.rebootScoreMs[device])) / HALF_LIFE_MS);
};

/** A decommissioned device is nobody's to judge. */
export const leaveHealth = (cell: CellState, device: number): void => {
  cell.values[cell.group(device).series.health + cell.dev.health[device]]--;
};

/** Judges a device and says so where the word changes. */
export const refreshHealth = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.dev.state[device] === State.decommissioned) return;
  const { dev, values } = cell;
  const group = cell.group(device);
  const health = healthOf({
    chargePpm: chargePpm(cell, device, group),
    lossPpm: dev.lossPpm[device],
    reboots: fadedScore(cell, device, nowMs),
    offlineMs: dev.online[device] === 1 ? 0 : nowMs - dev.sinceMs[device],
    isSensorBad: dev.sensorHolds[device] !== 0 || dev.corruptPpm[device] !== 0,
  });
  const next = HEALTH_STATES.indexOf(health);
  const previous = dev.health[device];
  if (next === previous) return;
  values[group.series.health + previous]--;
  values[group.series.health + next]++;
  dev.health[device] = next;
  cell.emit(EventKind.health, device, nowMs, previous, next, 0);
};
