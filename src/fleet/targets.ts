// Target -> entities. What a selector can know before the run starts (place, owner, twin, labels, ids, signal) is
// resolved here, once, over the whole fleet; percentages and counts are taken over all that match.
import { memberName } from "../event/naming.js";
import { Chance, chanceOf } from "../model/plan/chance.js";
import type { FleetPlan } from "../model/plan/plan.js";
import { Purpose } from "../model/plan/purpose.js";
import { rssiDbm } from "../model/radio/signal-strength.js";
import { deviceGroupMatches, gatewayGroupMatches } from "../spec/selection.js";
import type { Target } from "../spec/target.js";

/** All entities a target's fixed criteria match, ascending, before percent and count. */
const matching = (plan: FleetPlan, target: Target): Int32Array => {
  const { scenario } = plan;
  const found = new Int32Array(plan.entityCount);
  let count = 0;
  const idSet = new Set(target.ids);
  const take = (group: { id: string; first: number; count: number }, from: number): void => {
    const first = from + group.first;
    for (let index = 0; index < group.count; index++)
      if (idSet.size === 0 || idSet.has(memberName(group, index))) found[count++] = first + index;
  };
  for (const group of plan.groups)
    if (deviceGroupMatches(target, scenario.devices[group.index], group.twin)) take(group, 0);
  for (const group of plan.gatewayGroups)
    if (gatewayGroupMatches(target, scenario.gateways[group.index], group.twin.name))
      take(group, plan.deviceCount);
  return found.slice(0, count);
};

/** What a target's fixed criteria have matched, by the criteria: timelines repeat themselves. */
const matched = new WeakMap<FleetPlan, Map<string, Int32Array>>();

const knownMatching = (plan: FleetPlan, target: Target): Int32Array => {
  let known = matched.get(plan);
  if (known === undefined) matched.set(plan, (known = new Map()));
  const { percentPpm, count, pick, allowEmpty, position, ...criteria } = target;
  const key = JSON.stringify(criteria);
  let found = known.get(key);
  if (found === undefined) known.set(key, (found = matching(plan, target)));
  return found;
};

/** A draw per entity that rests on its own group and index only. */
const rankOf = (plan: FleetPlan, purpose: string): ((entity: number) => number) => {
  const chance = new Chance(plan, purpose);
  return (entity) => chance.uniform(entity, Purpose.rank, 0);
};

/** Mean signal strength of devices, the weakest first; a gateway has none and comes last. */
const signalOf = (plan: FleetPlan): ((entity: number) => number) => {
  const chance = chanceOf(plan);
  return (entity) => {
    if (entity >= plan.deviceCount) return Infinity;
    const group = plan.groups[plan.groupOf[entity]];
    return rssiDbm(group.twin.radio, chance.of(entity), entity);
  };
};

/**
 * The entities a target names, ascending. `percent` is rounded to the nearest whole entity, at least one.
 * @param purpose names the selection, so that two selections of one scenario draw independently
 */
export const resolveTarget = (plan: FleetPlan, target: Target, purpose: string): Int32Array => {
  const found = knownMatching(plan, target);
  const wanted =
    target.count ??
    (target.percentPpm === null
      ? found.length
      : Math.max(1, Math.round((found.length * target.percentPpm) / 1e6)));
  if (wanted >= found.length) return found;
  if (target.pick === "first") return found.slice(0, wanted);
  const rank = target.pick === "worst-signal" ? signalOf(plan) : rankOf(plan, `pick:${purpose}`);
  const ranks = new Float64Array(found.length);
  for (let at = 0; at < found.length; at++) ranks[at] = rank(found[at]);
  return leastOf(found, ranks, wanted);
};

/** The `wanted` entities of least rank, ascending; of equals the first. Numbers alone are sorted: there may be a million. */
const leastOf = (entities: Int32Array, ranks: Float64Array, wanted: number): Int32Array => {
  const bound = ranks.slice().sort()[wanted - 1];
  let equals = wanted;
  for (const rank of ranks) if (rank < bound) equals--;
  const least = new Int32Array(wanted);
  let count = 0;
  for (let at = 0; at < entities.length; at++)
    if (ranks[at] < bound || (ranks[at] === bound && equals-- > 0)) least[count++] = entities[at];
  return least;
};
