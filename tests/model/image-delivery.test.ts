// OTA-4, OTA-5: what arrives is checked. Patches for those who run their base, whole images for others; harmed blocks
// are refused and asked for again, but not for ever.

import { describe, expect, it } from "vitest";
import type { EventDeclaration } from "../../src/event/declare-event.js";
import { Events } from "../../src/event/events.js";
import { BLOCK_TRIES_MAX } from "../../src/model/agent/receive-block.js";
import { firmwareStore } from "../../src/model/protocol/firmware-store.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { town } from "../worlds.js";

/** 60 Wi-Fi sensors run 1.4.0, 20 NB-IoT ones 2.3.1. */
const world = (firmware: string, rest = ""): string =>
  town(
    `firmware:
  - {version: 2.3.1, size: 38KB}
  - {version: 9.0.0, size: 40KB${firmware}}
rollouts:
  - {id: fw, at: 10m, to: 9.0.0, target: {site: north}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, timeout: 3h}
${rest}`,
    "duration: 4h\nstart: {state: active}",
  ).replace(/.*twin: parking-lora.*\n/, "");

const notes = (run: ScenarioRun, kind: EventDeclaration): Set<string> =>
  new Set(run.events(kind).flatMap(({ note }) => note ?? []));
const reasons = (run: ScenarioRun): Set<string> => notes(run, Events.jobOutcome);

/** Bytes lost or asked for twice are few and whole blocks: at most this share more than the files. */
const SPARE = 1.1;

describe("a delta", () => {
  const delta = ", delta: {from: 2.3.1, size: 6KB}";

  it("goes to those who run its base, the whole image to the others", async () => {
    const run = await runScenario(world(delta));
    expect(run.broken()).toEqual([]);
    expect(run.total("device.version", "9.0.0")).toBe(80);
    const store = firmwareStore(run.plan);
    const version = run.plan.versions.indexOf("9.0.0");
    expect(Math.abs(store.fileBytes(version, true) - 6_000)).toBeLessThan(100);
    const least = 20 * store.fileBytes(version, true) + 60 * 40_000;
    expect(run.total("update.bytes")).toBeGreaterThanOrEqual(least);
    expect(run.total("update.bytes")).toBeLessThan(SPARE * least);
    expect(run.total("update.fallbacks")).toBe(0);
  });

  it("saves what it is smaller by", async () => {
    const whole = await runScenario(world(""));
    const patched = await runScenario(world(delta));
    const saved = whole.total("update.bytes") - patched.total("update.bytes");
    expect(saved / (20 * 34_000)).toBeGreaterThan(0.95);
    expect(saved / (20 * 34_000)).toBeLessThan(1.15);
  });

  it("made against another build of the base installs nowhere: each device fetches the whole image", async () => {
    const run = await runScenario(world(`${delta}, defect: wrong-base`));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.fallbacks")).toBe(20);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(80);
    const why = "whole image: the patch cannot be used: it is for another base";
    expect(notes(run, Events.updateStep)).toContain(why);
    const least = 20 * 6_000 + 80 * 40_000;
    expect(run.total("update.bytes")).toBeGreaterThan(0.99 * least);
    expect(run.total("update.bytes")).toBeLessThan(SPARE * least);
  });

  it("that is damaged makes no genuine image, and neither does the damaged whole one", async () => {
    for (const defect of ["corrupt", "truncated", "wrong-key"]) {
      const run = await runScenario(world(`${delta}, defect: ${defect}`));
      expect(run.total("update.fallbacks")).toBe(20);
      expect(run.total("update.outcome", "FAILED")).toBe(80);
      expect(run.total("device.version", "9.0.0")).toBe(0);
      expect(reasons(run)).toContain("image-refused: signature or hash does not match");
    }
  });
});

describe("a block", () => {
  it.each([
    ["truncated-chunk", /^\d+ of \d+ bytes$/],
    ["corrupt-chunk", /^its check sum is wrong$/],
  ])("stored badly (%s) is refused five times by each device, then the update fails", async (defect, why) => {
    const run = await runScenario(world(`, defect: ${defect}`));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.outcome", "FAILED")).toBe(80);
    expect(run.total("update.chunks.refused")).toBe(80 * BLOCK_TRIES_MAX);
    const refused = run.events(Events.chunkRefused);
    expect(refused).toHaveLength(80 * BLOCK_TRIES_MAX);
    // The block that holds the middle of the image.
    for (const { fileOffset, note } of refused) {
      expect(fileOffset).toBeLessThanOrEqual(20_000);
      expect(fileOffset).toBeGreaterThan(20_000 - 16_384);
      expect(note).toMatch(why);
    }
    for (const reason of reasons(run))
      expect(reason).toMatch(/^block-refused: block at byte \d+ refused 5 times$/);
    expect(run.total("device.version", "9.0.0")).toBe(0);
  });

  it("harmed on its way is refused and comes again, and the image is the vendor's in the end", async () => {
    const fault =
      "timeline:\n  - {id: harm, at: 5m, for: 3h, fault: payload.corrupt, params: {downlinks: 10%}, target: {twin: parking-nbiot}}";
    const run = await runScenario(world("", fault));
    expect(run.broken()).toEqual([]);
    // 20 devices x 40 blocks x 10 %, and a tenth of those again: 89, deviation 9.4.
    expect(Math.abs(run.total("update.chunks.refused") - 89)).toBeLessThan(4 * 9.4);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(80);
    expect(run.total("messages.dropped", "quarantined")).toBe(0);
  });
});

describe("a rollout that is rolled back", () => {
  it("calls off what still downloads", async () => {
    const text = town(
      `firmware:
  - {version: 9.0.0, size: 20KB, behaviours: [{boot-loop: {share: 100%}}]}
rollouts:
  - id: fw
    at: 10m
    to: 9.0.0
    target: {site: north}
    stages: [{percent: 100}]
    rate: {baseRatePerMinute: 10, incrementFactor: 1}
    abort: [{thresholdPercentage: 10, minNumberOfExecutedThings: 50, action: ROLLBACK}]
    timeout: 20h`,
      "duration: 12h\nstart: {state: active}",
    ).replace(/.*twin: parking-nbiot.*\n/, "");
    const run = await runScenario(text);
    expect(run.broken()).toEqual([]);
    // 20 KB over LoRaWAN cannot be there when the Wi-Fi sensors have failed, ten minutes later.
    const stopped = run.events(Events.updateStep).filter(({ note }) => note === "called off");
    expect(stopped.length).toBeGreaterThan(2);
    expect(run.total("update.outcome", "CANCELED")).toBeGreaterThanOrEqual(stopped.length);
    expect(run.total("update.outcome", "FAILED")).toBeGreaterThanOrEqual(50);
    expect(run.total("device.version", "9.0.0")).toBe(0);
    expect(reasons(run)).toContain("called-off: the rollout was aborted");
  });
});
