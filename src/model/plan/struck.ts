// Whom of a cell an action strikes. Both lists are ascending; an action strikes few, or many that mostly live elsewhere, and every
// cell asks, so neither list is walked in vain.
import type { FleetPlan } from "./plan.js";

const NOBODY = new Int32Array(0);

/** Whether `entity` stands in an ascending list. */
const includes = (entities: Int32Array, entity: number): boolean => {
  let low = 0;
  let high = entities.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entities[middle] < entity) low = middle + 1;
    else high = middle;
  }
  return entities[low] === entity;
};

/** The local numbers, in cell `index`, of those of `entities` that live there, ascending. */
export const struckIn = (plan: FleetPlan, index: number, entities: Int32Array): Int32Array => {
  const { cells, cellOf, localOf } = plan;
  const own = cells[index].entities;
  if (entities.length > own.length)
    return Int32Array.from(own.keys()).filter((local) => includes(entities, own[local]));
  if (!entities.some((entity) => cellOf[entity] === index)) return NOBODY;
  return entities.filter((entity) => cellOf[entity] === index).map((entity) => localOf[entity]);
};
