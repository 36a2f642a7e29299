// The cloud's limits in force, as state.
import type { CloudSpec } from "../../spec/cloud.js";

export const LIMITS = ["connectsPerSecond", "provisionsPerSecond", "ingestPerSecond"] as const;
export type Limits = Record<(typeof LIMITS)[number], number>;

export interface LimitState {
  inForce: Limits;
  /** broker.limit faults under way: the figures each asks for, by action. */
  faults: Map<number, Partial<Limits>>;
}

export const createLimits = (cloud: CloudSpec): LimitState => {
  const { connectsPerSecond, provisionsPerSecond, ingestPerSecond } = cloud;
  return { inForce: { connectsPerSecond, provisionsPerSecond, ingestPerSecond }, faults: new Map() };
};
