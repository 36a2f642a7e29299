// A device leaves every rollout (AWS IoT Jobs: execution REMOVED): it is not waited for, not counted, not sent back.
import type { CloudState } from "../cloud-state.js";
import { endExecution, IN_PROGRESS, REASONS, REMOVED } from "./execution.js";
import { EXECUTION_TABLE } from "./execution-states.js";
import type { RolloutState } from "./rollout-state.js";

/** Takes a device out of all rollouts; where it had no outcome yet, it leaves the denominators, too. What has not begun tells nothing of it. */
export const withdraw = (state: CloudState, device: number, nowMs: number): void => {
  state.rollout.rollouts.forEach((rollout, index) => {
    const position = rollout.position[device];
    if (position < 0 || rollout.execution[position] === REMOVED) return;
    if (rollout.startedAtMs < 0) leaveOut(rollout, device);
    else if (rollout.execution[position] <= IN_PROGRESS)
      endExecution(state, { rollout: index, position }, { event: "left", text: "decommissioned" }, nowMs);
    else rollout.execution[position] = EXECUTION_TABLE.next(rollout.execution[position], "left");
  });
};

/** A device has left before the rollout began: it is no part of it, and that is no news. */
export const leaveOut = (rollout: RolloutState, device: number): void => {
  const position = rollout.position[device];
  if (position < 0) return;
  rollout.execution[position] = EXECUTION_TABLE.next(rollout.execution[position], "left");
  rollout.counts.removed++;
  rollout.outcomes[REASONS.indexOf("decommissioned")]++;
};
