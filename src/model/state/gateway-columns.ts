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
  /** Number of the window that closes next, and the set of accumulators that it has (kept, as every reading asks for it). */
  window: Float64Array;
  windowSet: Uint16Array;
  summaries: Float64Array;
  /** When the session came up or went down last; most messages that waited since the last row about them, and its time. */
  sinceMs: Float64Array;
  queuePeak: Int32Array;
  queueRowMs: Float64Array;
  /** Repeats removed, and the oldest sensing time in the late set: index gateway * groups + group (gateway/window.ts). */
  duplicates: Int32Array;
  lateFromMs: Float64Array;
  /** Accumulators, {@link SLOT_FIELDS} numbers each: number ((set * gateways + gateway) * groups + group). */
  slots: Float64Array;
}

/** What an accumulator keeps, side by side: a reading touches nearly all of it. Alarms are part of the count. */
export const COUNT = 0;
export const ALARMS = 1;
export const BYTES_IN = 2;
/** Sensing times of those readings that the summary carries: all but alarms, which went ahead. */
export const OLDEST_MS = 3;
export const NEWEST_MS = 4;
export const MIN = 5;
export const MAX = 6;
/** The first value, and sums of what the others differ from it, each as two doubles (gateway/window-sums.ts). */
export const ORIGIN = 7;
export const SUM = 8;
export const SUM_LOW = 9;
export const SQUARES = 10;
export const SQUARES_LOW = 11;
export const SLOT_FIELDS = 12;

/** @param sets windows that can be open at once at any of the gateways, and one for late readings */
export const createGatewayColumns = (gateways: number, groups: number, sets: number): GatewayColumns => {
  return {
    power: new Uint8Array(gateways),
    powerHolds: new Uint16Array(gateways),
    servedBy: Int32Array.from({ length: gateways }, (_, k) => k),
    window: new Float64Array(gateways),
    windowSet: new Uint16Array(gateways).fill(FIRST_OPEN_SET),
    summaries: new Float64Array(gateways),
    sinceMs: new Float64Array(gateways),
    queuePeak: new Int32Array(gateways),
    queueRowMs: new Float64Array(gateways),
    duplicates: new Int32Array(gateways * groups),
    lateFromMs: new Float64Array(gateways * groups),
    slots: new Float64Array(sets * gateways * groups * SLOT_FIELDS),
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
