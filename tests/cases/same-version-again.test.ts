// Case same-version-again: an update to what runs already ends at once.
import { describe, expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("same-version-again");

describe("an update to what runs already", () => {
  it("fetches nothing and restarts nobody, and is complete", async () => {
    const run = await runScenario(text);
    const [, second] = run.result.rollouts;
    expect(run.total("update.bytes")).toBe(20 * 400_000);
    expect(run.total("device.reboots.cause", "update")).toBe(20);
    expect(run.total("update.started")).toBe(20);
    expect(second).toMatchObject({ status: "completed", succeeded: 20, attempted: 20 });
    expect(second.outcomes).toEqual([{ status: "SUCCEEDED", reason: "already-installed", devices: 20 }]);
    expect((second.endedMs ?? 0) - (second.startedMs ?? 0)).toBeLessThan(10 * 60_000);
  });

  it("leaves the other slot alone: the way back is still there, and only those go who came", async () => {
    const half = text
      .replace(
        "{id: first, at: 10m, to: 1.5.0, target: {twin: temperature-wifi}",
        "{id: first, at: 10m, to: 1.5.0, target: {twin: temperature-wifi, count: 10}",
      )
      .replace(
        /- \{id: second.*/,
        `- id: second
    at: 2h
    to: 1.5.0
    target: {twin: temperature-wifi}
    stages: [{percent: 100, soak: 30m}]
    abort: [{when: canary.value > -100, window: 30m, minNumberOfExecutedThings: 20, action: ROLLBACK}]`,
      )
      .replace(/expect:[\s\S]*/, "");
    const run = await runScenario(half);
    const [, second] = run.result.rollouts;
    expect(second).toMatchObject({ status: "aborted", succeeded: 20, rolledBack: 10, blastRadius: 1 });
    expect(second.outcomes.find(({ reason }) => reason === "already-installed")?.devices).toBe(10);
    expect(run.total("device.version", "1.5.0")).toBe(10);
    expect(run.total("device.version", "1.4.0")).toBe(10);
  });
});
