// The cloud's limits: the profile's, and what the broker.limit faults under way make of them (FLT-4).
import type { CloudState } from "./cloud-state.js";
import { settleQueue } from "./ingest/ingest.js";
import { LIMITS, type Limits } from "./limit-state.js";

/** The tightest of the faults under way, else the profile's. What waits in the queue has gone at the old rate until now. */
const refresh = (state: CloudState, nowMs: number): void => {
  settleQueue(state, nowMs);
  const { limits } = state.columns;
  for (const limit of LIMITS) {
    let least = state.plan.scenario.cloud[limit];
    for (const fault of limits.faults.values()) least = Math.min(least, fault[limit] ?? Infinity);
    limits.inForce[limit] = least;
  }
};

/** broker.limit begins. */
export const tighten = (state: CloudState, action: number, figures: Partial<Limits>, nowMs: number): void => {
  state.columns.limits.faults.set(action, figures);
  refresh(state, nowMs);
};

/** ... and ends. */
export const loosen = (state: CloudState, action: number, nowMs: number): void => {
  state.columns.limits.faults.delete(action);
  refresh(state, nowMs);
};
