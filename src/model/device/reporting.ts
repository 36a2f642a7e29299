// The application's loop: wake, sample, decide whether it is worth a message, publish. Periodic, deadband (INF-5) or
// on change with a heartbeat; degraded devices report at a multiple of their interval (LIF-6).
import { ReadingFlag } from "../../event/message.js";
import { latencyBucket } from "../../event/metric.js";
import { Supply } from "../battery/columns.js";
import { type CellState, Timer } from "../cell-state.js";
import { type GroupModel, ReportMode } from "../group-model.js";
import { hasQuirk, quirkParam } from "../ota/behaviour.js";
import { Purpose } from "../purpose.js";
import type { Settings } from "../shadow/settings.js";
import { settingsAt } from "../shadow/settings-at.js";
import { checkCharge, drainReport, SENSE } from "./battery.js";
import { Power } from "./columns.js";
import { refreshHealth } from "./health.js";
import { inService, State } from "./lifecycle.js";
import { isAtWork } from "./retire.js";
import { actLocally } from "./rules.js";
import { faultyValue, isSilent } from "./sensor-fault.js";
import { dailyValue, nextNoise, traceRowMs } from "./signal.js";
import { carries } from "./supply.js";
import { publish } from "./transport.js";
import { sendVitals, VITALS_EVERY_MASK } from "./vitals.js";

/** Digest row kind of a produced reading (event kinds are below 128). */
const READING_TRACE = 200;
/** First number of an alarm; other readings stay below. */
const ALARM_SEQ = 1_000_000_000;
/** Hundredths: sensors report two decimals. */
const RESOLUTION = 100;

/** The question that a polled device answers; the charge for hearing it is in the twin's receive time. */
const POLL_BYTES = 12;

const intervalOf = (cell: CellState, device: number, settings: Settings): number =>
  cell.dev.state[device] === State.degraded ? settings.degradedIntervalMs : settings.intervalMs;

const indexOf = (cell: CellState, device: number, group: GroupModel): number =>
  cell.entityOf[device] - group.first;

/** How long an occupancy sensor's present state lasts: exponential, by its mean; a second at least. */
const drawStay = (cell: CellState, device: number, group: GroupModel, counter: number): number => {
  const { signal } = group.twin;
  if (signal.kind !== "occupancy") return Number.MAX_SAFE_INTEGER;
  group.random.draw(indexOf(cell, device, group), Purpose.occupancy, counter & 0xffffff);
  const meanMs = cell.dev.sample[device] === 1 ? signal.meanOccupiedMs : signal.meanVacantMs;
  return Math.max(1_000, Math.floor(group.random.exponential(meanMs)));
};

/** An occupancy sensor's next change. */
const drawFlip = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  cell.dev.flipMs[device] = nowMs + drawStay(cell, device, group, cell.dev.steps[device]);
};

/** Nobody hears of a change before the poll: what happened since the last one, seen only now (INF-10). */
const catchUp = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const { dev, values } = cell;
  let flips = 0;
  let changedMs = 0;
  while (dev.flipMs[device] <= nowMs) {
    changedMs = dev.flipMs[device];
    dev.sample[device] = 1 - dev.sample[device];
    dev.flipMs[device] = changedMs + drawStay(cell, device, group, dev.draws[device]++);
    flips++;
  }
  if (flips % 2 === 1) values[group.series.noticed + latencyBucket(nowMs - changedMs)]++;
  values[group.series.missed] += flips - (flips % 2);
};

/** Row of the trace that falls due next, by the count of steps taken, or -1 at its end. */
const traceRow = (cell: CellState, device: number, group: GroupModel): { row: number; atMs: number } => {
  const trace = cell.plan.scenario.traces[group.trace];
  const rows = trace.timesMs.length;
  const step = cell.dev.steps[device];
  const lap = Math.floor(step / rows);
  if (lap > 0 && !trace.loop) return { row: -1, atMs: Infinity };
  return { row: step % rows, atMs: traceRowMs(trace, step % rows, lap) };
};

const isByChange = (group: GroupModel): boolean =>
  group.isOccupancy && group.mode !== ReportMode.polled && group.trace < 0;

/**
 * A silent sensor shows neither a change nor a heartbeat: the world goes on, and the device tries again at its next look, or,
 * where its sensor would wake it, after another heartbeat.
 */
const missChange = (
  cell: CellState,
  device: number,
  group: GroupModel,
  settings: Settings,
  nowMs: number,
): void => {
  const { dev } = cell;
  if (dev.flipMs[device] <= nowMs) {
    dev.sample[device] = 1 - dev.sample[device];
    drawFlip(cell, device, group, nowMs);
  }
  const againMs = nowMs + (group.watchMs > 0 ? settings.intervalMs : settings.heartbeatMs);
  cell.timers.schedule(device * Timer.count + Timer.report, Math.min(dev.flipMs[device], againMs));
};

