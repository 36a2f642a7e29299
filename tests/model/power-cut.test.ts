// OTA-3, OTA-4: the power goes at every moment of an update. With two slots every device comes back; with one slot those
// caught while writing are lost, and nobody else.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { UPDATE_STATES } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";

/** 40 devices updating together, slow enough that cuts a few seconds apart meet every state. */
const cutAt = (afterMs: number, slots: 1 | 2): string => `
iotctl: 1
name: power-cut
seed: p
duration: 2h
tenants:
  - {id: lab, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {twin: temperature-wifi, count: 40, overrides: {radio: {downlink: 8KB/s}, firmware: {slots: ${slots}, flash: 10KB/s}}}
firmware:
  - {version: 9.0.0, size: 64KB}
rollouts:
  - {id: fw, at: 60s, to: 9.0.0, target: {site: lab}, stages: [{percent: 100}], rate: {baseRatePerMinute: 6000, maximumPerMinute: 6000}, abort: [], timeout: 90m}
timeline:
  - {id: cut, at: ${60_000 + afterMs}ms, for: 30s, fault: power.outage, target: {twin: temperature-wifi}}
`;

const statesAt = (run: Awaited<ReturnType<typeof runScenario>>, atMs: number): Set<string> => {
  const latest = new Map<string, string>();
  for (const event of run.events(Events.updateStep))
    if (event.atMs < atMs) latest.set(event.entity, UPDATE_STATES[event.step]);
  return new Set(latest.values());
};

/** A moment within each state of the first device, from a run in which nothing is cut before it is done. */
const momentsWithin = async (): Promise<number[]> => {
  const run = await runScenario(cutAt(30 * 60_000, 2));
  const [{ entity }] = run.events(Events.updateStep);
  const steps = run.events(Events.updateStep).filter((event) => event.entity === entity);
  return steps.slice(1).map(({ atMs }, at) => Math.floor((steps[at].atMs + atMs) / 2) - 60_000);
};

describe("a power cut during an update", () => {
  const met = new Set<string>();

  it("at any moment leaves every two-slot device bootable, on one version or the other", async () => {
    const everyTwoSeconds = Array.from({ length: 25 }, (_, at) => at * 2_000);
    for (const afterMs of [...everyTwoSeconds, ...(await momentsWithin())]) {
      const run = await runScenario(cutAt(afterMs, 2));
      expect(run.broken()).toEqual([]);
      for (const state of statesAt(run, 60_000 + afterMs)) met.add(state);
      expect(run.total("device.bricked")).toBe(0);
      expect(run.total("device.online")).toBe(40);
      expect(run.total("device.version", "9.0.0") + run.total("device.version", "1.4.0")).toBe(40);
    }
    for (const state of ["downloading", "verifying", "installing", "self-testing", "committed"])
      expect(met).toContain(state);
  });

  it("bricks a one-slot device exactly when it was writing", async () => {
    let bricks = 0;
    for (let afterMs = 0; afterMs <= 48_000; afterMs += 4_000) {
      const run = await runScenario(cutAt(afterMs, 1));
      const atMs = 60_000 + afterMs;
      const writing = new Map<string, string>();
      for (const event of run.events(Events.updateStep)) {
        if (event.atMs < atMs) writing.set(event.entity, UPDATE_STATES[event.step]);
      }
      const caught = [...writing.values()].filter((state) => state === "installing").length;
      expect(run.total("device.bricked")).toBe(caught);
      bricks += caught;
    }
    expect(bricks).toBeGreaterThan(0);
  });

  it("checks the image anew, as long as the first time, before it is written again", async () => {
    // 8 KB/s and 10 KB/s: 64 KB are down after 8 s and written after 14.
    const run = await runScenario(cutAt(12_000, 2));
    let again = 0;
    const checks = new Map<string, number[]>();
    const since = new Map<string, number>();
    for (const { entity, atMs, step } of run.events(Events.updateStep)) {
      if (UPDATE_STATES[step] === "verifying") since.set(entity, atMs);
      if (UPDATE_STATES[step] !== "installing") continue;
      checks.set(entity, [...(checks.get(entity) ?? []), atMs - (since.get(entity) ?? Number.NaN)]);
    }
    for (const [first, ...others] of checks.values())
      for (const other of others) {
        again++;
        expect(other).toBe(first);
      }
    expect(again).toBeGreaterThan(0);
  });

  it("that kills devices of the last stage leaves none of them without an outcome", async () => {
    const run = await runScenario(cutAt(12_000, 1).replace("timeout: 90m", "timeout: 20m"));
    const bricked = run.total("device.bricked");
    expect(bricked).toBeGreaterThan(0);
    const outcomes = run.events(Events.jobOutcome);
    expect(new Set(outcomes.map(({ device }) => device)).size).toBe(40);
    expect(outcomes.filter(({ note }) => note === "no-outcome: none came in time")).toHaveLength(bricked);
    // All were caught while they were writing: nobody runs it.
    expect(run.result.rollouts[0]).toMatchObject({
      status: "failed",
      reason: `none of 40 updated: ${bricked} no-outcome`,
    });
  });
});
