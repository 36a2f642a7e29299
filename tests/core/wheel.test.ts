// The timing wheel against a model that anyone can see is right: a map of due times, sorted at each pop.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TIME_MAX_MS, TimerWheel } from "../../src/core/wheel.js";
import { anyStep, expectSortedOrder } from "./sorted-model.js";

const NODES = 40;
const HOUR_MS = 3_600_000;

/** Distances that hit ties, the near wheel, its edge, the middle wheel, its edge, and the heap. */
const aheadMs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 3 }) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 5_000 }) },
  { weight: 2, arbitrary: fc.integer({ min: 4_090, max: 4_100 }) },
  { weight: 2, arbitrary: fc.integer({ min: 1, max: 2 ** 24 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2 ** 24 - 5_000, max: 2 ** 24 + 5_000 }) },
  { weight: 1, arbitrary: fc.integer({ min: 2 ** 24, max: 2 ** 40 }) },
);
const step = anyStep(NODES, aheadMs, fc.integer({ min: 1, max: 6 }), {
  schedule: 6,
  tie: 1,
  cancel: 1,
  pop: 5,
  popAny: 2,
  saveAndLoad: 1,
});

describe("TimerWheel", () => {
  test("pops what a sorted list pops, through any mix of schedule, move, cancel, pop, save and load", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 41 })),
        fc.array(step, { maxLength: 120, size: "max" }),
        (startMs, steps) => {
          const reload = (wheel: TimerWheel): TimerWheel => TimerWheel.load(structuredClone(wheel.save()));
          expectSortedOrder(new TimerWheel(NODES, startMs), reload, NODES, steps);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("hands out the nodes of one ms in ascending order, however many and in whatever order they came", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(Array.from({ length: 200 }, (_, at) => at)), aheadMs, (nodes, atMs) => {
        const wheel = new TimerWheel(200);
        for (const at of nodes) wheel.schedule(at, atMs);
        const popped = nodes.map(() => wheel.popBefore(Number.POSITIVE_INFINITY));
        expect(popped).toEqual([...nodes].sort((a, b) => a - b));
        expect(wheel.popBefore(Number.POSITIVE_INFINITY)).toBe(-1);
      }),
      { numRuns: 50 },
    );
  });

  test("a node of the ms being handed out can still be cancelled or moved", () => {
    const wheel = new TimerWheel(5);
    for (const at of [0, 1, 2, 3, 4]) wheel.schedule(at, 10);
    expect(wheel.popBefore(11)).toBe(0);
    wheel.cancel(1);
    wheel.schedule(3, 12);
    wheel.schedule(0, 11);
    expect(wheel.dueMs(1)).toBe(Number.POSITIVE_INFINITY);
    expect(wheel.peekMs()).toBe(10);
    expect([11, 11, 11].map((limitMs) => wheel.popBefore(limitMs))).toEqual([2, 4, -1]);
    expect([20, 20, 20].map((limitMs) => wheel.popBefore(limitMs))).toEqual([0, 3, -1]);
  });

  test("cancelling a node of the ms being handed out leaves its old neighbours, long in other lists, alone", () => {
    const wheel = new TimerWheel(4);
    for (const at of [0, 1, 2]) wheel.schedule(at, 10);
    expect(wheel.popBefore(11)).toBe(0);
    wheel.schedule(0, 20);
    wheel.schedule(3, 20);
    wheel.cancel(1);
    wheel.cancel(0);
    expect([0, 0, 0].map(() => wheel.popBefore(100))).toEqual([2, 3, -1]);
  });

  test("cancelling all that is left of one ms goes on with the next", () => {
    const wheel = new TimerWheel(4);
    for (const at of [0, 1, 2]) wheel.schedule(at, 10);
    wheel.schedule(3, 30 * HOUR_MS);
    expect(wheel.popBefore(100)).toBe(0);
    wheel.cancel(1);
    wheel.cancel(2);
    expect(wheel.peekMs()).toBe(30 * HOUR_MS);
    expect(wheel.popBefore(Number.POSITIVE_INFINITY)).toBe(3);
  });

  test("a save from the middle of one ms goes on with the rest of it", () => {
    const wheel = new TimerWheel(4);
    for (const at of [0, 1, 2]) wheel.schedule(at, 10);
    wheel.popBefore(11);
    const loaded = TimerWheel.load(wheel.save());
    expect(loaded.nowMs).toBe(10);
    expect([11, 11, 11].map((limitMs) => loaded.popBefore(limitMs))).toEqual([1, 2, -1]);
  });

  test("what was saved does not change when the wheel goes on", () => {
    const wheel = new TimerWheel(2);
    wheel.schedule(0, 10);
    const saved = wheel.save();
    wheel.popBefore(11);
    expect(saved).toEqual({ nowMs: 0, dueMs: Float64Array.of(10, Number.POSITIVE_INFINITY) });
  });

  test("a look or a refused pop far ahead leaves room for what is scheduled earlier", () => {
    const wheel = new TimerWheel(2);
    wheel.schedule(0, 30 * HOUR_MS);
    expect(wheel.peekMs()).toBe(30 * HOUR_MS);
    expect(wheel.popBefore(30 * HOUR_MS)).toBe(-1);
    wheel.schedule(1, 1);
    expect(wheel.popBefore(2)).toBe(1);
    expect(wheel.popBefore(Number.POSITIVE_INFINITY)).toBe(0);
  });

  test("the limit is not included", () => {
    const wheel = new TimerWheel(1);
    wheel.schedule(0, 10);
    expect(wheel.popBefore(10)).toBe(-1);
    expect(wheel.nowMs).toBe(0);
    expect(wheel.popBefore(11)).toBe(0);
  });

  test("a time that is past, present while handing out, not whole or too far is refused", () => {
    const wheel = new TimerWheel(2, 100);
    expect(() => wheel.schedule(0, 99)).toThrow(/timer 0 at 99/);
    expect(() => wheel.schedule(0, 100)).not.toThrow();
    expect(wheel.popBefore(101)).toBe(0);
    expect(() => wheel.schedule(1, 100)).toThrow(/after 100/);
    expect(() => wheel.schedule(1, 100.5)).toThrow(/whole/);
    expect(() => wheel.schedule(1, Number.NaN)).toThrow();
    expect(() => wheel.schedule(1, TIME_MAX_MS + 1)).toThrow();
    wheel.schedule(1, TIME_MAX_MS);
    expect(wheel.popBefore(Number.POSITIVE_INFINITY)).toBe(1);
    expect(wheel.nowMs).toBe(TIME_MAX_MS);
  });

  test("a refused time leaves the timer as it was", () => {
    const wheel = new TimerWheel(1, 100);
    wheel.schedule(0, 200);
    expect(() => wheel.schedule(0, 50)).toThrow();
    expect(wheel.dueMs(0)).toBe(200);
    expect(wheel.popBefore(201)).toBe(0);
  });
});
