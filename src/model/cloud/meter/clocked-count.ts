// How many of something there are, by group, and for how long: thing-milliseconds, exact whenever it changes, so an outage
// between two looks is neither missed nor made longer. Plain data, for checkpoints.
import { assert } from "../../../core/assert.js";
import type { MetricName } from "../../../event/metric.js";

/** Where it is counted. */
interface Counters {
  countGroup(name: MetricName, group: number, n?: number): void;
}

export interface ClockedCount {
  count: Float64Array;
  sinceMs: Float64Array;
}

export const createClockedCount = (groups: number): ClockedCount => ({
  count: new Float64Array(groups),
  sinceMs: new Float64Array(groups),
});

/** Adds the time since the last change or look to `metric`. */
const settle = (
  state: Counters,
  clocked: ClockedCount,
  metric: MetricName,
  group: number,
  nowMs: number,
): void => {
  const { count, sinceMs } = clocked;
  assert(nowMs >= sinceMs[group], "a clocked count runs backwards");
  if (count[group] > 0 && nowMs > sinceMs[group])
    state.countGroup(metric, group, count[group] * (nowMs - sinceMs[group]));
  sinceMs[group] = nowMs;
};

/** One more or one fewer from now on. */
export const changeCount = (
  state: Counters,
  clocked: ClockedCount,
  metric: MetricName,
  group: number,
  by: 1 | -1,
  nowMs: number,
): void => {
  settle(state, clocked, metric, group, nowMs);
  clocked.count[group] += by;
  assert(clocked.count[group] >= 0, "a clocked count is below none");
};

/** Brings all groups up to date; at bucket ends. */
export const settleCounts = (
  state: Counters,
  clocked: ClockedCount,
  metric: MetricName,
  nowMs: number,
): void => {
  for (let group = 0; group < clocked.count.length; group++) settle(state, clocked, metric, group, nowMs);
};
