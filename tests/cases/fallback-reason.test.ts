// Case fallback-reason: crashed, out of contact and refused are three things, in outcomes, in the summary and to an abort rule.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { UPDATE_STATES } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";
import { caseText } from "./case-text.js";

const text = caseText("fallback-reason");

describe("a device that falls back", () => {
  it("for want of contact says so, five minutes after its boot, and no word of a crash", async () => {
    const run = await runScenario(text);
    const failed = run.events(Events.jobOutcome).filter(({ note }) => note !== "updated");
    expect(failed.length).toBeGreaterThan(0);
    for (const { note } of failed)
      expect(note).toBe("no-contact: the cloud was not reached within 5 minutes, back to the old slot");
    const [result] = run.result.rollouts;
    expect(result.outcomes).toContainEqual({
      status: "FAILED",
      reason: "no-contact",
      devices: failed.length,
    });
    const tested = new Map<string, number>();
    for (const { entity, step, atMs } of run.events(Events.updateStep)) {
      if (UPDATE_STATES[step] === "self-testing") tested.set(entity, atMs);
      if (UPDATE_STATES[step] !== "rolled-back") continue;
      const tookMs = atMs - (tested.get(entity) ?? 0);
      expect(tookMs).toBeGreaterThan(300_000);
      expect(tookMs).toBeLessThan(360_000);
    }
  });

  it("is counted by an abort rule for its reason, and by no other", async () => {
    const ruled = (reason: string): string =>
      text.replace(
        "restartJitter: 1m}",
        `restartJitter: 1m, abort: [{reason: ${reason}, thresholdPercentage: 5}]}`,
      );
    const resultOf = async (of: string) => (await runScenario(of)).result.rollouts[0];
    expect((await resultOf(ruled("no-contact"))).status).toBe("aborted");
    expect(await resultOf(ruled("[crashed, image-refused]"))).toEqual(await resultOf(text));
  });
});

describe("an image", () => {
  it.each([
    [
      "behaviours: [{boot-loop: {share: 100%}}]",
      "crashed",
      "3 boots in a row ended in a crash (boot loop), back to the old slot",
    ],
    ["defect: wrong-key", "image-refused", "signature or hash does not match"],
  ])("with %s fails as %s, and the rollout with it", async (defect, reason, detail) => {
    const run = await runScenario(
      text.replace("size: 40KB}", `size: 40KB, ${defect}}`).replace(/timeline:[\s\S]*/, ""),
    );
    const [result] = run.result.rollouts;
    expect(result).toMatchObject({ status: "failed", reason: `none of 20 updated: 20 ${reason}` });
    expect(result.outcomes).toEqual([{ status: "FAILED", reason, devices: 20 }]);
    // A crashing image has run; a refused one never did.
    expect(result.blastRadius > 0).toBe(reason === "crashed");
    for (const { note } of run.events(Events.jobOutcome)) expect(note).toBe(`${reason}: ${detail}`);
  });
});
