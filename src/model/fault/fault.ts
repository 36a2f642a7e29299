// What every fault kind brings: how it begins at one entity, how it ends there, and how to see that nothing is left. A
// fault only ever begins at who can feel it (spec/selection.ts).
import type { CellState } from "../state/cell-state.js";

/** The action a fault comes from: its id tells two of one kind apart. */
export interface FeltAction {
  readonly id: number;
  /** What a recording calls it. */
  readonly recorded?: string;
  readonly params: Readonly<Record<string, number>>;
}

export interface FaultModel {
  begin(cell: CellState, local: number, action: FeltAction, nowMs: number): void;
  end(cell: CellState, local: number, action: FeltAction, nowMs: number): void;
  /** True while a fault of this kind is at the entity: after the end of the last one it must be false. */
  isMarked(cell: CellState, local: number): boolean;
}
