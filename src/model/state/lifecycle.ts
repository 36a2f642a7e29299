// LIF-1: the device lifecycle as one table. A transition that is not in it is refused: nothing changes. Who is
// refused an identity asks again; who is refused for good was decommissioned.
import { type EventOf, StateMachine } from "../../core/state-machine.js";
import { LIFECYCLE_STATES, type LifecycleState } from "../../event/vocabulary.js";

export const LIFECYCLE_TABLE = new StateMachine(LIFECYCLE_STATES, {
  unprovisioned: { "first-contact": "provisioning", decommission: "decommissioned" },
  provisioning: { provisioned: "active", decommission: "decommissioned" },
  active: { "low-battery": "degraded", "enter-maintenance": "maintenance", decommission: "decommissioned" },
  degraded: {
    "battery-recovered": "active",
    "enter-maintenance": "maintenance",
    decommission: "decommissioned",
  },
  maintenance: { "leave-maintenance": "active", decommission: "decommissioned" },
  decommissioned: {},
});
export type LifecycleEvent = EventOf<typeof LIFECYCLE_TABLE>;

/** States by index, as the columns hold them. */
export const State = {
  unprovisioned: 0,
  provisioning: 1,
  active: 2,
  degraded: 3,
  maintenance: 4,
  decommissioned: 5,
} as const satisfies Record<LifecycleState, number>;

/** True where the device is in service: it has an identity and its time counts for availability. */
export const inService = (state: number): boolean => state === State.active || state === State.degraded;