/** Plans the next REPORT of a running device in service. */
export const scheduleReport = (cell: CellState, device: number, nowMs: number): void => {
  const { dev, timers } = cell;
  const group = cell.group(device);
  const node = device * Timer.count + Timer.report;
  if (group.trace >= 0) {
    let next = traceRow(cell, device, group);
    // Rows that fell due while the device was off were never sampled.
    while (next.row >= 0 && next.atMs < nowMs) {
      dev.steps[device]++;
      next = traceRow(cell, device, group);
    }
    if (next.row >= 0) timers.schedule(node, Math.max(nowMs + 1, next.atMs));
    return;
  }
  const settings = settingsAt(cell, device, group);
  if (group.isOccupancy && group.mode !== ReportMode.polled) {
    if (dev.flipMs[device] <= nowMs) drawFlip(cell, device, group, nowMs);
    if (dev.seq[device] === 0 && dev.sentMs[device] === 0) {
      // A fleet's heartbeats do not beat together: the first comes somewhere within its interval.
      group.random.draw(indexOf(cell, device, group), Purpose.phase, 0);
      dev.sentMs[device] = nowMs - Math.floor(group.random.uniform() * settings.heartbeatMs);
    }
    const heartbeatMs = dev.sentMs[device] + settings.heartbeatMs;
    timers.schedule(node, Math.max(nowMs + 1, Math.min(dev.flipMs[device], heartbeatMs)));
    return;
  }
  if (group.isOccupancy && dev.flipMs[device] === 0) drawFlip(cell, device, group, nowMs);
  // Boots draw a new phase, so that devices that woke together do not report together for ever.
  group.random.draw(indexOf(cell, device, group), Purpose.phase, dev.boots[device] & 0xffffff);
  timers.schedule(node, nowMs + 1 + Math.floor(group.random.uniform() * intervalOf(cell, device, settings)));
};

/** The value the sensor shows now. */
const sample = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const { dev } = cell;
  const { signal } = group.twin;
  const step = dev.steps[device];
  if (group.trace >= 0) {
    const trace = cell.plan.scenario.traces[group.trace];
    return trace.values[step % trace.timesMs.length];
  }
  switch (signal.kind) {
    case "daily": {
      group.random.draw(indexOf(cell, device, group), Purpose.sense, step & 0xffffff);
      dev.noise[device] = nextNoise(dev.noise[device], signal.correlation, group.random.normal());
      const value = dailyValue(signal, cell.startMs + nowMs, dev.noise[device]);
      return Math.round(value * RESOLUTION) / RESOLUTION;
    }
    case "occupancy":
      return dev.sample[device];
    case "constant": {
      group.random.draw(indexOf(cell, device, group), Purpose.sense, step & 0xffffff);
      return Math.round((signal.value + signal.noise * group.random.normal()) * RESOLUTION) / RESOLUTION;
    }
  }
};

/**
 * A sample beside the device's own rhythm, as a command asks for it: the sensor's truth now, as a faulty sensor or a biased
 * firmware shows it; null where the sensor is silent. Its draws are its own, so the device's readings stay what they were.
 */
export const freshSample = (
  cell: CellState,
  device: number,
  group: GroupModel,
  counter: number,
  nowMs: number,
): number | null => {
  const { dev } = cell;
  const { signal } = group.twin;
  if (dev.sensorHolds[device] !== 0 && isSilent(cell, device)) return null;
  let value = dev.sample[device];
  if (group.trace >= 0) {
    const trace = cell.plan.scenario.traces[group.trace];
    value = trace.values[Math.max(0, dev.steps[device] - 1) % trace.timesMs.length];
  } else if (group.isOccupancy) {
    if (group.mode === ReportMode.polled) catchUp(cell, device, group, nowMs);
    value = dev.sample[device];
  } else {
    group.random.draw(indexOf(cell, device, group), Purpose.asked, counter & 0xffffff);
    const noise = group.random.normal();
    const truth =
      signal.kind === "daily"
        ? dailyValue(signal, cell.startMs + nowMs, nextNoise(dev.noise[device], signal.correlation, noise))
        : signal.kind === "constant"
          ? signal.value + signal.noise * noise
          : value;
    value = Math.round(truth * RESOLUTION) / RESOLUTION;
  }
  if (dev.sensorHolds[device] !== 0) value = faultyValue(cell, device, value, nowMs);
  if (dev.quirks[device] !== 0 && hasQuirk(cell, device, "sensor-bias"))
    value += quirkParam(cell, device, "sensor-bias", "bias");
  const { offset } = settingsAt(cell, device, group);
  return offset === 0 ? value : Math.round((value + offset) * RESOLUTION) / RESOLUTION;
};

/** True for a value beyond the alarm thresholds. */
const isAlarm = ({ alarmAbove, alarmBelow }: Settings, value: number): boolean =>
  value > alarmAbove || value < alarmBelow;

