// OTA-3: what an update agent goes through, one line a state. Where an update ends, the event is the reason the cloud is told.
import { type EventOf, StateMachine } from "../../core/state-machine.js";
import { type OutcomeReason, UPDATE_STATES } from "../../event/vocabulary.js";

export const UPDATE_TABLE = new StateMachine(UPDATE_STATES, {
  idle: { offered: "downloading", "sent-back": "swapping", "older-version": "refused" },
  downloading: {
    downloaded: "verifying",
    "charge-low": "paused",
    "low-battery": "refused",
    "too-late": "refused",
    "block-refused": "refused",
    "called-off": "refused",
  },
  verifying: {
    verified: "installing",
    restarted: "verifying",
    "patch-failed": "downloading",
    "charge-low": "paused",
    "low-battery": "refused",
    "image-refused": "refused",
    "called-off": "refused",
  },
  installing: {
    written: "swapping",
    restarted: "verifying",
    "power-failed": "refused",
    "called-off": "refused",
  },
  swapping: {
    swapped: "self-testing",
    "no-way-back": "refused",
    "other-failure": "refused",
    "called-off": "refused",
  },
  "self-testing": {
    updated: "committed",
    "went-back": "committed",
    crashed: "rolled-back",
    "no-contact": "rolled-back",
  },
  committed: {},
  "rolled-back": {},
  refused: {},
  paused: { resumed: "downloading", "called-off": "refused" },
});
export type UpdateEvent = EventOf<typeof UPDATE_TABLE>;

/** Reasons for which a device does not go on with an update. */
export type RefusalReason = UpdateEvent & OutcomeReason;
