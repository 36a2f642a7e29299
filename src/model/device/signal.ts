// What a sensor sees: a daily curve with correlated noise, an occupancy process, a constant, or a recorded trace.
// Pure functions of time, the device's own draws and its own memory.

import { DAY_MS, HOUR_MS } from "../../core/duration.js";
import type { TraceSpec } from "../../spec/fleet.js";
import type { SignalTwin } from "../../spec/signal.js";
import { usualStepMs } from "../../spec/trace-gaps.js";

const TWO_PI = 2 * Math.PI;

/**
 * One step of an AR(1) noise with unit stationary variance.
 * @param previous the noise at the last sample
 * @param correlation between consecutive samples, 0..1
 * @param normal a standard normal draw
 */
export const nextNoise = (previous: number, correlation: number, normal: number): number =>
  correlation * previous + Math.sqrt(1 - correlation * correlation) * normal;

/** The daily curve at `calendarMs` (ms since a midnight): mean, and mean+amplitude at the peak hour. */
export const dailyValue = (
  signal: Extract<SignalTwin, { kind: "daily" }>,
  calendarMs: number,
  noise: number,
): number => {
  const angle = (TWO_PI * (calendarMs - signal.peakHour * HOUR_MS)) / DAY_MS;
  const value = signal.mean + signal.amplitude * Math.cos(angle) + signal.noise * noise;
  return Math.min(signal.max, Math.max(signal.min, value));
};

/** Virtual time at which row `row` of a trace falls, with shift and speed applied; `lap` counts loops from 0. */
export const traceRowMs = (trace: TraceSpec, row: number, lap: number): number => {
  const lapMs = trace.timesMs[trace.timesMs.length - 1] - trace.timesMs[0] + medianStepMs(trace);
  return trace.shiftMs + Math.round((trace.timesMs[row] - trace.timesMs[0] + lap * lapMs) / trace.speed);
};

const stepCache = new WeakMap<TraceSpec, number>();

/** The usual distance between rows: a longer one is a gap. */
export const medianStepMs = (trace: TraceSpec): number => {
  const known = stepCache.get(trace);
  if (known !== undefined) return known;
  const median = usualStepMs(trace.timesMs);
  stepCache.set(trace, median);
  return median;
};
