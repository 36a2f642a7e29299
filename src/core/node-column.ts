// Columns of small node numbers (an entity's place in its cell), -1 for none: two bytes each where that is enough, which
// it is for all but giant cells.

export type NodeColumn = Int16Array | Int32Array;

const SHORT_MAX = 32_767;

/** A column of `length` numbers below `nodeCount`. */
export const nodeColumn = (length: number, nodeCount: number): NodeColumn =>
  nodeCount <= SHORT_MAX ? new Int16Array(length) : new Int32Array(length);
