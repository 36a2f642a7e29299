// Case late-success: devices that the cloud has written off and that end on the new version all the same are not forgotten by a
// rollback: they are called off, or sent back when they are heard of.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("late-success");

const nobodyIsLeft = (run: ScenarioRun): void => {
  expect(run.broken()).toEqual([]);
  expect(run.result.rollouts[0].status).toBe("aborted");
  expect(run.total("device.version", "1.5.0")).toBe(0);
  expect(run.total("device.version", "1.4.0")).toBe(40);
};

describe("after the rollback of a rollout with executions that timed out, nobody is left on the new version", () => {
  it("where restarts come late", async () => {
    const run = await runScenario(text);
    nobodyIsLeft(run);
    expect(run.total("update.outcome", "TIMED_OUT")).toBeGreaterThan(3);
  });

  it("where the slot is written slowly", async () => {
    const slow = text.replace("mtbf: 0s", "mtbf: 0s, firmware: {flash: 100B/s}");
    nobodyIsLeft(await runScenario(slow, { set: { timeout: "5m", jitter: "0s" } }));
  });

  it("where the image has begun to run when it is called off", async () => {
    // Written off a minute after they began: the restart is under way, and nothing calls that off.
    const run = await runScenario(text, { set: { timeout: "1m", jitter: "90s" } });
    nobodyIsLeft(run);
  });

  it("where failures or the canary's figures are the reason", async () => {
    const failing = text
      .replace("size: 40KB}", "size: 40KB, behaviours: [{boot-loop: {share: 30%}}]}")
      .replace(/abort: .*/, "abort: [{failureType: FAILED, thresholdPercentage: 10, action: ROLLBACK}]");
    nobodyIsLeft(await runScenario(failing));
    const gate = text
      .replace("size: 40KB}", "size: 40KB, behaviours: [{leak: {share: 100%, after: 6m}}]}")
      .replace(/abort: .*/, "abort: [{when: canary.reboots > 0.5, window: 30m, action: ROLLBACK}]");
    nobodyIsLeft(await runScenario(gate));
  });

  it("where a device is away when its time is over", async () => {
    const away = text.replace(
      "rollouts:",
      `timeline:
  - {id: away, at: 25m, for: 2h, fault: device.offline, target: {twin: temperature-wifi, count: 20}}
  - {id: cut, at: 30m, for: 10m, fault: backhaul.outage, target: {site: hall}}
rollouts:`,
    );
    nobodyIsLeft(await runScenario(away));
  });
});

describe("a late success without a rollback", () => {
  it("stays written off, is counted as late, and stands in the audit log", async () => {
    const run = await runScenario(caseText("timed-out-never-counted"));
    const [result] = run.result.rollouts;
    expect(result.late).toBeGreaterThan(0);
    expect(result.succeeded + result.failed).toBe(40);
    expect(run.total("device.version", "1.5.0")).toBe(40);
    const notes = run.events(Events.audit).filter(({ note }) => note?.includes("had timed out"));
    expect(notes).toHaveLength(result.late);
    // timed-out-never-counted: the metric is the same book as the outcomes.
    const timedOut = run.events(Events.jobOutcome).filter(({ note }) => note?.startsWith("no-outcome"));
    expect(timedOut.length).toBeGreaterThan(0);
    expect(run.total("update.outcome", "TIMED_OUT")).toBe(timedOut.length);
  });
});
