// OTA-1: what a rollout goes through, one line a state.
import { type EventOf, StateMachine } from "../../../core/state-machine.js";
import { ROLLOUT_STATUSES } from "../../../event/vocabulary.js";

export const ROLLOUT_TABLE = new StateMachine(ROLLOUT_STATUSES, {
  scheduled: { "its-time-came": "running", "operator-cancels": "aborted" },
  running: {
    "last-stage-done": "completed",
    "nobody-updated": "failed",
    "rule-pauses": "paused",
    "nobody-there": "paused",
    "rule-cancels": "aborted",
    "rule-rolls-back": "aborted",
    "operator-pauses": "paused",
    "operator-cancels": "aborted",
  },
  paused: { "operator-resumes": "running", "operator-cancels": "aborted" },
  completed: {},
  aborted: {},
  failed: {},
});
export type RolloutEvent = EventOf<typeof ROLLOUT_TABLE>;
