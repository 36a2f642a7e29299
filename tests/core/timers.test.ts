// The timers of many entities against a map of due times, sorted at each pop.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EntityTimers } from "../../src/core/timers.js";
import { anyStep, expectSortedOrder, type TimerQueue } from "./sorted-model.js";

const ENTITIES = 9;
const KINDS = 4;
const NODES = ENTITIES * KINDS;
const DAY_MS = 86_400_000;

/** Distances that make ties, and ones within, around and beyond what a slot can say. */
const aheadMs = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 10_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 30 * DAY_MS }) },
  { weight: 2, arbitrary: fc.integer({ min: 2 ** 32 - 4, max: 2 ** 32 + 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 32, max: 2 ** 41 }) },
);
const step = anyStep(NODES, aheadMs, fc.nat(6), {
  schedule: 7,
  tie: 2,
  cancel: 2,
  pop: 4,
  popAny: 3,
  saveAndLoad: 1,
});

/** One number for an entity and a kind, as the sorted model knows its timers. */
class Numbered implements TimerQueue {
  constructor(readonly timers = new EntityTimers(ENTITIES, KINDS)) {}
  get nowMs() {
    return this.timers.nowMs;
  }
  schedule = (node: number, atMs: number) =>
    this.timers.schedule(Math.floor(node / KINDS), node % KINDS, atMs);
  cancel = (node: number) => this.timers.cancel(Math.floor(node / KINDS), node % KINDS);
  dueMs = (node: number) => this.timers.dueMs(Math.floor(node / KINDS), node % KINDS);
  peekMs = () => this.timers.peekMs();
  popBefore = (limitMs: number) => {
    const entity = this.timers.popBefore(limitMs);
    return entity < 0 ? -1 : entity * KINDS + this.timers.poppedKind;
  };
}

describe("EntityTimers", () => {
  test("pops what a sorted list pops, through any mix of schedule, move, cancel, pop, save and load", () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150, size: "max" }), (steps) => {
        const reload = ({ timers }: Numbered): Numbered =>
          new Numbered(EntityTimers.load(structuredClone(timers.save()), KINDS));
        expectSortedOrder(new Numbered(), reload, NODES, steps);
      }),
      { numRuns: 400 },
    );
  });

  test("one entity's timers of one ms come out by kind, and what is set meanwhile waits for a later ms", () => {
    const timers = new EntityTimers(2, 3);
    const popped = (limitMs: number) => [timers.popBefore(limitMs), timers.poppedKind];
    for (const [entity, kind] of [
      [1, 2],
      [0, 2],
      [0, 0],
      [0, 1],
    ])
      timers.schedule(entity, kind, 10);
    expect(popped(11)).toEqual([0, 0]);
    timers.schedule(0, 0, 11);
    timers.cancel(0, 1);
    expect([popped(11), popped(11)]).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect(timers.popBefore(11)).toBe(-1);
    expect(popped(12)).toEqual([0, 0]);
  });

  test("a timer years ahead keeps its ms", () => {
    const timers = new EntityTimers(1, 2);
    timers.schedule(0, 1, 4_000 * DAY_MS + 7);
    for (let day = 1; day < 4_000; day += 13) {
      timers.schedule(0, 0, day * DAY_MS);
      expect(timers.popBefore(Number.POSITIVE_INFINITY)).toBe(0);
      expect(timers.poppedKind).toBe(0);
      expect(timers.dueMs(0, 1)).toBe(4_000 * DAY_MS + 7);
    }
    expect(timers.popBefore(Number.POSITIVE_INFINITY)).toBe(0);
    expect(timers.poppedKind).toBe(1);
    expect(timers.nowMs).toBe(4_000 * DAY_MS + 7);
  });

  test("the present, the past and parts of a ms are refused, and leave the timer as it was", () => {
    const timers = new EntityTimers(1, 2);
    timers.schedule(0, 0, 10);
    timers.schedule(0, 1, 20);
    timers.popBefore(11);
    for (const atMs of [10, 9, 10.5, Number.NaN])
      expect(() => timers.schedule(0, 1, atMs)).toThrow(/after 10/);
    expect(timers.dueMs(0, 1)).toBe(20);
  });
});
