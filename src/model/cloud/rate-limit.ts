// One rate of the cloud, so many of something a second, as state of the service that keeps it. What ends at a count (a quota of
// a day) is a gate of the ingest (ingest/gates.ts).

export interface Limit {
  inForce: number;
  /** What operators have made of the profile's, by action, the latest last. */
  changes: Map<number, number>;
  /** Faults under way: the figure each asks for, by action. */
  faults: Map<number, number>;
}

export const createLimit = (inForce: number): Limit => ({ inForce, changes: new Map(), faults: new Map() });
