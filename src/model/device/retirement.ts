// What is remembered of a decommissioned device, and the order that its gateway keeps for it.

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

/** The cloud's signed order, kept by a gateway until the device can hear it. */
export interface HeldOrder {
  sequence: number;
  signature: string;
}
