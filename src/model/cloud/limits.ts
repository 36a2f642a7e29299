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
