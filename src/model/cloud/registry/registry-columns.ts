// What the registry remembers: who is a member and runs what, and whose credentials were ended.
import type { FleetPlan } from "../../plan/plan.js";
import type { SecondCounter } from "../front/front-columns.js";
import { createLimit, type Limit } from "../rate-limit.js";

/** A credential that was ended for good, with the order that tells its device. */
export interface Revocation {
  sequence: number;
  signature: string;
  atMs: number;
  /** When the device confirmed that it has erased itself, or -1. */
  erasedMs: number;
}

export interface RegistryColumns {
  /** 1: it has an identity. By device. */
  registered: Uint8Array;
  registeredCount: number;
  /** Registered devices at home at each gateway. */
  attached: Int32Array;
  /** What each device runs, as it said last. */
  version: Uint16Array;
  provisions: SecondCounter;
  provisionLimit: Limit;
  /** By device; by gateway number the devices it must not serve; sessions that end when their grace is over, in order. */
  revoked: Map<number, Revocation>;
  revokedBehind: Map<number, number[]>;
  closing: { device: number; atMs: number }[];
}

export const createRegistry = ({ deviceCount, gatewayCount, scenario }: FleetPlan): RegistryColumns => ({
  registered: new Uint8Array(deviceCount),
  registeredCount: 0,
  attached: new Int32Array(gatewayCount),
  version: new Uint16Array(deviceCount),
  provisions: { second: -1, count: 0 },
  provisionLimit: createLimit(scenario.cloud.provisionsPerSecond),
  revoked: new Map(),
  revokedBehind: new Map(),
  closing: [],
});

/** True where the credential was ended for good. */
export const isRevoked = ({ registry }: { readonly registry: RegistryColumns }, entity: number): boolean =>
  registry.revoked.size > 0 && registry.revoked.has(entity);
