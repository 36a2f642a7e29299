// Faults that hold an entity back, counted in a column: what begins is counted up, what ends down. Columns are unsigned, so one
// end too many would hold for ever.
import { assert } from "../../core/assert.js";

/** As many faults of one kind may overlap at one entity as a timeline can hold; columns have room for more. */
const HOLDS_MAX = 32_767;

/** Adds a hold. Returns true where it is the first. */
export const hold = (holds: Uint16Array, at: number): boolean => {
  assert(holds[at] < HOLDS_MAX, "more faults hold an entity than a timeline can have");
  return holds[at]++ === 0;
};

/** Takes a hold away. Returns true where it was the last. */
export const release = (holds: Uint16Array, at: number): boolean => {
  assert(holds[at] > 0, "a fault ends that held nothing");
  return --holds[at] === 0;
};
