// The draws of a cell's entities, by local number: devices first, then gateways.
import type { KeyedRandom } from "../../core/rng.js";
import { chanceOf } from "../plan/chance.js";
import type { CellPlan, FleetPlan } from "../plan/plan.js";
import type { Purpose } from "../plan/purpose.js";

export class CellChance {
  private readonly ofGroup: readonly KeyedRandom[];
  private readonly ofGateway: readonly KeyedRandom[];

  constructor(
    plan: FleetPlan,
    { gateways }: CellPlan,
    private readonly entityOf: Int32Array,
    private readonly groupOf: Uint16Array,
  ) {
    const chance = chanceOf(plan);
    this.ofGroup = chance.ofGroup;
    this.ofGateway = Array.from(gateways, (entity) => chance.of(entity));
  }

  /** The draws of an entity's group; they ask for its global number. */
  of(local: number): KeyedRandom {
    const devices = this.groupOf.length;
    return local < devices ? this.ofGroup[this.groupOf[local]] : this.ofGateway[local - devices];
  }

  /** Uniform in [0, 1). */
  uniform(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).uniform(this.entityOf[local], purpose, counter);
  }

  /** Standard normal. */
  normal(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).normal(this.entityOf[local], purpose, counter);
  }

  /** Exponential with the given mean. */
  exponential(local: number, purpose: Purpose, counter: number, mean: number): number {
    return this.of(local).exponential(this.entityOf[local], purpose, counter, mean);
  }

  /** True with a chance of `ppm` millionths. */
  chancePpm(local: number, purpose: Purpose, counter: number, ppm: number): boolean {
    return this.of(local).chancePpm(this.entityOf[local], purpose, counter, ppm);
  }

  /** 32 even bits. */
  word(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).word(this.entityOf[local], purpose, counter);
  }
}
