// A constant-current discharge of one full cell, in closed form: charge drawn is rate times time, so every point is exact
// and no step size matters. The voltages are the ones a simulated device's battery has (battery/cell.ts).
import type { Cell } from "./cell.js";

export interface Discharge {
  /** When the terminal voltage reaches the cut-off, seconds. */
  endS: number;
  /** Charge drawn by then, share of the nominal capacity. */
  drawnShare: number;
  /** Terminal voltage of one cell, V; after the end the cut-off's. */
  voltsAt(timeS: number): number;
}

/**
 * Discharges a full, rested cell.
 * @param rateC current in C, above 0
 * @param celsius temperature of the cell
 */
export const dischargeAt = (cell: Cell, rateC: number, celsius = 25): Discharge => {
  const usable = cell.usableAtRate(rateC) * cell.usableAtCelsius(celsius);
  const lawC = cell.law(rateC) * cell.resistanceFactor(celsius);
  const drawnShare = cell.depthAtMv(cell.cutoffMv, lawC) * usable;
  const endS = (drawnShare * 3_600) / rateC;
  return {
    endS,
    drawnShare,
    voltsAt: (timeS) => cell.terminalMv((rateC * Math.min(timeS, endS)) / 3_600 / usable, lawC) / 1_000,
  };
};
