// How many of something there are, by group, and for how long: thing-milliseconds, exact whenever it changes, so an outage
// between two looks is neither missed nor made longer. Plain data, for checkpoints.
import { assert } from "../../../core/assert.js";
import type { MetricName } from "../../../event/metric.js";

/** Where it is counted. */
interface Counters {
  countGroup(name: MetricName, group: number, n?: number): void;
}

export interface ClockedCount {
  metric: MetricName;
  count: Float64Array;
  sinceMs: Float64Array;
}

export const createClockedCount = (metric: MetricName, groups: number): ClockedCount => ({
  metric,
  count: new Float64Array(groups),
  sinceMs: new Float64Array(groups),
});

/** Adds the time since the last change or look to the metric. */
const settle = (state: Counters, clocked: ClockedCount, group: number, nowMs: number): void => {
  const { metric, count, sinceMs } = clocked;
  assert(nowMs >= sinceMs[group], "a clocked count runs backwards");
  if (count[group] > 0 && nowMs > sinceMs[group])
    state.countGroup(metric, group, count[group] * (nowMs - sinceMs[group]));
  sinceMs[group] = nowMs;
};

/** There is one more from now on. */
export const oneMore = (state: Counters, clocked: ClockedCount, group: number, nowMs: number): void => {
  settle(state, clocked, group, nowMs);
  clocked.count[group]++;
};

/** There is one fewer from now on. */
export const oneFewer = (state: Counters, clocked: ClockedCount, group: number, nowMs: number): void => {
  settle(state, clocked, group, nowMs);
  clocked.count[group]--;
  assert(clocked.count[group] >= 0, "a clocked count is below none");
};

/** Brings all groups up to date; at bucket ends. */
export const settleCounts = (state: Counters, clocked: ClockedCount, nowMs: number): void => {
  for (let group = 0; group < clocked.count.length; group++) settle(state, clocked, group, nowMs);
};
