// What a sensor shows: the signal of its twin or a recording, an occupancy that flips, and on top a fault, a firmware's bias,
// an offset somebody has set. The truth is a function of the device's own draws and time.
import { isMoving } from "../../spec/signal.js";
import { Purpose } from "../plan/purpose.js";
import type { CellState } from "../state/cell-state.js";
import { type GroupModel, ReportMode } from "../state/group-model.js";
import { hasQuirk, quirkParam } from "../state/quirks.js";
import { settingsAt } from "../state/settings-at.js";
import { faultyValue, isSilent } from "./sensor-fault.js";
import { dailyValue, nextNoise } from "./signal.js";
import { lapMsOf, moved, scheduled, startOf, strideOf, tracked } from "./signal-motion.js";

/** Hundredths: sensors report two decimals. */
const RESOLUTION = 100;
/** The question that a polled device answers; the charge for hearing it is in the twin's receive time. */
const POLL_BYTES = 12;

const rounded = (value: number): number => Math.round(value * RESOLUTION) / RESOLUTION;

/**
 * An occupancy sensor's next change: its state lasts exponentially by its mean, a second at least. Each stay has a draw of
 * its own. The first one begins in the middle of life: occupied as often as it is on average, and, as an exponential has no
 * memory, with as long to go as any.
 */
export const drawFlip = (cell: CellState, device: number, group: GroupModel, fromMs: number): void => {
  const { dev } = cell;
  const { signal } = group.twin;
  if (signal.kind !== "occupancy") return;
  if (dev.flips[device] === 0) {
    const occupied = signal.meanOccupiedMs / (signal.meanOccupiedMs + signal.meanVacantMs);
    dev.sample[device] = cell.chance.uniform(device, Purpose.signalStart, 0) < occupied ? 1 : 0;
  }
  const stay = ++dev.flips[device];
  const meanMs = dev.sample[device] === 1 ? signal.meanOccupiedMs : signal.meanVacantMs;
  const stayMs = Math.floor(cell.chance.exponential(device, Purpose.occupancy, stay, meanMs));
  dev.flipMs[device] = fromMs + Math.max(1_000, stayMs);
};

/** What has a memory begins as it always is: a noise with its full spread, a level anywhere, a vehicle somewhere on its round. */
export const startSignal = (cell: CellState, device: number, group: GroupModel): void => {
  const { chance, dev } = cell;
  const { signal } = group.twin;
  const somewhere = (): number => chance.uniform(device, Purpose.signalStart, 0);
  if (signal.kind === "daily" && signal.correlation > 0)
    dev.noise[device] = chance.normal(device, Purpose.signalStart, 0);
  else if (signal.kind === "track") dev.moving[device] = somewhere() * lapMsOf(signal);
  else if (isMoving(signal)) dev.moving[device] = startOf(signal, somewhere());
};

/** Nobody hears of a change before the poll: what happened since the last one, seen only now (INF-10). */
const catchUp = (cell: CellState, device: number, group: GroupModel, nowMs: number): void => {
  const { dev, values } = cell;
  let flips = 0;
  let changedMs = 0;
  while (dev.flipMs[device] <= nowMs) {
    changedMs = dev.flipMs[device];
    dev.sample[device] = 1 - dev.sample[device];
    drawFlip(cell, device, group, changedMs);
    flips++;
  }
  if (flips % 2 === 1) cell.latencies.add(group.series.noticed, nowMs - changedMs);
  values[group.series.missed] += flips - (flips % 2);
};

