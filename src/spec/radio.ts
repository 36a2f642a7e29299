// What a twin says of its radio, and how its transport was chosen.
import type { TransportName } from "../transport/kinds.js";
import type { RadioSettings } from "../transport/settings.js";

export interface RadioTwin extends RadioSettings {
  transport: TransportName;
  /** How the transport was chosen, where the twin says `auto`. */
  choice: TransportChoice | null;
}

/** What a device needs of its transport. */
export interface TransportNeed {
  payloadBytes: number;
  messagesPerDay: number;
  latencyMs: number;
  rangeM: number;
  isWired: boolean;
  isBattery: boolean;
  capacityMAh: number | null;
  /** Mean current of everything but the radio, uA. */
  baseUA: number;
  /** Wanted battery life in days; 0 none. */
  lifeDays: number;
  via: "gateway" | "direct";
}

export interface TransportChoice {
  /** Null where no transport meets the need. */
  transport: TransportName | null;
  reasons: { transport: TransportName; fits: boolean; why: string }[];
}
