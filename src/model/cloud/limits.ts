// The cloud's limits: the profile's, what an operator has changed them to, and what the broker.limit faults under way make of
// them (FLT-4).
import { LIMITS, type Limits } from "../../spec/cloud.js";
import type { CloudState } from "./cloud-state.js";
import { settleQueue } from "./ingest/ingest.js";

/** The tightest of the faults under way, else the latest change, else the profile's. What waits in the queue has gone at the old rate until now. */
export const refreshLimits = (state: CloudState, nowMs: number): void => {
  settleQueue(state, nowMs);
  const { limits } = state.columns;
  for (const limit of LIMITS) {
    let least = state.plan.scenario.cloud[limit];
    for (const change of limits.changes.values()) least = change[limit] ?? least;
    for (const fault of limits.faults.values()) least = Math.min(least, fault[limit] ?? Infinity);
    limits.inForce[limit] = least;
  }
};

/** A `broker.limit` fault begins (`faults`), or an operator's change (`changes`). */
export const beginLimit = (
  state: CloudState,
  which: "faults" | "changes",
  { id, limits }: { id: number; limits: Partial<Limits> },
  nowMs: number,
): void => {
  state.columns.limits[which].set(id, limits);
  refreshLimits(state, nowMs);
};

export const endLimit = (state: CloudState, which: "faults" | "changes", id: number, nowMs: number): void => {
  state.columns.limits[which].delete(id);
  refreshLimits(state, nowMs);
};
