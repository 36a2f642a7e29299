// A session as the broker knows it: one line a state. It learns of an end by a goodbye, or when a keep-alive has run out.
import { StateMachine } from "../../../core/state-machine.js";

export const SESSION_STATES = ["closed", "open"] as const;

/** States by index, as the columns hold them. */
export const BrokerSession = { closed: 0, open: 1 } as const satisfies Record<
  (typeof SESSION_STATES)[number],
  number
>;

export const SESSION_TABLE = new StateMachine(SESSION_STATES, {
  closed: { connected: "open" },
  open: { "taken-over": "open", ends: "closed" },
});
