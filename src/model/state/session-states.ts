// The session of whoever speaks to the cloud by himself, direct device or gateway, as he knows it: one line a state.
import { StateMachine } from "../../core/state-machine.js";

/** waiting: a back-off runs. dialling: a connect request is under way. */
export const CLIENT_SESSION_STATES = ["down", "waiting", "dialling", "up"] as const;

/** States by index, as the columns hold them. */
export const SessionState = { down: 0, waiting: 1, dialling: 2, up: 3 } as const satisfies Record<
  (typeof CLIENT_SESSION_STATES)[number],
  number
>;

export const CLIENT_SESSION_TABLE = new StateMachine(CLIENT_SESSION_STATES, {
  down: {
    "open-from-the-start": "up",
    "looks-for-way": "waiting",
    "has-to-send": "waiting",
    "backs-off": "waiting",
  },
  waiting: { dials: "dialling", "looks-for-way": "waiting", "must-be-silent": "waiting", ends: "down" },
  dialling: { accepted: "up", refused: "waiting", "looks-for-way": "waiting", ends: "down" },
  up: { ends: "down" },
});

/** Why an entity waits for its next dial. */
export type WaitReason = "looks-for-way" | "has-to-send" | "backs-off" | "must-be-silent" | "refused";
