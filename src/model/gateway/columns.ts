// The state of a cell's gateways: one open aggregation window per group with its successor and the latecomers, power
// and the queue of what waits for the backhaul.

/** Accumulator sets per (gateway, group): the two windows that can be open at once, by parity, and late readings. */
export const WINDOW_SETS = 3;
export const LATE_SET = 2;

/** Summary ids and group indices share one number: id * this + group, plus {@link SUMMARY_REPEAT} when sent again. */
export const SUMMARY_GROUPS = 65_536;
export const SUMMARY_REPEAT = 32_768;

export interface GatewayColumns {
  /** See device Power: off 0, booting 1, running 2. */
  power: Uint8Array;
  powerHolds: Uint16Array;
  /** Number of the window that closes next. */
  window: Float64Array;
  summaries: Float64Array;
  /** Accumulators: index ((set * gateways + gateway) * groups + group). */
  count: Int32Array;
  duplicates: Int32Array;
  bytesIn: Int32Array;
  sum: Float64Array;
  squares: Float64Array;
  min: Float64Array;
  max: Float64Array;
  oldestMs: Float64Array;
  newestMs: Float64Array;
}

export const createGatewayColumns = (gateways: number, groups: number): GatewayColumns => {
  const slots = WINDOW_SETS * gateways * groups;
  return {
    power: new Uint8Array(gateways),
    powerHolds: new Uint16Array(gateways),
    window: new Float64Array(gateways),
    summaries: new Float64Array(gateways),
    count: new Int32Array(slots),
    duplicates: new Int32Array(slots),
    bytesIn: new Int32Array(slots),
    sum: new Float64Array(slots),
    squares: new Float64Array(slots),
    min: new Float64Array(slots),
    max: new Float64Array(slots),
    oldestMs: new Float64Array(slots),
    newestMs: new Float64Array(slots),
  };
};

/** A message kept at a gateway until the backhaul is back. */
export interface StoredMessage {
  kind: number;
  /** Local entity it is sent for: the gateway (summary) or the device (reading). */
  local: number;
  a: number;
  b: number;
  c: number;
  d: number;
  bytes: number;
  /** How many readings it stands for, and of which group. */
  readings: number;
  group: number;
  body?: string;
}

/** What waits, from `head` on, and the last message that went out: it is repeated after a cut. */
export interface MessageStore {
  head: number;
  /** How many alarms wait; they stand first. */
  alarms: number;
  items: StoredMessage[];
  lastSent: StoredMessage | null;
}
