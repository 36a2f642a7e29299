// Whether the processor of a device or a gateway runs, one line a state. Gateways are never bricked nor erased; they alone
// crash for longer than a boot takes.
import { type EventOf, StateMachine } from "../../core/state-machine.js";

export const POWER_STATES = ["off", "booting", "running", "dead"] as const;

/** States by index, as the columns hold them. dead: never again, bricked or erased. */
export const Power = { off: 0, booting: 1, running: 2, dead: 3 } as const satisfies Record<
  (typeof POWER_STATES)[number],
  number
>;

export const POWER_TABLE = new StateMachine(POWER_STATES, {
  off: {
    "runs-from-the-start": "running",
    boots: "booting",
    "loses-power": "off",
    crashes: "off",
    bricked: "dead",
    erased: "dead",
  },
  booting: {
    booted: "running",
    boots: "booting",
    "loses-power": "off",
    crashes: "off",
    bricked: "dead",
    erased: "dead",
  },
  running: { boots: "booting", "loses-power": "off", crashes: "off", bricked: "dead", erased: "dead" },
  dead: {},
});
export type PowerEvent = EventOf<typeof POWER_TABLE>;

/** Moves one entity of a column. */
export const changePower = (power: Uint8Array, at: number, event: PowerEvent): void => {
  power[at] = POWER_TABLE.next(power[at], event);
};
