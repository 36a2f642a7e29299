// LIF-8: the signed order to erase itself that a decommissioned device gets, alone or on its gateway's list.

/** The cloud's signed order, kept by a gateway until the device can hear it. */
export interface HeldOrder {
  sequence: number;
  signature: string;
}

/** One entry of the list as it travels. */
export type DeniedDevice = HeldOrder & { device: number };
