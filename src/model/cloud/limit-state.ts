// The cloud's limits in force, as state.
import type { CloudSpec, Limits } from "../../spec/cloud.js";

export interface LimitState {
  inForce: Limits;
  /** What an operator has made of the profile's, by action, the latest last. */
  changes: Map<number, Partial<Limits>>;
  /** broker.limit faults under way: the figures each asks for, by action. */
  faults: Map<number, Partial<Limits>>;
}

export const createLimits = (cloud: CloudSpec): LimitState => {
  const { connectsPerSecond, provisionsPerSecond, ingestPerSecond } = cloud;
  const inForce = { connectsPerSecond, provisionsPerSecond, ingestPerSecond };
  return { inForce, changes: new Map(), faults: new Map() };
};
