// Case version-order: a fleet goes from one version's name to another's; the agent decides which of the two is the newer.
import { describe, expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";
import { loadCase } from "./case-files.js";
import { caseText } from "./case-text.js";

const text = caseText("version-order");

it("a version that YAML takes for a number is told to be put in quotes, as it is written", () => {
  const { diagnostics } = loadCase("version-order", { file: "unquoted-3.10.yaml" });
  expect(diagnostics.map(({ hint }) => hint?.split(": ")[1])).toEqual(['"3.9"', '"3.10"', '"3.10"']);
});

describe("a fleet of twenty", () => {
  it.each([
    ["1.5.0-rc1", "1.5.0"],
    ["1.4.0", "v1.5.0"],
    ['"3.9"', '"3.10"'],
    ["1.5.0-rc9", "1.5.0-rc10"],
  ])("is updated from %s to %s", async (from, to) => {
    const run = await runScenario(text, { set: { from, to } });
    expect(run.result.rollouts[0]).toMatchObject({ status: "completed", succeeded: 20, blastRadius: 1 });
  });

  it("goes between two builds of one version: neither is older", async () => {
    const run = await runScenario(text, { set: { from: "1.5.0+build7", to: "1.5.0+build3" } });
    expect(run.total("update.outcome", "REJECTED")).toBe(0);
    expect(run.result.rollouts[0]).toMatchObject({ status: "completed", succeeded: 20 });
  });

  it.each([
    ["1.5.0", "1.5.0-rc1"],
    ["v1.5.0", "1.4.0"],
  ])("refuses the way from %s to %s, and a rollout that updated nobody has failed", async (from, to) => {
    const run = await runScenario(text, { set: { from, to } });
    const [result] = run.result.rollouts;
    expect(result).toMatchObject({
      status: "failed",
      reason: "none of 20 updated: 20 older-version",
      attempted: 20,
      succeeded: 0,
      failed: 20,
      blastRadius: 0,
      outcomes: [{ status: "REJECTED", reason: "older-version", devices: 20 }],
    });
  });
});
