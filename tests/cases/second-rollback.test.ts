// Case second-rollback: back is to what each device ran before this rollout, from its other slot, whatever it left the factory with.
import { describe, expect, it } from "vitest";
import { runScenario } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("second-rollback");

/** The case with another first rollout, or with more rollouts before the bad one. */
const instead = (rollouts: string, firmware = ""): string =>
  text
    .replace(/ {2}- \{id: good, .*\n/, rollouts)
    .replace("firmware:\n", `firmware:\n${firmware}`)
    .replace(/expect:[\s\S]*/, "");

describe("a bad update that is rolled back", () => {
  it("leaves a fleet on the good one it had before, without a byte", async () => {
    const run = await runScenario(text);
    const [, bad] = run.result.rollouts;
    expect(bad).toMatchObject({ status: "aborted", rolledBack: bad.succeeded });
    expect(bad.succeeded).toBeGreaterThan(0);
    expect(run.total("device.version", "1.6.0")).toBe(0);
    expect(run.total("device.version", "1.5.0")).toBe(40);
    // The good image forty times, the bad one by who tried it; frames that had to be sent again count again.
    const least = 40_000 * (40 + bad.attempted);
    expect(run.total("update.bytes")).toBeLessThan(1.03 * least);
  });

  it("leaves who had not got the good one on the one from the factory", async () => {
    const run = await runScenario(
      instead(
        "  - {id: half, at: 10m, to: 1.5.0, target: {twin: temperature-wifi, count: 20}, stages: [{percent: 100}]}\n",
      ),
    );
    expect(run.total("device.version", "1.6.0")).toBe(0);
    expect(run.total("device.version", "1.5.0")).toBe(20);
    expect(run.total("device.version", "1.4.0")).toBe(20);
  });

  it("after two good ones leaves a fleet on the second", async () => {
    const run = await runScenario(
      instead(
        `  - {id: one, at: 10m, to: 1.5.0, target: {twin: temperature-wifi}, stages: [{percent: 100}]}
  - {id: two, at: 1h, to: 1.5.1, target: {twin: temperature-wifi}, stages: [{percent: 100}]}
`,
        "  - {version: 1.5.1, size: 40KB}\n",
      ),
    );
    expect(run.total("device.version", "1.5.1")).toBe(40);
  });

  it("after one that was rolled back itself leaves a fleet where that one left it", async () => {
    const run = await runScenario(
      instead(
        `  - id: worse
    at: 10m
    to: 1.5.1
    target: {twin: temperature-wifi}
    stages: [{percent: 100}]
    abort: [{thresholdPercentage: 10, minNumberOfExecutedThings: 20, action: ROLLBACK}]
`,
        "  - {version: 1.5.1, size: 40KB, behaviours: [{boot-loop: {share: 50%}}]}\n",
      ),
    );
    expect(run.result.rollouts.map(({ status }) => status)).toEqual(["aborted", "aborted"]);
    expect(run.result.rollouts.every(({ rolledBack }) => rolledBack > 0)).toBe(true);
    expect(run.total("device.version", "1.4.0")).toBe(40);
  });

  it("says so where a device has one slot, and nothing to go back to", async () => {
    const run = await runScenario(text.replace("mtbf: 0s", "mtbf: 0s, firmware: {slots: 1, version: 1.4.0}"));
    const [, bad] = run.result.rollouts;
    expect(bad.outcomes.find(({ reason }) => reason === "no-way-back")?.devices).toBe(bad.succeeded);
    expect(bad.rolledBack).toBe(0);
    expect(run.total("update.outcome", "ROLLBACK_FAILED")).toBe(bad.succeeded);
  });
});

describe("a rollout that was rolled back", () => {
  it("does not take from a later one what that brings to those who failed in it", async () => {
    // Half of the fleet crashes in the first try; its image is mended, and comes by another rollout to those who fell back.
    const run = await runScenario(
      text
        .replace(/rollouts:[\s\S]*/, "")
        .replace(/firmware:[\s\S]*/, "firmware:\n  - {version: 1.5.0, size: 40KB}\n")
        .concat(`timeline:
  - {id: cut, at: 640s, for: 20m, fault: backhaul.outage, target: {site: hall}}
rollouts:
  - id: first
    at: 10m
    to: 1.5.0
    target: {twin: temperature-wifi}
    stages: [{percent: 100}]
    restartJitter: 1m
    abort: [{reason: no-contact, thresholdPercentage: 5, action: ROLLBACK}]
  - {id: second, at: 2h, to: 1.5.0, target: {twin: temperature-wifi}, stages: [{percent: 100}]}
`),
    );
    const [first, second] = run.result.rollouts;
    expect(first.status).toBe("aborted");
    expect(first.outcomes.some(({ reason }) => reason === "no-contact")).toBe(true);
    expect(second).toMatchObject({ status: "completed", succeeded: 40 });
    expect(run.total("device.version", "1.5.0")).toBe(40);
  });
});
