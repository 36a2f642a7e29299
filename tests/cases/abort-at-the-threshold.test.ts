// Case abort-at-the-threshold: `thresholdPercentage` is the least share of failures that aborts, as AWS IoT Jobs has it.
import { describe, expect, it } from "vitest";
import { brokenRule } from "../../src/model/cloud/rollout/abort.js";
import type { RolloutState } from "../../src/model/cloud/rollout/rollout-state.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("abort-at-the-threshold");

/** Does a rollout with these ends abort by the rule `rule`? */
const isBroken = (rule: string, counts: Partial<RolloutState["counts"]>): boolean => {
  const all = { succeeded: 0, failed: 0, rejected: 0, timedOut: 0, ...counts };
  const spec = scenarioOf(text.replace(/abort: .*/, `abort: [{${rule}}]}`)).rollouts[0];
  return brokenRule({ counts: all, waived: [] as number[] } as RolloutState, spec, 0) !== null;
};

describe("one failure of four", () => {
  it.each([
    ["24.99", "aborted"],
    ["25", "aborted"],
    ["25.01", "completed"],
  ])("with a threshold of %s %% is %s", async (threshold, status) => {
    const run = await runScenario(text, { set: { threshold } });
    expect(run.result.rollouts[0].status).toBe(status);
  });
});

describe("a threshold", () => {
  it.each([
    ["0.3", { failed: 3, succeeded: 997 }, true],
    ["0.3", { failed: 3, succeeded: 998 }, false],
    ["0.07", { failed: 7, succeeded: 9_993 }, true],
    ["0.07", { failed: 6, succeeded: 9_994 }, false],
    ["1.1", { failed: 11, succeeded: 989 }, true],
    ["33.3333", { timedOut: 1, succeeded: 2 }, true],
    ["33.3334", { timedOut: 1, succeeded: 2 }, false],
    ["100", { rejected: 5 }, true],
    ["0.0001", { failed: 0, succeeded: 1_000_000 }, false],
    ["0.0001", { failed: 1, succeeded: 999_999 }, true],
  ])("of %s %% is exact for %o", (percentage, counts, expected) => {
    expect(isBroken(`thresholdPercentage: ${percentage}`, counts)).toBe(expected);
  });

  it("says nothing before enough executions have ended", () => {
    const rule = "thresholdPercentage: 10, minNumberOfExecutedThings: 10";
    expect(isBroken(rule, { failed: 9 })).toBe(false);
    expect(isBroken(rule, { failed: 9, succeeded: 1 })).toBe(true);
  });

  it("counts what it is about", () => {
    const rule = "failureType: TIMED_OUT, thresholdPercentage: 10";
    expect(isBroken(rule, { failed: 9, rejected: 9, succeeded: 1 })).toBe(false);
    expect(isBroken(rule, { timedOut: 2, succeeded: 8 })).toBe(true);
  });
});