/** True when this sample makes a message. */
const isWorthSending = (
  cell: CellState,
  device: number,
  group: GroupModel,
  settings: Settings,
  value: number,
  nowMs: number,
): boolean => {
  const { dev } = cell;
  if (group.mode === ReportMode.periodic || group.mode === ReportMode.polled || group.trace >= 0) return true;
  if (dev.seq[device] === 0 || nowMs - dev.sentMs[device] >= settings.heartbeatMs) return true;
  if (group.hasAlarm && isAlarm(settings, value) && !isAlarm(settings, dev.sent[device])) return true;
  return group.mode === ReportMode.onChange
    ? value !== dev.sent[device]
    : Math.abs(value - dev.sent[device]) > settings.deadband;
};

/** REPORT timer. Hot: once per sample of every device; columns and numbers only, about half a microsecond. */
export const report = (cell: CellState, device: number, nowMs: number): void => {
  const { dev, values } = cell;
  if (dev.power[device] !== Power.running) {
    refreshHealth(cell, device, nowMs);
    return;
  }
  if (!inService(dev.state[device]) && !isAtWork(cell, device)) return;
  const group = cell.groups[cell.groupOf[device]];
  const { series } = group;
  const settings = settingsAt(cell, device, group);
  values[series.steps]++;
  drainReport(cell, device, group, nowMs);
  if (!carries(cell, device, group, nowMs, SENSE, group.sampleUA, 0)) return;
  if (dev.sensorHolds[device] !== 0 && isSilent(cell, device)) {
    dev.steps[device]++;
    if (isByChange(group)) missChange(cell, device, group, settings, nowMs);
    else scheduleNext(cell, device, group, settings, nowMs);
    return;
  }
  let value: number;
  if (group.isOccupancy && group.trace < 0) {
    if (group.mode === ReportMode.polled) {
      catchUp(cell, device, group, nowMs);
      values[series.bytesDown] += POLL_BYTES;
    } else if (nowMs >= dev.flipMs[device]) {
      dev.sample[device] = 1 - dev.sample[device];
      values[series.noticed + latencyBucket(0)]++;
      drawFlip(cell, device, group, nowMs);
    }
    value = dev.sample[device];
  } else {
    value = sample(cell, device, group, nowMs);
    dev.sample[device] = value;
  }
  if (dev.sensorHolds[device] !== 0) value = faultyValue(cell, device, value, nowMs);
  if (dev.quirks[device] !== 0 && hasQuirk(cell, device, "sensor-bias"))
    value += quirkParam(cell, device, "sensor-bias", "bias");
  if (settings.offset !== 0) value = Math.round((value + settings.offset) * RESOLUTION) / RESOLUTION;
  if (group.hasRules && !actLocally(cell, device, group, settings.rules, value, nowMs)) return;
  dev.steps[device]++;
  if (isWorthSending(cell, device, group, settings, value, nowMs)) {
    const raises = group.hasAlarm && isAlarm(settings, value);
    // Alarms overtake others, so they are numbered by themselves.
    const seq = raises ? ALARM_SEQ + cell.link.alarms[device]++ : dev.seq[device]++;
    values[series.produced]++;
    cell.out.digest.add(READING_TRACE, cell.entityOf[device], nowMs, value, seq);
    dev.sent[device] = value;
    dev.sentMs[device] = nowMs;
    let flags = corruptFlag(cell, device, group, seq);
    if (raises) {
      flags |= ReadingFlag.alarm;
      values[series.alarms]++;
    }
    if (!publish(cell, device, group, nowMs, value, seq, flags)) return;
  } else values[series.suppressed]++;
  if ((dev.steps[device] & group.healthMask) === 0) refreshHealth(cell, device, nowMs);
  if (group.sendsVitals && (dev.steps[device] & VITALS_EVERY_MASK) === 0) sendVitals(cell, device, nowMs);
  if (checkCharge(cell, device, group, nowMs)) {
    cell.gaveWay.set(device, Supply.off);
    return;
  }
  scheduleNext(cell, device, group, settings, nowMs);
};

/** payload.corrupt: a share of the readings leaves the device unreadable; so do all of a firmware with another schema. */
const corruptFlag = (cell: CellState, device: number, group: GroupModel, seq: number): number => {
  if (cell.dev.quirks[device] !== 0 && hasQuirk(cell, device, "payload-schema")) return ReadingFlag.corrupt;
  if (cell.corruptPpm.size === 0) return 0;
  const ppm = cell.corruptPpm.get(device);
  if (ppm === undefined) return 0;
  group.random.draw(indexOf(cell, device, group), Purpose.corrupt, seq & 0xffffff);
  return group.random.chancePpm(ppm) ? ReadingFlag.corrupt : 0;
};

const scheduleNext = (
  cell: CellState,
  device: number,
  group: GroupModel,
  settings: Settings,
  nowMs: number,
): void => {
  if (group.trace >= 0 || isByChange(group)) scheduleReport(cell, device, nowMs);
  else cell.timers.schedule(device * Timer.count + Timer.report, nowMs + intervalOf(cell, device, settings));
};
