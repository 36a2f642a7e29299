// What a connection of a live run goes through, one line a state: as its model asks for it, and as MQTT has it below.
import { type EventOf, StateMachine, type StateOf } from "../core/state-machine.js";

/** waiting: for its turn at the gate. closing: what was published is still to be acknowledged. */
export const WIRE_TABLE = new StateMachine(["closed", "waiting", "opening", "open", "closing"], {
  closed: { starts: "waiting" },
  waiting: { "let-in": "opening", dropped: "closed" },
  opening: { "came-up": "open", "went-down": "closed", dropped: "closed" },
  open: { farewell: "closing", "went-down": "closed", dropped: "closed" },
  closing: { "went-down": "closed", dropped: "closed" },
});
export type WireState = StateOf<typeof WIRE_TABLE>;

/** What a broker sends out of turn is not in the table: its connection falls. */
export const CONNECTION_TABLE = new StateMachine(["down", "connecting", "subscribing", "up", "ending"], {
  down: { connects: "connecting" },
  connecting: { accepted: "subscribing", "came-up": "up", falls: "down" },
  subscribing: { "came-up": "up", falls: "down" },
  up: { ends: "ending", falls: "down" },
  ending: { falls: "down" },
});
export type ConnectionState = StateOf<typeof CONNECTION_TABLE>;
export type ConnectionEvent = EventOf<typeof CONNECTION_TABLE>;
