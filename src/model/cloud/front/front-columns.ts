// What the broker front remembers: sessions, whose gateway carries whom, who is kept out.
import type { FleetPlan } from "../../plan/plan.js";
import { createLimit, type Limit } from "../rate-limit.js";

/** A counter that starts again each second. */
export interface SecondCounter {
  second: number;
  count: number;
}

export interface FrontColumns {
  /** BrokerSession; which dial opened it (-1: open since the start). */
  session: Uint8Array;
  sessionDial: Int32Array;
  /** When each entity's latest session ended (-Infinity: never had one). */
  sessionEndedMs: Float64Array;
  /** Who serves the devices at home at each gateway, as far as the cloud was told; gateways by number. */
  servedBy: Int32Array;
  /** Registered devices whose messages an open session carries. */
  presentCount: number;
  connects: SecondCounter;
  connectLimit: Limit;
  /** Entities with a session of their own that the front refuses, with the actions that say so. */
  quarantined: Map<number, number[]>;
}

export const createFront = ({ entityCount, gatewayCount, scenario }: FleetPlan): FrontColumns => ({
  session: new Uint8Array(entityCount),
  sessionDial: new Int32Array(entityCount).fill(-1),
  sessionEndedMs: new Float64Array(entityCount).fill(-Infinity),
  servedBy: Int32Array.from({ length: gatewayCount }, (_, gateway) => gateway),
  presentCount: 0,
  connects: { second: -1, count: 0 },
  connectLimit: createLimit(scenario.cloud.connectsPerSecond),
  quarantined: new Map(),
});
