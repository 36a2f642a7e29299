// The timers of many entities against a map of due times, sorted at each pop.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntityTimers } from "../../src/core/timers.js";
import { SortedModel } from "./sorted-model.js";

const ENTITIES = 9;
const KINDS = 4;
const NODES = Array.from({ length: ENTITIES * KINDS }, (_, at) => at);
const DAY_MS = 86_400_000;

/** Distances that make ties, and ones within, around and beyond what a slot can say. */
const aheadMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 * DAY_MS }) },
  { weight: 2, arbitrary: fc.integer({ min: 2 ** 32 - 4, max: 2 ** 32 + 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 32, max: 2 ** 41 }) },
);
const node = fc.nat(NODES.length - 1);
const step = fc.oneof(
  { weight: 7, arbitrary: fc.record({ kind: fc.constant("schedule" as const), node, aheadMs }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("tie" as const), node, with: node }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), node }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("pop" as const), limitMs: aheadMs }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("popAny" as const), times: fc.nat(6) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("saveAndLoad" as const) }) },
);

describe("EntityTimers", () => {
  test("pops what a sorted list pops, through any mix of schedule, move, cancel, pop, save and load", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
        let timers = new EntityTimers(ENTITIES, KINDS);
        const model = new SortedModel();
        const schedule = (at: number, atMs: number): void => {
          timers.schedule(at, atMs);
          model.due.set(at, atMs);
        };
        const pop = (limitMs: number): void => {
          const popped = timers.popBefore(limitMs);
          expect([popped, timers.nowMs]).toEqual([model.popBefore(limitMs), model.nowMs]);
        };
        for (const one of steps) {
          if (one.kind === "schedule") schedule(one.node, model.nowMs + one.aheadMs);
          else if (one.kind === "tie") {
            const atMs = model.due.get(one.with) ?? 0;
            if (atMs > model.nowMs) schedule(one.node, atMs);
          } else if (one.kind === "cancel") {
            timers.cancel(one.node);
            model.due.delete(one.node);
          } else if (one.kind === "pop") pop(model.nowMs + one.limitMs);
          else if (one.kind === "popAny")
            for (let at = 0; at < one.times; at++) pop(Number.POSITIVE_INFINITY);
          else timers = EntityTimers.load(structuredClone(timers.save()), KINDS);
          expect(timers.peekMs()).toBe(model.peekMs());
          const differing = NODES.find(
            (at) => timers.dueMs(at) !== (model.due.get(at) ?? Number.POSITIVE_INFINITY),
          );
          expect(differing).toBeUndefined();
        }
        while (model.due.size > 0) pop(Number.POSITIVE_INFINITY);
        pop(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 400 },
    );
  });

  test("one entity's timers of one ms come out by kind, and what is set meanwhile waits for a later ms", () => {
    const timers = new EntityTimers(2, 3);
    for (const at of [5, 2, 0, 1]) timers.schedule(at, 10);
    expect(timers.popBefore(11)).toBe(0);
    timers.schedule(0, 11);
    timers.cancel(1);
    expect([11, 11, 11].map((limitMs) => timers.popBefore(limitMs))).toEqual([2, 5, -1]);
    expect(timers.popBefore(12)).toBe(0);
  });

  test("a timer years ahead keeps its ms", () => {
    const timers = new EntityTimers(1, 2);
    timers.schedule(1, 4_000 * DAY_MS + 7);
    for (let day = 1; day < 4_000; day += 13) {
      timers.schedule(0, day * DAY_MS);
      expect(timers.popBefore(Number.POSITIVE_INFINITY)).toBe(0);
      expect(timers.dueMs(1)).toBe(4_000 * DAY_MS + 7);
    }
    expect(timers.popBefore(Number.POSITIVE_INFINITY)).toBe(1);
    expect(timers.nowMs).toBe(4_000 * DAY_MS + 7);
  });

  test("the present, the past and parts of a ms are refused, and leave the timer as it was", () => {
    const timers = new EntityTimers(1, 2);
    timers.schedule(0, 10);
    timers.schedule(1, 20);
    timers.popBefore(11);
    for (const atMs of [10, 9, 10.5, Number.NaN]) expect(() => timers.schedule(1, atMs)).toThrow(/after 10/);
    expect(timers.dueMs(1)).toBe(20);
  });
});
