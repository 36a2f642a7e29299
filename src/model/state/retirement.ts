// What is remembered of a decommissioned device, and the order that its gateway keeps for it.
import { inService } from "./lifecycle.js";

/** Not erased yet: the device does not know that it was decommissioned. */
export const UNAWARE = -1;

export interface Retirement {
  /** LIFECYCLE_STATES index it was taken out of: what its firmware still believes while it is unaware. */
  was: number;
  /** Refusals in a row that named the revoked credential. */
  refusals: number;
  /** World entries of its cell that had been played when it erased itself, or {@link UNAWARE}. */
  erasedAt: number;
}

/** Whoever remembers the decommissioned devices. */
interface Retired {
  readonly retired: ReadonlyMap<number, Retirement>;
}

/** True for one that has erased itself: nothing reaches it any more. */
export const isErased = ({ retired }: Retired, device: number): boolean => {
  const retirement = retired.get(device);
  return retirement !== undefined && retirement.erasedAt !== UNAWARE;
};

/** True where the application of a decommissioned device still samples and reports, not knowing better. */
export const isAtWork = ({ retired }: Retired, device: number): boolean => {
  const retirement = retired.get(device);
  return retirement !== undefined && retirement.erasedAt === UNAWARE && inService(retirement.was);
};
