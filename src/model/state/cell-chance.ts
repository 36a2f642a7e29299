// The draws of a cell's entities, by local number: devices first, then gateways.
import type { KeyedRandom } from "../../core/rng.js";
import { chanceOf } from "../plan/chance.js";
import type { CellPlan, FleetPlan } from "../plan/plan.js";
import type { Purpose } from "../plan/purpose.js";

export class CellChance {
  private readonly ofGroup: readonly KeyedRandom[];
  private readonly ofGateway: readonly KeyedRandom[];
  /** The entity asked of last: most draws are of one that has just drawn. */
  private inHand = -1;
  private entity = -1;
  private random: KeyedRandom;

  constructor(
    plan: FleetPlan,
    { gateways }: CellPlan,
    private readonly entityOf: Int32Array,
    private readonly groupOf: Uint16Array,
  ) {
    const chance = chanceOf(plan);
    this.ofGroup = chance.ofGroup;
    this.ofGateway = Array.from(gateways, (entity) => chance.of(entity));
    this.random = this.ofGroup[0];
  }

  /** The draws of an entity's group; they ask for its global number. */
  of(local: number): KeyedRandom {
    if (local !== this.inHand) this.take(local);
    return this.random;
  }

  private take(local: number): void {
    const devices = this.groupOf.length;
    this.random = local < devices ? this.ofGroup[this.groupOf[local]] : this.ofGateway[local - devices];
    this.entity = this.entityOf[local];
    this.inHand = local;
  }

  /** Uniform in [0, 1). */
  uniform(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).uniform(this.entity, purpose, counter);
  }

  /** Standard normal. */
  normal(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).normal(this.entity, purpose, counter);
  }

  /** Exponential with the given mean. */
  exponential(local: number, purpose: Purpose, counter: number, mean: number): number {
    return this.of(local).exponential(this.entity, purpose, counter, mean);
  }

  /** True with a chance of `ppm` millionths. */
  chancePpm(local: number, purpose: Purpose, counter: number, ppm: number): boolean {
    return this.of(local).chancePpm(this.entity, purpose, counter, ppm);
  }

  /** 32 even bits. */
  word(local: number, purpose: Purpose, counter: number): number {
    return this.of(local).word(this.entity, purpose, counter);
  }
}