/** What a signal is now; `normal` is the draw that decides it, where one does. */
const truthOf = (cell: CellState, device: number, normal: number, nowMs: number): number => {
  const { dev } = cell;
  const { signal } = cell.group(device).twin;
  switch (signal.kind) {
    case "daily":
      return dailyValue(
        signal,
        cell.startMs + nowMs,
        nextNoise(dev.noise[device], signal.correlation, normal),
      );
    case "occupancy":
      return dev.sample[device];
    case "constant":
      return signal.value + signal.noise * normal;
    case "schedule":
      return scheduled(signal, cell.startWeekMs + nowMs) + signal.noise * normal;
    case "track":
      return tracked(signal, dev.moving[device] + nowMs) + signal.noise * normal;
    default: {
      const sinceMs = dev.movedMs[device];
      if (nowMs <= sinceMs) return dev.moving[device];
      const stride = strideOf(signal, cell.startMs + sinceMs, cell.startMs + nowMs, normal);
      return moved(signal, dev.moving[device], stride);
    }
  }
};

/** The value of a sensor that measures something now. */
const measure = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const { dev } = cell;
  const { signal } = group.twin;
  const step = dev.steps[device];
  if (group.trace >= 0) {
    const trace = cell.plan.scenario.traces[group.trace];
    return trace.values[step % trace.timesMs.length];
  }
  switch (signal.kind) {
    case "daily": {
      const normal = cell.chance.normal(device, Purpose.sense, step);
      dev.noise[device] = nextNoise(dev.noise[device], signal.correlation, normal);
      return rounded(dailyValue(signal, cell.startMs + nowMs, dev.noise[device]));
    }
    case "occupancy":
      return dev.sample[device];
    default: {
      const truth = truthOf(cell, device, cell.chance.normal(device, Purpose.sense, step), nowMs);
      if (isMoving(signal)) {
        // It goes on from here.
        dev.moving[device] = truth;
        dev.movedMs[device] = nowMs;
      }
      return rounded(truth);
    }
  }
};

/** What comes of a true value on its way through a faulty sensor, a biased firmware and a set offset. */
export const shownValue = (cell: CellState, device: number, truth: number, nowMs: number): number => {
  const { dev } = cell;
  let value = truth;
  if (dev.sensorHolds[device] !== 0) value = faultyValue(cell, device, value, nowMs);
  if (dev.quirks[device] !== 0 && hasQuirk(cell, device, "sensor-bias"))
    value += quirkParam(cell, device, "sensor-bias", "bias");
  const { offset } = settingsAt(cell, device, cell.group(device));
  return offset === 0 ? value : rounded(value + offset);
};

/** One step of the device's own rhythm: its sensor's true value. */
export const sample = (cell: CellState, device: number, group: GroupModel, nowMs: number): number => {
  const { dev, values } = cell;
  if (!group.isOccupancy || group.trace >= 0) {
    dev.sample[device] = measure(cell, device, group, nowMs);
  } else if (group.mode === ReportMode.polled) {
    catchUp(cell, device, group, nowMs);
    values[group.series.bytesDown] += POLL_BYTES;
  } else if (nowMs >= dev.flipMs[device]) {
    dev.sample[device] = 1 - dev.sample[device];
    cell.latencies.add(group.series.noticed, 0);
    drawFlip(cell, device, group, nowMs);
  }
  return dev.sample[device];
};

/**
 * A sample beside the device's own rhythm, as a command asks for it: the sensor's truth now, as a faulty sensor or a biased
 * firmware shows it; null where the sensor is silent. Its draws are its own, so the device's readings stay what they were.
 */
export const freshSample = (
  cell: CellState,
  device: number,
  sequence: number,
  nowMs: number,
): number | null => {
  const { dev } = cell;
  const group = cell.group(device);
  if (dev.sensorHolds[device] !== 0 && isSilent(cell, device)) return null;
  let value = dev.sample[device];
  if (group.trace >= 0) {
    const trace = cell.plan.scenario.traces[group.trace];
    value = trace.values[Math.max(0, dev.steps[device] - 1) % trace.timesMs.length];
  } else if (group.isOccupancy) {
    if (group.mode === ReportMode.polled) catchUp(cell, device, group, nowMs);
    value = dev.sample[device];
  } else {
    value = rounded(truthOf(cell, device, cell.chance.normal(device, Purpose.asked, sequence), nowMs));
  }
  return shownValue(cell, device, value, nowMs);
};
