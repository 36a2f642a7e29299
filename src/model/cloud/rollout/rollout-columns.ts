// What the rollout service remembers: its rollouts, in the order of the scenario.
import type { RolloutState } from "./rollout-state.js";

export interface RolloutColumns {
  /** None before the start. */
  rollouts: RolloutState[];
}

export const createRollout = (): RolloutColumns => ({ rollouts: [] });
