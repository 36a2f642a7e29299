// The cloud's limits over time: the profile's, or what a broker.limit fault makes of them for a while (FLT-4). A step function
// of the scenario, worked out once: a connect or a message in a timeline of thousands of entries costs a binary search.
import type { Scenario } from "../../spec/scenario.js";

type Limit = "connectsPerSecond" | "provisionsPerSecond" | "ingestPerSecond";

/** From `fromMs[k]` on the limit is `value[k]`; the first step begins at 0. */
interface Steps {
  fromMs: number[];
  value: number[];
}

const stepsOf = (scenario: Scenario, limit: Limit): Steps => {
  const faults = scenario.timeline.flatMap(({ action, atMs, forMs }) =>
    action.do === "fault" && action.fault === "broker.limit" && action.params[limit] !== undefined
      ? [{ fromMs: atMs, untilMs: forMs === null ? Infinity : atMs + forMs, value: action.params[limit] }]
      : [],
  );
  const changes = new Set([0, ...faults.flatMap(({ fromMs, untilMs }) => [fromMs, untilMs])]);
  changes.delete(Infinity);
  const steps: Steps = { fromMs: [], value: [] };
  for (const atMs of [...changes].sort((one, other) => one - other)) {
    let value = scenario.cloud[limit];
    for (const fault of faults)
      if (fault.fromMs <= atMs && atMs < fault.untilMs && fault.value < value) value = fault.value;
    if (value === steps.value.at(-1)) continue;
    steps.fromMs.push(atMs);
    steps.value.push(value);
  }
  return steps;
};

const known = new WeakMap<Scenario, Partial<Record<Limit, Steps>>>();

const knownSteps = (scenario: Scenario, limit: Limit): Steps => {
  let limits = known.get(scenario);
  if (limits === undefined) known.set(scenario, (limits = {}));
  return (limits[limit] ??= stepsOf(scenario, limit));
};

/** The step in force at `nowMs`: the last that has begun. */
const stepAt = ({ fromMs }: Steps, nowMs: number): number => {
  let low = 0;
  let high = fromMs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (fromMs[middle] <= nowMs) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** The limit in force at `nowMs`: the tightest of the faults under way, else the profile's. */
export const limitAt = (scenario: Scenario, limit: Limit, nowMs: number): number => {
  const steps = knownSteps(scenario, limit);
  return steps.value[stepAt(steps, nowMs)];
};

/** What a limit lets through between two moments, in thousandths: its rate a second times ms, piece by piece. */
export const servedBetween = (scenario: Scenario, limit: Limit, fromMs: number, untilMs: number): number => {
  const steps = knownSteps(scenario, limit);
  let served = 0;
  let atMs = fromMs;
  for (let step = stepAt(steps, fromMs); atMs < untilMs; step++) {
    const endMs = Math.min(untilMs, steps.fromMs[step + 1] ?? Infinity);
    served += (endMs - atMs) * steps.value[step];
    atMs = endMs;
  }
  return served;
};
