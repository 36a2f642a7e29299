// The cloud's limits over time: the profile's, or what a broker.limit fault makes of them for a while (FLT-4).
import type { Scenario } from "../../scenario/scenario.js";

type Limit = "connectsPerSecond" | "provisionsPerSecond" | "ingestPerSecond";

/** The limit in force at `nowMs`: the tightest of the faults under way, else the profile's. */
export const limitAt = (scenario: Scenario, limit: Limit, nowMs: number): number => {
  let value = scenario.cloud[limit];
  for (const entry of scenario.timeline) {
    if (entry.action.do !== "fault" || entry.action.fault !== "broker.limit") continue;
    if (nowMs < entry.atMs || (entry.forMs !== null && nowMs >= entry.atMs + entry.forMs)) continue;
    const own = entry.action.params[limit];
    if (own !== undefined && own < value) value = own;
  }
  return value;
};

/** When a scenario's limits change, ms, in order. */
const changes = new WeakMap<Scenario, readonly number[]>();

const changesOf = (scenario: Scenario): readonly number[] => {
  let known = changes.get(scenario);
  if (known === undefined) {
    const times = scenario.timeline.flatMap(({ action, atMs, forMs }) =>
      action.do !== "fault" || action.fault !== "broker.limit"
        ? []
        : forMs === null
          ? [atMs]
          : [atMs, atMs + forMs],
    );
    known = [...new Set(times)].sort((one, other) => one - other);
    changes.set(scenario, known);
  }
  return known;
};

/** What a limit lets through between two moments, in thousandths: its rate a second times ms, piece by piece. */
export const servedBetween = (scenario: Scenario, limit: Limit, fromMs: number, untilMs: number): number => {
  let served = 0;
  let atMs = fromMs;
  for (const changeMs of changesOf(scenario)) {
    if (changeMs <= atMs || changeMs >= untilMs) continue;
    served += (changeMs - atMs) * limitAt(scenario, limit, atMs);
    atMs = changeMs;
  }
  return served + (untilMs - atMs) * limitAt(scenario, limit, atMs);
};
