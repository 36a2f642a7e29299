// One limit of the cloud, as state of the service that keeps it.

export interface Limit {
  inForce: number;
  /** What operators have made of the profile's, by action, the latest last. */
  changes: Map<number, number>;
  /** Faults under way: the figure each asks for, by action. */
  faults: Map<number, number>;
}

export const createLimit = (inForce: number): Limit => ({ inForce, changes: new Map(), faults: new Map() });
