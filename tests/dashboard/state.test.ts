import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SCREEN_ORDER, shareLines } from "../../src/dashboard/layout.js";
import {
  initialState,
  progressShare,
  ratePerS,
  reduceDashboard,
  speedFactor,
  timeLeftMs,
} from "../../src/dashboard/state.js";
import { busySnapshot, later } from "./worlds.js";

const fed = (...snapshots: ReturnType<typeof busySnapshot>[]) =>
  snapshots.reduce(
    (state, snapshot) => reduceDashboard(state, { type: "snapshot", snapshot }),
    initialState("reboot-storm", 80, 24),
  );

describe("the dashboard's state", () => {
  test("one snapshot tells no speed, no rate and no time left", () => {
    const state = fed(busySnapshot());
    expect([speedFactor(state), ratePerS(state, "delivered"), timeLeftMs(state)]).toEqual([null, null, null]);
    expect(progressShare(state)).toBe(0.5);
  });

  test("speed is virtual over wall time, and what is left follows from it", () => {
    const first = busySnapshot();
    const state = fed(first, later(first, 1_000, 600_000));
    expect(speedFactor(state)).toBe(600);
    expect(timeLeftMs(state)).toBe((5_400_000 - 3_300_000) / 600);
  });

  test("what is left is to the end of this run, and rates are of new figures alone", () => {
    const first = busySnapshot({ endMs: 3_000_000 });
    const moved = later(first, 500, 60_000, { produced: first.produced + 30_000 });
    const waiting = later(moved, 500, 60_000, { virtualMs: moved.virtualMs });
    const state = fed(first, moved, waiting);
    expect(timeLeftMs(state)).toBe((3_000_000 - 2_820_000) / 120);
    expect(ratePerS(state, "produced")).toBe(500);
    expect(ratePerS(fed(first, waiting), "produced")).toBe(500);
  });

  test("rates are per virtual second", () => {
    const first = busySnapshot();
    const state = fed(first, later(first, 500, 60_000, { delivered: first.delivered + 30_000 }));
    expect(ratePerS(state, "delivered")).toBe(500);
    expect(ratePerS(state, "dropped")).toBe(0);
  });

  test("the speed is the recent one: a slow start is forgotten", () => {
    let at = busySnapshot({ virtualMs: 0, presentMs: 0, wallMs: 0 });
    let state = fed(at);
    for (let step = 0; step < 100; step++) {
      at = later(at, 100, step < 50 ? 1_000 : 10_000);
      state = reduceDashboard(state, { type: "snapshot", snapshot: at });
    }
    expect(speedFactor(state)).toBe(100);
  });

  test("a next variant, which starts at 0 again, does not run backwards", () => {
    const state = fed(busySnapshot(), busySnapshot({ virtualMs: 0, presentMs: 0, wallMs: 100 }));
    expect(speedFactor(state)).toBeNull();
    expect(progressShare(state)).toBe(0);
  });

  test("a run that stands still has no time left to tell", () => {
    const first = busySnapshot();
    expect(timeLeftMs(fed(first, later(first, 5_000, 0)))).toBeNull();
  });
});

describe("sharing the lines", () => {
  test("the frame never fills the terminal, whatever its size and content", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), fc.nat(30), fc.nat(30), (rows, alerts, rollouts) => {
        const snapshot = busySnapshot({
          alerts: Array.from({ length: alerts }, (_, i) => ({ id: `a${i}`, severity: "P2", sinceMs: i })),
          rollouts: Array.from({ length: rollouts }, (_, i) => ({
            ...busySnapshot().rollouts[0],
            id: `r${i}`,
          })),
        });
        const lines = shareLines(
          reduceDashboard(initialState("x", 80, rows), { type: "snapshot", snapshot }),
        );
        const total = SCREEN_ORDER.reduce((sum, panel) => sum + lines[panel], 0);
        expect(total).toBeLessThanOrEqual(Math.max(1, rows - 1));
        expect(lines.bar).toBe(1);
      }),
    );
  });

  test("on a full-size terminal every panel has a line", () => {
    const lines = shareLines(fed(busySnapshot()));
    for (const panel of SCREEN_ORDER) expect(lines[panel], panel).toBeGreaterThan(0);
  });

  test("panels with nothing to say take no line", () => {
    const lines = shareLines(fed(busySnapshot({ alerts: [], rollouts: [], activeFaults: [] })));
    expect([lines.alerts, lines.rollouts, lines.faults]).toEqual([0, 0, 0]);
  });
});
