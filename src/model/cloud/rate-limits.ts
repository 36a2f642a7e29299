// What the cloud's rates a second are made of while a run goes on: the profile's figure, what an operator has changed it to, and
// what the broker.limit faults under way ask for (FLT-4). Each stands with the service that keeps it. A quota is none of them, but
// a gate of the ingest (ingest/gates.ts).
import { LIMITS, type Limits } from "../../spec/cloud.js";
import type { Scenario } from "../../spec/scenario.js";
import type { CloudState } from "./cloud-state.js";
import { settleQueue } from "./ingest/queue.js";
import type { Limit } from "./rate-limit.js";

const limitsOf = ({ front, registry, ingest }: CloudState): Readonly<Record<keyof Limits, Limit>> => ({
  connectsPerSecond: front.connectLimit,
  provisionsPerSecond: registry.provisionLimit,
  ingestPerSecond: ingest.queue.limit,
});

/** The tightest of the faults under way, else the latest change, else the profile's. What waits in the queue has gone at the old rate until now. */
const refresh = (state: CloudState, nowMs: number): void => {
  settleQueue(state.ingest.queue, nowMs);
  for (const [name, limit] of Object.entries(limitsOf(state))) {
    let least = [...limit.changes.values()].at(-1) ?? state.plan.scenario.cloud[name as keyof Limits];
    for (const most of limit.faults.values()) least = Math.min(least, most);
    limit.inForce = least;
  }
};

/** A `broker.limit` fault begins (`faults`), or an operator's change (`changes`). */
export const beginLimit = (
  state: CloudState,
  which: "faults" | "changes",
  { id, limits }: { id: number; limits: Partial<Limits> },
  nowMs: number,
): void => {
  const all = limitsOf(state);
  for (const name of LIMITS) {
    const most = limits[name];
    if (most !== undefined) all[name][which].set(id, most);
  }
  refresh(state, nowMs);
};

export const endLimit = (state: CloudState, which: "faults" | "changes", id: number, nowMs: number): void => {
  for (const limit of Object.values(limitsOf(state))) limit[which].delete(id);
  refresh(state, nowMs);
};

export const isTightened = (state: CloudState): boolean =>
  Object.values(limitsOf(state)).some(({ faults }) => faults.size > 0);

/** Another word of the profile counts from now on; what faults and operators have made of it goes on being made of the new one. */
export const forkLimits = (state: CloudState, before: Scenario, nowMs: number): void => {
  const { cloud } = state.plan.scenario;
  if (LIMITS.some((limit) => cloud[limit] !== before.cloud[limit])) refresh(state, nowMs);
};
