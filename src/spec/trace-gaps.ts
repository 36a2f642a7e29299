// The gaps of a recording: neighbours farther apart than half again the usual distance. `hold`: the sensor shows its last
// value there, so rows are put in at the usual distance; `offline`: its device is away, from one usual distance after the last
// reading until the next one; `silent`: the device is there and has nothing to show.
import type { TraceSpec } from "./fleet.js";

/** How much longer than usual a distance is before a reading is missing. */
const GAP_FACTOR = 1.5;

/** The usual distance between rows, ms: the (upper) median; 1 for a single row. */
export const usualStepMs = (timesMs: readonly number[]): number => {
  const steps = timesMs.slice(1).map((time, at) => time - timesMs[at]);
  steps.sort((x, y) => x - y);
  return steps.length === 0 ? 1 : steps[steps.length >> 1];
};

/** Rows after which there is a gap. */
export const gapRows = (timesMs: readonly number[]): number[] => {
  const stepMs = usualStepMs(timesMs);
  return timesMs.flatMap((time, row) => (timesMs[row + 1] - time > GAP_FACTOR * stepMs ? [row] : []));
};

/** How many rows `hold` puts into the gap after a row. */
const heldRows = (timesMs: readonly number[], row: number, stepMs: number): number =>
  Math.ceil((timesMs[row + 1] - timesMs[row]) / stepMs - GAP_FACTOR);

/** How many rows `hold` puts in, in all. */
export const heldTotal = (timesMs: readonly number[]): number => {
  const stepMs = usualStepMs(timesMs);
  return gapRows(timesMs).reduce((sum, row) => sum + heldRows(timesMs, row, stepMs), 0);
};

/** The recording with its last value repeated through every gap. */
export const heldThrough = ({
  timesMs,
  values,
}: Pick<TraceSpec, "timesMs" | "values">): Pick<TraceSpec, "timesMs" | "values"> => {
  const stepMs = usualStepMs(timesMs);
  const gaps = new Set(gapRows(timesMs));
  const held: Pick<TraceSpec, "timesMs" | "values"> = { timesMs: [], values: [] };
  timesMs.forEach((time, row) => {
    const rows = 1 + (gaps.has(row) ? heldRows(timesMs, row, stepMs) : 0);
    for (let k = 0; k < rows; k++) {
      held.timesMs.push(time + k * stepMs);
      held.values.push(values[row]);
    }
  });
  return held;
};

/** Length of one pass through a recording, in its own time: to its last row and a usual distance more. */
const lapMsOf = ({ timesMs }: TraceSpec): number =>
  timesMs[timesMs.length - 1] - timesMs[0] + usualStepMs(timesMs);

/** Virtual time of a moment of the recording in a lap. */
const virtualMs = (trace: TraceSpec, ms: number): number => trace.shiftMs + Math.round(ms / trace.speed);

/** Passes through a recording that begin before `durationMs`. */
export const lapsWithin = (trace: TraceSpec, durationMs: number): number => {
  if (trace.shiftMs >= durationMs) return 0;
  return trace.loop ? Math.ceil(((durationMs - trace.shiftMs) * trace.speed) / lapMsOf(trace)) : 1;
};

/** When a device that plays `trace` is away, in virtual time, within the run; by time. */
export const awayTimes = (trace: TraceSpec, durationMs: number): { downMs: number; upMs: number }[] => {
  if (trace.gaps !== "offline") return [];
  const stepMs = usualStepMs(trace.timesMs);
  const rows = gapRows(trace.timesMs);
  const away: { downMs: number; upMs: number }[] = [];
  const laps = rows.length === 0 ? 0 : lapsWithin(trace, durationMs);
  for (let lap = 0; lap < laps; lap++) {
    for (const row of rows) {
      const lapStartMs = lap * lapMsOf(trace) - trace.timesMs[0];
      const downMs = virtualMs(trace, lapStartMs + trace.timesMs[row] + stepMs);
      const upMs = Math.min(durationMs, virtualMs(trace, lapStartMs + trace.timesMs[row + 1]));
      if (downMs < upMs) away.push({ downMs, upMs });
    }
  }
  return away;
};

/** Rows that a run of this length never reaches. */
export const rowsBeyond = (trace: TraceSpec, durationMs: number): number =>
  trace.timesMs.filter((ms) => virtualMs(trace, ms - trace.timesMs[0]) >= durationMs).length;
