// One device's part of a rollout (AWS IoT Jobs: an execution), one line a state. What was written off stays so, whatever is heard
// later; what is done can be undone, and a device that leaves the fleet leaves whatever it was in.
import { type EventOf, StateMachine } from "../../../core/state-machine.js";
import { JOB_STATUSES, type JobStatus } from "../../../event/vocabulary.js";

/** JOB_STATUSES after what comes before them all; codes in columns are indices of this list. */
export const EXECUTION_STATES = ["NOT_YET", ...JOB_STATUSES] as const;

export const EXECUTION_TABLE = new StateMachine(EXECUTION_STATES, {
  NOT_YET: { notified: "QUEUED", left: "REMOVED" },
  QUEUED: { asked: "IN_PROGRESS", "called-off": "CANCELED", left: "REMOVED" },
  IN_PROGRESS: {
    succeeded: "SUCCEEDED",
    failed: "FAILED",
    rejected: "REJECTED",
    stopped: "CANCELED",
    "timed-out": "TIMED_OUT",
    "went-back": "ROLLED_BACK",
    "no-way-back": "ROLLBACK_FAILED",
    left: "REMOVED",
  },
  SUCCEEDED: { "went-back": "ROLLED_BACK", "no-way-back": "ROLLBACK_FAILED", left: "REMOVED" },
  FAILED: { left: "REMOVED" },
  TIMED_OUT: { "went-back": "ROLLED_BACK", "no-way-back": "ROLLBACK_FAILED", left: "REMOVED" },
  REJECTED: { left: "REMOVED" },
  REMOVED: {},
  CANCELED: { left: "REMOVED" },
  ROLLED_BACK: { left: "REMOVED" },
  ROLLBACK_FAILED: { left: "REMOVED" },
});
export type ExecutionEvent = EventOf<typeof EXECUTION_TABLE>;

/** AWS: all that a device may say of its execution's end, and what that is here. */
export const SAID_BY_DEVICE: Readonly<Partial<Record<JobStatus, ExecutionEvent>>> = {
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  REJECTED: "rejected",
  CANCELED: "stopped",
  ROLLED_BACK: "went-back",
  ROLLBACK_FAILED: "no-way-back",
};
