// A timer queue that anyone can see is right, a map of due times, sorted at each pop; and the steps that show that another
// pops what it pops.
import fc from "fast-check";
import { expect } from "vitest";

class SortedModel {
  due = new Map<number, number>();
  nowMs = 0;
  peekMs(): number {
    return Math.min(Number.POSITIVE_INFINITY, ...this.due.values());
  }
  popBefore(limitMs: number): number {
    const [first] = [...this.due].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    if (first === undefined || first[1] >= limitMs) return -1;
    this.due.delete(first[0]);
    this.nowMs = first[1];
    return first[0];
  }
}

/** What a queue under test does. */
export interface TimerQueue {
  readonly nowMs: number;
  schedule: (node: number, atMs: number) => void;
  cancel: (node: number) => void;
  popBefore: (limitMs: number) => number;
  peekMs: () => number;
  dueMs: (node: number) => number;
}

/** How often each kind of step comes. */
interface Weights {
  schedule: number;
  tie: number;
  cancel: number;
  pop: number;
  popAny: number;
  saveAndLoad: number;
}

/** Any one step on `nodes` timers, at distances that are the queue's own edges. */
export const anyStep = (
  nodes: number,
  aheadMs: fc.Arbitrary<number>,
  times: fc.Arbitrary<number>,
  weights: Weights,
) => {
  const node = fc.nat(nodes - 1);
  return fc.oneof(
    {
      weight: weights.schedule,
      arbitrary: fc.record({ kind: fc.constant("schedule" as const), node, aheadMs }),
    },
    { weight: weights.tie, arbitrary: fc.record({ kind: fc.constant("tie" as const), node, with: node }) },
    { weight: weights.cancel, arbitrary: fc.record({ kind: fc.constant("cancel" as const), node }) },
    { weight: weights.pop, arbitrary: fc.record({ kind: fc.constant("pop" as const), limitMs: aheadMs }) },
    { weight: weights.popAny, arbitrary: fc.record({ kind: fc.constant("popAny" as const), times }) },
    { weight: weights.saveAndLoad, arbitrary: fc.record({ kind: fc.constant("saveAndLoad" as const) }) },
  );
};

type Step = ReturnType<typeof anyStep> extends fc.Arbitrary<infer T> ? T : never;

/** Takes the steps on both, then empties both: after each step they say the same. */
export const expectSortedOrder = <Q extends TimerQueue>(
  fresh: Q,
  reload: (queue: Q) => Q,
  nodes: number,
  steps: readonly Step[],
): void => {
  let queue = fresh;
  const model = new SortedModel();
  model.nowMs = fresh.nowMs;
  const schedule = (at: number, atMs: number): void => {
    queue.schedule(at, atMs);
    model.due.set(at, atMs);
  };
  const pop = (limitMs: number): void => {
    const popped = queue.popBefore(limitMs);
    expect([popped, queue.nowMs]).toEqual([model.popBefore(limitMs), model.nowMs]);
  };
  const nodeNumbers = Array.from({ length: nodes }, (_, at) => at);
  for (const one of steps) {
    if (one.kind === "schedule") schedule(one.node, model.nowMs + one.aheadMs);
    else if (one.kind === "tie") {
      const atMs = model.due.get(one.with) ?? 0;
      if (atMs > model.nowMs) schedule(one.node, atMs);
    } else if (one.kind === "cancel") {
      queue.cancel(one.node);
      model.due.delete(one.node);
    } else if (one.kind === "pop") pop(model.nowMs + one.limitMs);
    else if (one.kind === "popAny") for (let at = 0; at < one.times; at++) pop(Number.POSITIVE_INFINITY);
    else queue = reload(queue);
    expect(queue.peekMs()).toBe(model.peekMs());
    const differing = nodeNumbers.find(
      (at) => queue.dueMs(at) !== (model.due.get(at) ?? Number.POSITIVE_INFINITY),
    );
    expect(differing).toBeUndefined();
  }
  while (model.due.size > 0) pop(Number.POSITIVE_INFINITY);
  pop(Number.POSITIVE_INFINITY);
};
