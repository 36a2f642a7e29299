import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EXIT_CODES, type VerdictInput, verdictOf } from "../../src/report/verdict.js";
import { reason } from "../../src/report/verdict-words.js";
import { sampleData } from "./sample.js";

const base: VerdictInput = {
  invariants: [{ name: "message-ledger", ok: true }],
  expectations: [{ verdict: "pass", severity: "must" }],
  end: "complete",
  unreverted: [],
};
const broken = [{ name: "message-ledger", ok: false }];
const failed = [{ verdict: "fail", severity: "must" }] as const;
const empty = [{ verdict: "no-data", severity: "must" }] as const;

describe("the verdict of a run", () => {
  const rows: [string, Partial<VerdictInput>, string, number][] = [
    ["everything met", {}, "passed", 0],
    ["no expectations at all", { expectations: [] }, "passed", 0],
    ["ended where it was asked to", { end: "until" }, "passed", 0],
    ["a required one missed", { expectations: failed }, "failed", 1],
    ["a wish missed", { expectations: [{ verdict: "fail", severity: "should" }] }, "passed", 0],
    ["a wish without data", { expectations: [{ verdict: "no-data", severity: "should" }] }, "passed", 0],
    ["a required one without data", { expectations: empty }, "no-data", 8],
    ["a required one waived", { expectations: [{ verdict: "waived", severity: "must" }] }, "passed", 0],
    ["missed and without data", { expectations: [...failed, ...empty] }, "failed", 1],
    ["a fault left in place", { unreverted: ["blackout"] }, "failed", 1],
    [
      "the engine found a fault left in place",
      { invariants: [{ name: "faults-reverted", ok: false }] },
      "failed",
      1,
    ],
    [
      "a promise missed that is only told",
      { promises: { must: false, made: [{ met: false }] } },
      "passed",
      0,
    ],
    ["a promise missed that decides", { promises: { must: true, made: [{ met: false }] } }, "failed", 1],
    [
      "a promise without data that decides",
      { promises: { must: true, made: [{ met: null }] } },
      "no-data",
      8,
    ],
    ["stopped", { end: "stopped" }, "stopped", 4],
    ["stopped and missed", { end: "stopped", expectations: failed }, "stopped", 4],
    ["the broker was lost", { end: "lost", expectations: failed }, "lost", 7],
    ["the broker was lost and an invariant broke", { end: "lost", invariants: broken }, "broken", 5],
    ["interrupted and missed", { end: "interrupted", expectations: failed }, "interrupted", 130],
    [
      "broken, interrupted and missed",
      { invariants: broken, end: "interrupted", expectations: failed },
      "broken",
      5,
    ],
    ["broken and stopped", { invariants: broken, end: "stopped" }, "broken", 5],
  ];
  test.each(rows)("%s: %#", (_, change, verdict, code) => {
    const word = verdictOf({ ...base, ...change });
    expect(word).toBe(verdict);
    expect(EXIT_CODES[word]).toBe(code);
  });

  test("its words tell the required from the wishes", () => {
    const { summary } = sampleData();
    const [one] = summary.expectations;
    summary.verdict = "passed";
    summary.promises = { must: false, made: [] };
    summary.expectations = [
      { ...one, severity: "must", verdict: "pass" },
      { ...one, severity: "should", verdict: "pass" },
      { ...one, severity: "should", verdict: "fail" },
    ];
    expect(reason(summary)).toBe("1 of 1 required expectation met, 1 of 2 wishes missed.");
  });

  test("a wish never changes it", () => {
    const verdicts = fc.constantFrom("pass", "fail", "no-data", "waived") as fc.Arbitrary<
      "pass" | "fail" | "no-data" | "waived"
    >;
    const musts = fc.array(verdicts.map((verdict) => ({ verdict, severity: "must" as const })));
    const wishes = fc.array(verdicts.map((verdict) => ({ verdict, severity: "should" as const })));
    fc.assert(
      fc.property(musts, wishes, (required, wished) => {
        const alone = verdictOf({ ...base, expectations: required });
        expect(verdictOf({ ...base, expectations: [...wished, ...required] })).toBe(alone);
      }),
    );
  });
});
