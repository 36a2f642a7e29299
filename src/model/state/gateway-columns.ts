// The state of a cell's gateways: the open aggregation windows per group and the latecomers, power and
// the queue of what waits for the backhaul.

/** Accumulator sets per (gateway, group): late readings, then the windows that can be open at once, in turn. */
export const LATE_SET = 0;
export const FIRST_OPEN_SET = 1;

/**
 * How many windows of a gateway are open at once at most: the one in hand waits for latecomers while those after it have
 * begun.
 */
export const openWindows = ({ windowMs, graceMs }: { windowMs: number; graceMs: number }): number =>
  1 + Math.max(1, Math.ceil(graceMs / windowMs));

export interface GatewayColumns {
  /** Power (power-states.ts). */
  power: Uint8Array;
  powerHolds: Uint16Array;
  /** The gateway that serves the devices at home here: itself, or its partner. */
  servedBy: Int32Array;
  /** Number of the window that closes next. */
  window: Float64Array;
  summaries: Float64Array;
  /** When the session came up or went down last; most messages that waited since the last row about them, and its time. */
  sinceMs: Float64Array;
  queuePeak: Int32Array;
  queueRowMs: Float64Array;
  /** Repeats removed, and the oldest sensing time in the late set: index gateway * groups + group (gateway/window.ts). */
  duplicates: Int32Array;
  lateFromMs: Float64Array;
  /** Accumulators: index ((set * gateways + gateway) * groups + group). Alarms are part of the count. */
  count: Int32Array;
  alarms: Int32Array;
  bytesIn: Float64Array;
  /** The first value, and sums of what the others differ from it (gateway/window-sums.ts). */
  origin: Float64Array;
  sum: Float64Array;
  sumLow: Float64Array;
  squares: Float64Array;
  squaresLow: Float64Array;
  min: Float64Array;
  max: Float64Array;
  /** Sensing times of those readings that the summary carries: all but alarms, which went ahead. */
  oldestMs: Float64Array;
  newestMs: Float64Array;
}

/** @param sets windows that can be open at once at any of the gateways, and one for late readings */
export const createGatewayColumns = (gateways: number, groups: number, sets: number): GatewayColumns => {
  const slots = sets * gateways * groups;
  return {
    power: new Uint8Array(gateways),
    powerHolds: new Uint16Array(gateways),
    servedBy: Int32Array.from({ length: gateways }, (_, k) => k),
    window: new Float64Array(gateways),
    summaries: new Float64Array(gateways),
    sinceMs: new Float64Array(gateways),
    queuePeak: new Int32Array(gateways),
    queueRowMs: new Float64Array(gateways),
    duplicates: new Int32Array(gateways * groups),
    lateFromMs: new Float64Array(gateways * groups),
    count: new Int32Array(slots),
    alarms: new Int32Array(slots),
    bytesIn: new Float64Array(slots),
    origin: new Float64Array(slots),
    sum: new Float64Array(slots),
    sumLow: new Float64Array(slots),
    squares: new Float64Array(slots),
    squaresLow: new Float64Array(slots),
    min: new Float64Array(slots),
    max: new Float64Array(slots),
    oldestMs: new Float64Array(slots),
    newestMs: new Float64Array(slots),
  };
};

/** What is known of every message kept at a gateway. */
interface Stored {
  bytes: number;
  /** How many readings the books count with it, and of which group. A repeat counts none: its readings have gone out before. */
  carries: number;
  group: number;
}

/** A reading that a gateway passes through. */
export interface StoredReading extends Stored {
  readonly what: "reading";
  /** Local device. */
  device: number;
  value: number;
  sensedMs: number;
  number: number;
  flags: number;
}

/** A summary of its own. */
export interface StoredSummary extends Stored {
  readonly what: "summary";
  readings: number;
  oldestMs: number;
  newestMs: number;
  id: number;
  isRepeat: boolean;
  body: string;
}

/** A message kept at a gateway until the backhaul is back. */
export type StoredMessage = StoredReading | StoredSummary;

/** What waits, from `head` on, and the last message that went out: it is repeated after a cut. */
export interface MessageStore {
  head: number;
  /** How many alarms wait; they stand first. */
  alarms: number;
  items: StoredMessage[];
  lastSent: StoredMessage | null;
}
