// LIF-5: one word for how a device is: healthy, warning, critical; from battery, radio, reboots, reachability and the
// quality of its readings. It rests on what somebody can see, never on what is wrong: the device its gauge, its boots, tries
// that nobody acknowledged, samples its sensor did not give or gave alike; its gateway what its detectors find; whoever
// reads its payloads those it must refuse. The device judges itself now and then, whenever it reports; what others find
// counts at once; one without power is judged when it has been missed for too long. A sensor that drifts, or shows another
// unit, is seen by nobody whose gateway does not look for it.
import { HOUR_MS } from "../../core/duration.js";
import { Events } from "../../event/events.js";
import { ANOMALIES, HEALTH_STATES } from "../../event/vocabulary.js";
import type { DeviceTwin } from "../../spec/twin.js";
import { chargePpm } from "../power/charge.js";
import { type CellState, Timer } from "../state/cell-state.js";
import { type GroupModel, ReportMode } from "../state/group-model.js";
import { State } from "../state/lifecycle.js";
import { SessionState } from "../state/session-states.js";
import { settingsAt } from "../state/settings-at.js";

type HealthState = (typeof HEALTH_STATES)[number];

/** What health rests on. */
export interface HealthSigns {
  chargePpm: number;
  lossPpm: number;
  /** Fading count, half-life an hour. */
  reboots: number;
  offlineMs: number;
  /** Silent or stuck sensor, unreadable payloads. */
  isSensorBad: boolean;
  /** The battery falls faster than designed (power/steepness.ts). */
  isDraining: boolean;
}

const LOSS_WARNING_PPM = 300_000;
const LOSS_CRITICAL_PPM = 600_000;
const REBOOTS_WARNING = 1.5;
const REBOOTS_CRITICAL = 4;
const HALF_LIFE_MS = HOUR_MS;
const LN2 = Math.LN2;

/** Samples in a row without an answer after which a sensor counts as silent. */
const MUTE_SAMPLES = 3;
/** Of the latest readings (about eight), the share that could not be read which is a warning. */
const REFUSED_WARNING = 0.2;
const REFUSED_FORGOTTEN = 0.01;
const REFUSED_MEMORY = 8;
/** Of what a device was heard to say, so many times its longest usual silence mean that it is gone. */
const SILENCE_FACTOR = 1.5;
const FOUND_SILENT = 1 << ANOMALIES.indexOf("silence");

type Limits = Omit<DeviceTwin["health"], "checkMs" | "stuckAfter">;

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

/** The longest a device is silent while all is well, ms. */
const usualSilenceMs = (cell: CellState, device: number, group: GroupModel): number => {
  const settings = settingsAt(cell, device, group);
  const intervalMs =
    cell.dev.state[device] === State.degraded ? settings.degradedIntervalMs : settings.intervalMs;
  const isSteady = group.mode === ReportMode.periodic || group.mode === ReportMode.polled;
  return isSteady ? intervalMs : Math.max(intervalMs, settings.heartbeatMs);
};

/**
 * Offline for longer is critical. Of a device behind a gateway that is there nobody can say so before it has missed its
 * heartbeat.
 */
const offlineLimitMs = (cell: CellState, device: number, group: GroupModel): number => {
  const { offlineMs } = group.twin.health;
  const k = cell.gatewayOf[device];
  if (k < 0 || cell.sess.state[cell.gatewayLocal(k)] !== SessionState.up || group.trace >= 0)
    return offlineMs;
  return Math.max(offlineMs, SILENCE_FACTOR * usualSilenceMs(cell, device, group));
};

/** What the device's gateway has found, whatever it is; of silences those longer than its usual ones. */
const isFoundBad = (cell: CellState, device: number, group: GroupModel, nowMs: number): boolean => {
  const found = cell.dev.anomalies[device];
  if (found === 0) return false;
  if (found !== FOUND_SILENT) return true;
  const silentMs = nowMs - cell.dev.heardS[device] * 1_000;
  return silentMs > SILENCE_FACTOR * usualSilenceMs(cell, device, group);
};

/** A sample that the sensor did not give. */
export const noteMute = (cell: CellState, device: number, nowMs: number): void => {
  const missing = (cell.mute.get(device) ?? 0) + 1;
  cell.mute.set(device, missing);
  if (missing >= MUTE_SAMPLES) refreshHealth(cell, device, nowMs);
};

/** The sensor answers again. */
export const noteAnswer = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.mute.delete(device)) refreshHealth(cell, device, nowMs);
};

/** The device's own look at its sensor: exactly the same value again. Hot: once per sample. */
export const watchSensor = ({ dev }: CellState, device: number, value: number): void => {
  if (value !== dev.shown[device]) {
    dev.shown[device] = value;
    dev.sameSteps[device] = 0;
  } else if (dev.sameSteps[device] < 0xffff) dev.sameSteps[device]++;
};

/** Whoever reads the device's payloads (its gateway, or the cloud, which answers a refusal) could or could not read one. */
export const noteRead = (cell: CellState, device: number, isReadable: boolean, nowMs: number): void => {
  const before = cell.refused.get(device) ?? 0;
  const share = before + ((isReadable ? 0 : 1) - before) / REFUSED_MEMORY;
  if (share < REFUSED_FORGOTTEN) cell.refused.delete(device);
  else cell.refused.set(device, share);
  if (share > REFUSED_WARNING !== before > REFUSED_WARNING) refreshHealth(cell, device, nowMs);
};

/** Judges a device and says so where the word changes. */
export const refreshHealth = (cell: CellState, device: number, nowMs: number): void => {
  if (cell.dev.state[device] === State.decommissioned) return;
  const { dev, values } = cell;
  const group = cell.group(device);
  const signs = {
    chargePpm: chargePpm(cell, device, group),
    lossPpm: dev.lossSeen[device] * 1e6,
    reboots: fadedScore(cell, device, nowMs),
    offlineMs: dev.online[device] === 1 ? 0 : nowMs - dev.sinceMs[device],
    isSensorBad:
      (group.stuckAfter > 0 && dev.sameSteps[device] >= group.stuckAfter) ||
      isFoundBad(cell, device, group, nowMs) ||
      (cell.mute.get(device) ?? 0) >= MUTE_SAMPLES ||
      (cell.refused.get(device) ?? 0) > REFUSED_WARNING,
    isDraining: cell.steep.has(device),
  };
  const limits =
    signs.offlineMs === 0
      ? group.twin.health
      : { ...group.twin.health, offlineMs: offlineLimitMs(cell, device, group) };
  const health = healthOf(signs, limits);
  const next = HEALTH_STATES.indexOf(health);
  const previous = dev.health[device];
  if (next === previous) return;
  values[group.series.health + previous]--;
  values[group.series.health + next]++;
  dev.health[device] = next;
  cell.emit(Events.health, device, nowMs, { fromHealth: previous, toHealth: next });
};

/**
 * A device has lost its power: it is looked at once more, when it has been offline for too long. The REPORT timer does it,
 * which a device without power does not need; booting takes it back.
 */
export const watchSilent = (cell: CellState, device: number, nowMs: number): void => {
  const limitMs = offlineLimitMs(cell, device, cell.group(device));
  const atMs = Math.max(nowMs, cell.dev.sinceMs[device] + limitMs) + 1;
  cell.wake(device, Timer.report, atMs);
};
