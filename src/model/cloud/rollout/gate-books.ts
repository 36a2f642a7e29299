// What a rollout's comparing rules remember; gates.ts fills it and judges.
import type { GateFigure, RolloutSpec } from "../../../spec/rollout.js";

/** A window moves on by a twelfth of its length. */
export const SLOTS = 12;
/** Of each slot, group and side: an amount, and what it is per (device time in ms, or samples). */
export const CELLS = 4;

/** A device's last vitals. */
export interface Vitals {
  version: number;
  atMs: number;
  totals: Record<Exclude<GateFigure, "value">, number>;
}

/** What one rule has added up: sums by (slot, group, side, amount or weight), and the newest slot's number. */
export interface Ring {
  sums: Float64Array;
  slot: number;
}

/** Everything a rollout's rules remember. */
export interface GateBooks {
  /** By index of the abort rule; null for rules of another kind. */
  rings: (Ring | null)[];
  last: Map<number, Vitals>;
  /** Devices whose last vitals came from the new version. */
  canaries: number;
}

export const createGateBooks = (spec: RolloutSpec, groups: number): GateBooks | null =>
  spec.abort.some(({ kind }) => kind === "gate")
    ? {
        rings: spec.abort.map(({ kind }) =>
          kind === "gate" ? { sums: new Float64Array(SLOTS * groups * CELLS), slot: 0 } : null,
        ),
        last: new Map(),
        canaries: 0,
      }
    : null;
