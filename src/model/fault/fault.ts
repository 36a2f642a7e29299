// What every fault kind brings: how it begins at one entity, how it ends there, and how to see that nothing is left.
import type { CellState } from "../cell-state.js";

export interface FaultModel {
  begin(cell: CellState, local: number, params: Readonly<Record<string, number>>, nowMs: number): void;
  end(cell: CellState, local: number, params: Readonly<Record<string, number>>, nowMs: number): void;
}
