// The draws of a fleet's entities, by global number: devices first, then gateways. An entity draws below the key of its group,
// by its index in it, so that other groups, and cuts into cells, do not show.
import { deriveKey, KeyedRandom, type StreamKey } from "../../core/rng.js";
import type { FleetPlan } from "./plan.js";
import type { Purpose } from "./purpose.js";

export class Chance {
  /** By group and by gateway group. */
  readonly ofGroup: readonly KeyedRandom[];
  readonly ofGatewayGroup: readonly KeyedRandom[];

  /** @param label names draws that have nothing to do with what befalls the entities: a selection, a rollout's order */
  constructor(
    private readonly plan: FleetPlan,
    label: string | null = null,
  ) {
    const { groups, gatewayGroups, deviceCount } = plan;
    const drawsOf = (key: StreamKey, first: number): KeyedRandom =>
      new KeyedRandom(label === null ? key : deriveKey(key, label), first);
    this.ofGroup = groups.map(({ key, first }) => drawsOf(key, first));
    this.ofGatewayGroup = gatewayGroups.map(({ key, first }) => drawsOf(key, deviceCount + first));
  }

  of(entity: number): KeyedRandom {
    const { deviceCount, groupOf, gatewayGroupOf } = this.plan;
    return entity < deviceCount
      ? this.ofGroup[groupOf[entity]]
      : this.ofGatewayGroup[gatewayGroupOf[entity - deviceCount]];
  }

  /** Uniform in [0, 1). */
  uniform(entity: number, purpose: Purpose, counter: number): number {
    return this.of(entity).uniform(entity, purpose, counter);
  }

  /** True with a chance of `ppm` millionths. */
  chancePpm(entity: number, purpose: Purpose, counter: number, ppm: number): boolean {
    return this.of(entity).chancePpm(entity, purpose, counter, ppm);
  }
}

const known = new WeakMap<FleetPlan, Chance>();

export const chanceOf = (plan: FleetPlan): Chance => {
  let chance = known.get(plan);
  if (chance === undefined) known.set(plan, (chance = new Chance(plan)));
  return chance;
};
