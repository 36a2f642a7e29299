// OTA-6: every kind of bad firmware goes to a canary of a fifth, under all gates at once; the one that is made for it stops
// the rollout, none of the others does, and a good firmware passes them all.
import { describe, expect, it } from "vitest";
import { readGate } from "../../src/scenario/gates.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

/** 60 battery sensors with sessions of their own, of two kinds of sites so that the canary is mixed; 40 behind a gateway. */
const world = (behaviours: string, timeline = ""): string => `
iotctl: 1
name: gates
seed: gates
duration: 14h
start: {state: active}
tenants:
  - {id: city, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: north
    region: eu-north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: out, twin: parking-nbiot, count: 60, overrides: {reporting: {mode: polled, interval: 2m}}}
      - {id: in, twin: temperature-wifi, count: 40}
firmware:
  - {version: 9.0.0, size: 12KB${behaviours === "" ? "" : `, behaviours: [${behaviours}]`}}
rollouts:
  - id: fw
    at: 1h
    to: 9.0.0
    target: {site: north}
    stages: [{percent: 20, soak: 8h}, {percent: 100}]
    rate: {baseRatePerMinute: 100}
    timeout: 2h
    abort:
      - {failureType: ALL, thresholdPercentage: 10, minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.reboots > 3 * baseline.reboots + 0.1", window: 4h, minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.connects > 3 * baseline.connects + 1", minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.energy > 1.5 * baseline.energy", minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.rejected > baseline.rejected + 1", minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.value > baseline.value + 2", minNumberOfExecutedThings: 10, action: PAUSE}
      - {when: "canary.value < baseline.value - 2", minNumberOfExecutedThings: 10, action: ROLLBACK}
${timeline}`;

const outcome = (run: ScenarioRun) => run.result.rollouts[0];
/** Nobody dials while all is well: the cloud is away for ten minutes during the soak. */
const AWAY = "timeline:\n  - {id: away, at: 3h, for: 10m, fault: cloud.outage}";

describe("a bad firmware is stopped by the gate that exists for it", () => {
  it.each([
    ["boot-loop", "{boot-loop: {share: 50%}}", /executions failed/],
    ["leak", "{leak: {after: 2h}}", /^canary\.reboots is 0\.\d+, above/],
    ["sync-restart", "{sync-restart: {every: 1h}}", /^canary\.reboots is/],
    ["drain", "{drain: {current: 5mA}}", /^canary\.energy is/],
    ["payload-schema", "{payload-schema: {}}", /^canary\.rejected is/],
    ["sensor-bias up", "{sensor-bias: {bias: 4}}", /^canary\.value is .*above/],
    ["no-backoff", "{no-backoff: {}}", /^canary\.connects is/],
  ])("%s", async (name, behaviour, reason) => {
    const run = await runScenario(world(behaviour, name === "no-backoff" ? AWAY : ""));
    expect(run.broken()).toEqual([]);
    expect(outcome(run).status).toBe("paused");
    expect(outcome(run).reason).toMatch(reason);
    // The share of failures stops it as soon as ten executions have ended, while some of the twenty may still sleep.
    expect(outcome(run).attempted).toBeLessThanOrEqual(20);
    expect(outcome(run).attempted).toBeGreaterThanOrEqual(name === "boot-loop" ? 10 : 20);
  });

  it("sensor-bias down, and its rule rolls back", async () => {
    const run = await runScenario(world("{sensor-bias: {bias: -4}}"));
    expect(outcome(run)).toMatchObject({ status: "aborted", rolledBack: 20 });
    expect(outcome(run).reason).toMatch(/^canary\.value is .*below/);
    expect(run.total("device.version", "9.0.0")).toBe(0);
  });

  it("and a good one is stopped by none, even when the cloud was away", async () => {
    for (const timeline of ["", AWAY]) {
      const run = await runScenario(world("", timeline));
      expect(run.broken()).toEqual([]);
      expect(outcome(run)).toMatchObject({ status: "completed", succeeded: 100 });
    }
  });
});

describe("a rule that compares", () => {
  it("gives one digest over cells, workers and checkpoints", async () => {
    const scenario = scenarioOf(world("{leak: {after: 2h}}", AWAY));
    const plain = await runScenario(scenario);
    expect(outcome(plain).status).toBe("paused");
    for (const options of [{ cellDevices: 17 }, { cellDevices: 40, workers: 2 }]) {
      const other = await runScenario(scenario, options);
      expect(other.result.digest).toBe(plain.result.digest);
      expect(outcome(other)).toEqual(outcome(plain));
    }
    const saved: Uint8Array[] = [];
    await runScenario(scenario, {
      checkpointsAtMs: [3_700_000, 12_000_000],
      onCheckpoint: (_, bytes) => {
        saved.push(bytes);
      },
    });
    for (const bytes of saved)
      expect((await runScenario(scenario, { resume: bytes })).result.digest).toBe(plain.result.digest);
  });

  it("costs nothing where no rollout has one", async () => {
    const plain = world("").replace(/ {6}- \{when.*\n/g, "");
    const run = await runScenario(plain);
    const compared = await runScenario(world(""));
    expect(compared.total("net.bytes.up")).toBeGreaterThan(run.total("net.bytes.up"));
    expect(compared.total("messages.produced")).toBe(run.total("messages.produced"));
  });

  it("is read as it is written", () => {
    expect(readGate("canary.reboots > 3 * baseline.reboots + 0.1")).toEqual({
      ok: true,
      gate: { figure: "reboots", isAbove: true, factor: 3, plus: 0.1 },
    });
    expect(readGate("canary.value<baseline.value-2")).toMatchObject({
      gate: { isAbove: false, factor: 1, plus: -2 },
    });
    expect(readGate(" canary.value > -0.5 ")).toMatchObject({ gate: { factor: 0, plus: -0.5 } });
    for (const wrong of [
      "",
      "canary.reboots",
      "canary.reboots > baseline.energy",
      "canary.luck > 1",
      "baseline.value > 1",
    ])
      expect(readGate(wrong)).toMatchObject({ ok: false });
  });
});
