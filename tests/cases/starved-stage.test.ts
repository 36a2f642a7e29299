// Cases starved-stage and joined-after-the-rollout: who is absent is let go after the stage's timeout, and named; who is still in
// its box is waited for; nobody times out for either.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { runScenario } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("starved-stage").replace("duration: 24h", "duration: 8h");

describe("a stage whose devices are not there", () => {
  it("goes on without them after its timeout, and says so", async () => {
    const run = await runScenario(text);
    const [result] = run.result.rollouts;
    expect(result).toMatchObject({
      status: "completed",
      succeeded: 40,
      failed: 0,
      reason: "40 of 60 updated",
    });
    expect(result.outcomes).toContainEqual({ status: "CANCELED", reason: "absent", devices: 20 });
    expect(run.total("device.version", "1.5.0")).toBe(40);
    const said = run.events(Events.rollout).map(({ note }) => note);
    expect(said[1]).toMatch(/^stage 2, without \d+ of 30 devices, which have not begun within 1h$/);
    // An hour for those that are away, no longer.
    const [first] = result.stages;
    expect((first.endedMs ?? 0) - (first.startedMs ?? 0)).toBeLessThan(65 * 60_000);
  });

  it("is stuck where none of them is, and the rollout pauses with that reason", async () => {
    const run = await runScenario(text.replace("count: 20}", "count: 60}"));
    expect(run.result.rollouts[0]).toMatchObject({
      status: "paused",
      reason: "stage 1 is stuck: none of its 30 devices has begun within 1h",
      blastRadius: 0,
    });
  });

  it("is the last one, and nobody was ever there: failed, not completed", async () => {
    const run = await runScenario(
      text.replace("count: 20}", "count: 60}").replace("{percent: 50, soak: 10m}, ", ""),
    );
    expect(run.result.rollouts[0]).toMatchObject({
      status: "failed",
      reason: "none of 60 updated: 60 absent",
    });
  });
});

describe("devices that join while a rollout runs", () => {
  it.each(["90m", "3h"])("are waited for and updated when they are in service (within %s)", async (over) => {
    const joined = caseText("joined-after-the-rollout").replace("over: 90m", `over: ${over}`);
    const run = await runScenario(joined);
    const [result] = run.result.rollouts;
    expect(result).toMatchObject({ status: "completed", succeeded: 60, failed: 0 });
    expect(run.total("device.version", "1.5.0")).toBe(60);
    expect(run.total("update.outcome", "TIMED_OUT")).toBe(0);
    expect(run.total("update.outcome")).toBe(60);
  });

  it("are named while they are waited for", async () => {
    const joined = caseText("joined-after-the-rollout").replace("over: 90m", "over: 24h");
    const run = await runScenario(joined);
    expect(run.result.rollouts[0]).toMatchObject({ status: "running" });
    expect(run.result.rollouts[0].reason).toMatch(/^stage \d waits for devices that are not in service yet$/);
  });
});
