// What a gateway knows of a device it does not serve at the moment: its partner does. It knows what it heard itself and
// nothing else, so whoever takes over begins without it, and whoever gets a device back goes on with what it knew.
import type { HeldOrder } from "../protocol/erasure-order.js";

export interface Acquaintance {
  /** Last heard, whole seconds. */
  heardS: number;
  /** What its detectors keep (watchers.ts); null: nothing yet. */
  kept: number[] | null;
  /** Reading numbers it has seen (protocol/sequence-window.ts). */
  highest: number;
  mask: number;
  /** Share of the device's payloads that it could not read. */
  refused: number | undefined;
  /** Decommissioned: its order to erase itself. */
  order: HeldOrder | undefined;
}
