// OTA-1: when a stage ends, goes on without somebody, waits or is stuck.
import { expect, test } from "vitest";
import type { RolloutState } from "../../src/model/cloud/rollout/rollout-state.js";
import { isEnough, type Standing, stallOf } from "../../src/model/cloud/rollout/stage.js";
import type { RolloutSpec } from "../../src/spec/rollout.js";

const HOUR_MS = 3_600_000;
const standing = (some: Partial<Standing>): Standing => ({
  limit: 10,
  ended: 0,
  executed: 0,
  underWay: 0,
  boxed: 0,
  absent: 0,
  ...some,
});
const spec = { timeoutMs: HOUR_MS, stages: [{}, {}] } as unknown as RolloutSpec;
const rollout = (stage: number, boxedMs = -1) =>
  ({ stage, stageNotifiedMs: [0, 0], boxedMs }) as unknown as RolloutState;

test("nine of ten are enough for all stages but the last, which wants all", () => {
  expect(isEnough(standing({ ended: 9 }), false)).toBe(true);
  expect(isEnough(standing({ ended: 8 }), false)).toBe(false);
  expect(isEnough(standing({ ended: 9 }), true)).toBe(false);
  expect(isEnough(standing({ ended: 10 }), true)).toBe(true);
});

test("absent devices are waited for until the timeout, then let go, and it says so", () => {
  const here = standing({ ended: 5, executed: 5, absent: 5 });
  expect(stallOf(rollout(0), spec, here, HOUR_MS - 1)).toEqual({ is: "wait", words: "" });
  const stall = stallOf(rollout(0), spec, here, HOUR_MS);
  expect(stall.is).toBe("go-on");
  expect(stall.words).toContain("without 5 of 10 devices");
});

test("nobody is let go while somebody is at it, or while the first is still in its box", () => {
  const busy = standing({ ended: 5, executed: 5, underWay: 1, absent: 4 });
  expect(stallOf(rollout(0), spec, busy, 9 * HOUR_MS).is).toBe("wait");
  const boxed = stallOf(rollout(0), spec, standing({ boxed: 10 }), 9 * HOUR_MS);
  expect(boxed).toMatchObject({ is: "wait", words: expect.stringContaining("not in service yet") });
});

test("a stage of which nobody has begun is stuck, unless it is the last", () => {
  const nobody = standing({ absent: 10 });
  expect(stallOf(rollout(0), spec, nobody, HOUR_MS).is).toBe("stuck");
  expect(stallOf(rollout(1), spec, nobody, HOUR_MS).is).toBe("go-on");
});
