// A device leaves every rollout (AWS IoT Jobs: execution REMOVED): it is not waited for, not counted, not sent back.
import { EventKind } from "../../event/event.js";
import { JOB_STATUSES } from "../../event/vocabulary.js";
import type { CloudState } from "../cloud/cloud-state.js";

/** Execution codes are JOB_STATUSES indices + 1. */
export const REMOVED = JOB_STATUSES.indexOf("REMOVED") + 1;
const IN_PROGRESS = JOB_STATUSES.indexOf("IN_PROGRESS") + 1;

/** Takes a device out of all rollouts; where it had no outcome yet, it leaves the denominators, too. */
export const withdraw = (state: CloudState, device: number, nowMs: number): void => {
  state.columns.rollouts.forEach((rollout, index) => {
    const position = rollout.position[device];
    if (position < 0 || rollout.execution[position] === REMOVED) return;
    const hadOutcome = rollout.execution[position] > IN_PROGRESS;
    rollout.execution[position] = REMOVED;
    if (hadOutcome) return;
    rollout.counts.removed++;
    state.emit(EventKind.jobOutcome, nowMs, index, REMOVED - 1, device, "decommissioned");
  });
};
