// LIF-1: the device lifecycle as one table. A transition that is not in it is refused: nothing changes.
import { LIFECYCLE_STATES, type LifecycleState } from "../../event/vocabulary.js";

/** What can happen to a device's life. */
export const LIFECYCLE_EVENTS = [
  "first-contact",
  "provisioned",
  "provision-failed",
  "low-battery",
  "battery-recovered",
  "enter-maintenance",
  "leave-maintenance",
  "decommission",
] as const;
export type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/** state x event -> next state. Decommissioned is final. */
export const LIFECYCLE_TABLE: Readonly<
  Record<LifecycleState, Partial<Record<LifecycleEvent, LifecycleState>>>
> = {
  unprovisioned: { "first-contact": "provisioning", decommission: "decommissioned" },
  provisioning: {
    provisioned: "active",
    "provision-failed": "unprovisioned",
    decommission: "decommissioned",
  },
  active: { "low-battery": "degraded", "enter-maintenance": "maintenance", decommission: "decommissioned" },
  degraded: {
    "battery-recovered": "active",
    "enter-maintenance": "maintenance",
    decommission: "decommissioned",
  },
  maintenance: { "leave-maintenance": "active", decommission: "decommissioned" },
  decommissioned: {},
};

/** The state after `event`, or null where the table has no such transition. */
export const nextLifecycle = (state: LifecycleState, event: LifecycleEvent): LifecycleState | null =>
  LIFECYCLE_TABLE[state][event] ?? null;

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

/** The table as a Mermaid state diagram (docs, `iotctl twin explain`). */
export const lifecycleDiagram = (): string =>
  [
    "stateDiagram-v2",
    "  [*] --> unprovisioned",
    ...LIFECYCLE_STATES.flatMap((from) =>
      Object.entries(LIFECYCLE_TABLE[from]).map(([event, to]) => `  ${from} --> ${to}: ${event}`),
    ),
    "  decommissioned --> [*]",
  ].join("\n");
