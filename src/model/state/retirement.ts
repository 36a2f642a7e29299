// What is remembered of a decommissioned device, and the order that its gateway keeps for it.
import type { Edge } from "../plan/agenda.js";
import { inService } from "./lifecycle.js";

export interface Retirement {
  /** LIFECYCLE_STATES index it was taken out of: what its firmware still believes while it is unaware. */
  was: number;
  /** Refusals in a row that named the revoked credential. */
  refusals: number;
  /** The last edge of the agenda that its cell had played when it erased itself; null while it knows nothing of its fate. */
  erasedAfter: Edge | null;
}

/** Whoever remembers the decommissioned devices. */
interface Retired {
  readonly retired: ReadonlyMap<number, Retirement>;
}

/** True for one that has erased itself: nothing reaches it any more. */
export const isErased = ({ retired }: Retired, device: number): boolean => {
  const retirement = retired.get(device);
  return retirement !== undefined && retirement.erasedAfter !== null;
};

/** True where the application of a decommissioned device still samples and reports, not knowing better. */
export const isAtWork = ({ retired }: Retired, device: number): boolean => {
  const retirement = retired.get(device);
  return retirement !== undefined && retirement.erasedAfter === null && inService(retirement.was);
};
