// LIF-5: one word for how a device is: healthy, warning, critical; from battery, radio, reboots, reachability and the
// quality of its readings. The device judges itself now and then, whenever it reports; one without power cannot, so whoever
// misses its heartbeat judges it when it has been offline for too long.
import { EventKind } from "../../event/event.js";
import { HEALTH_STATES } from "../../event/vocabulary.js";
import type { DeviceTwin } from "../../scenario/scenario.js";
import { type CellState, Timer } from "../cell-state.js";
import { chargePpm } from "./charge.js";
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
  /** The battery falls faster than designed (steepness.ts). */
  isDraining: boolean;
}

const LOSS_WARNING_PPM = 300_000;
const LOSS_CRITICAL_PPM = 600_000;
const REBOOTS_WARNING = 1.5;
const REBOOTS_CRITICAL = 4;
const HALF_LIFE_MS = 3_600_000;
const LN2 = Math.LN2;

type Limits = Omit<DeviceTwin["health"], "checkMs">;

/** The worst sign decides. */
export const healthOf = (signs: HealthSigns, limits: Limits): HealthState => {
  const { lossPpm, reboots } = signs;
  const isCritical =
    signs.chargePpm < limits.criticalPpm ||
    lossPpm > LOSS_CRITICAL_PPM ||
    reboots > REBOOTS_CRITICAL ||
    signs.offlineMs > limits.offlineMs;
  if (isCritical) return "critical";
  const isWarning =
    signs.chargePpm < limits.warningPpm ||
    lossPpm > LOSS_WARNING_PPM ||
    reboots > REBOOTS_WARNING ||
    signs.isSensorBad ||
    signs.isDraining;
  return isWarning ? "warning" : "healthy";
};

/** Counts one reboot into the fading score. */
export const scoreReboot = (cell: CellState, device: number, nowMs: number): void => {
  const { dev } = cell;
  dev.rebootScore[device] = fadedScore(cell, device, nowMs) + 1;
  dev.rebootScoreS[device] = nowMs / 1_000;
};

const fadedScore = (cell: CellState, device: number, nowMs: number): number => {
  const score = cell.dev.rebootScore[device];
  if (score === 0) return 0;
  const sinceMs = nowMs - cell.dev.rebootScoreS[device] * 1_000;
  return score * Math.exp((-LN2 * sinceMs) / HALF_LIFE_MS);
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
  const signs = {
    chargePpm: chargePpm(cell, device, group),
    lossPpm: dev.lossPpm[device],
    reboots: fadedScore(cell, device, nowMs),
    offlineMs: dev.online[device] === 1 ? 0 : nowMs - dev.sinceMs[device],
    isSensorBad: dev.sensorHolds[device] !== 0 || cell.corruptPpm.has(device),
    isDraining: cell.steep.has(device),
  };
  const health = healthOf(signs, group.twin.health);
  const next = HEALTH_STATES.indexOf(health);
  const previous = dev.health[device];
  if (next === previous) return;
  values[group.series.health + previous]--;
  values[group.series.health + next]++;
  dev.health[device] = next;
  cell.emit(EventKind.health, device, nowMs, previous, next, 0);
};

/**
 * A device has lost its power: it is looked at once more, when it has been offline for too long. The REPORT timer does it,
 * which a device without power does not need; booting takes it back.
 */
export const watchSilent = (cell: CellState, device: number, nowMs: number): void => {
  const { offlineMs } = cell.group(device).twin.health;
  const atMs = Math.max(nowMs, cell.dev.sinceMs[device] + offlineMs) + 1;
  cell.timers.schedule(device * Timer.count + Timer.report, atMs);
};
