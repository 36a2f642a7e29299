// The application's loop: wake, sample, decide whether it is worth a message, publish. Periodic, deadband (INF-5), on change
// with a heartbeat, or polled (INF-10).
import { ReadingFlag } from "../../event/vocabulary.js";
import { Supply } from "../battery/columns.js";
import { publish } from "../link/publish.js";
import { Purpose } from "../plan/purpose.js";
import { checkCharge, drainReport } from "../power/battery.js";
import { carries } from "../power/supply.js";
import { redial } from "../session/dial.js";
import { watchSession } from "../session/keepalive.js";
import type { CellState } from "../state/cell-state.js";
import type { Frame } from "../state/frame.js";
import { ReportMode } from "../state/group-model.js";
import { inService } from "../state/lifecycle.js";
import { Power } from "../state/power-states.js";
import { hasQuirk } from "../state/quirks.js";
import { isAtWork } from "../state/retirement.js";
import { SessionState } from "../state/session-states.js";
import type { Settings } from "../state/settings.js";
import { settingsAt } from "../state/settings-at.js";
import { noteAnswer, noteMute, refreshHealth, watchSensor } from "./health.js";
import { scheduleAfterSilence, scheduleNext } from "./pace.js";
import { actLocally } from "./rules.js";
import { sample, shownValue } from "./sampling.js";
import { isSilent } from "./sensor-fault.js";
import { sendVitals, VITALS_EVERY_MASK } from "./vitals.js";

/** Digest row kind of a produced reading (event kinds are below 128). */
const READING_TRACE = 200;
/** First number of an alarm; other readings stay below. */
const ALARM_SEQ = 1_000_000_000;

/** True for a value beyond the alarm thresholds. */
const isAlarm = ({ alarmAbove, alarmBelow }: Settings, value: number): boolean =>
  value > alarmAbove || value < alarmBelow;

/** True when this sample makes a message. */
const isWorthSending = (cell: CellState, device: number, value: number, nowMs: number): boolean => {
  const { dev } = cell;
  const group = cell.group(device);
  if (group.mode === ReportMode.periodic || group.mode === ReportMode.polled || group.trace >= 0) return true;
  const settings = settingsAt(cell, device, group);
  if (dev.seq[device] === 0 || nowMs - dev.sentMs[device] >= settings.heartbeatMs) return true;
  if (group.hasAlarm && isAlarm(settings, value) && !isAlarm(settings, dev.sent[device])) return true;
  return group.mode === ReportMode.onChange
    ? value !== dev.sent[device]
    : Math.abs(value - dev.sent[device]) > settings.deadband;
};

/** Makes a reading of a sample: it is numbered, traced and counted, and ready to be sent. */
const produce = (cell: CellState, device: number, value: number, nowMs: number): Frame => {
  const { dev, values } = cell;
  const group = cell.group(device);
  const raises = group.hasAlarm && isAlarm(settingsAt(cell, device, group), value);
  // Alarms overtake others, so they are numbered by themselves.
  const seq = raises ? ALARM_SEQ + cell.link.alarms[device]++ : dev.seq[device]++;
  values[group.series.produced]++;
  cell.out.digest.add(READING_TRACE, cell.entityOf[device], nowMs, value, seq);
  dev.sent[device] = value;
  dev.sentMs[device] = nowMs;
  const reading = cell.frame.of(device, group).takeFresh(value, seq, nowMs);
  reading.mark(corruptFlag(cell, device, seq));
  if (raises) {
    reading.mark(ReadingFlag.alarm);
    values[group.series.alarms]++;
  }
  return reading;
};

/** REPORT timer. Hot: once per sample of every device; columns and numbers only, about half a microsecond. */
export const report = (cell: CellState, device: number, nowMs: number): void => {
  const { dev, values } = cell;
  if (dev.power[device] !== Power.running) {
    refreshHealth(cell, device, nowMs);
    return;
  }
  if (!inService(dev.state[device]) && !isAtWork(cell, device)) {
    watchSession(cell, device, nowMs);
    return;
  }
  const group = cell.group(device);
  const { series } = group;
  values[series.steps]++;
  drainReport(cell, device, group, nowMs);
  if (!carries(cell, device, group.sampleLoad, nowMs)) return;
  if (dev.sensorHolds[device] !== 0 && isSilent(cell, device)) {
    dev.steps[device]++;
    noteMute(cell, device, nowMs);
    scheduleAfterSilence(cell, device, nowMs);
    watchSession(cell, device, nowMs);
    return;
  }
  const value = shownValue(cell, device, sample(cell, device, group, nowMs), nowMs);
  if (cell.mute.size > 0) noteAnswer(cell, device, nowMs);
  if (group.stuckAfter > 0) watchSensor(cell, device, value);
  if (group.hasRules && !actLocally(cell, device, value, nowMs)) return;
  dev.steps[device]++;
  if (isWorthSending(cell, device, value, nowMs)) {
    if (!publish(cell, produce(cell, device, value, nowMs))) return;
    if (cell.sess.state[device] === SessionState.down && cell.gatewayOf[device] < 0)
      redial(cell, device, nowMs);
  } else values[series.suppressed]++;
  if ((dev.steps[device] & group.healthMask) === 0) refreshHealth(cell, device, nowMs);
  if (group.sendsVitals && (dev.steps[device] & VITALS_EVERY_MASK) === 0) sendVitals(cell, device, nowMs);
  if (checkCharge(cell, device, group, nowMs)) {
    cell.upcalls.gaveWay.set(device, Supply.off);
    return;
  }
  scheduleNext(cell, device, nowMs);
};

/** payload.corrupt: a share of the readings leaves the device unreadable; so do all of a firmware with another schema. */
const corruptFlag = (cell: CellState, device: number, seq: number): number => {
  if (cell.dev.quirks[device] !== 0 && hasQuirk(cell, device, "payload-schema")) return ReadingFlag.corrupt;
  if (cell.spoiltPpm.sums.size === 0) return 0;
  const ppm = cell.spoiltPpm.sums.get(device);
  if (ppm === undefined) return 0;
  return cell.chance.chancePpm(device, Purpose.corrupt, seq, ppm) ? ReadingFlag.corrupt : 0;
};
