// Contract A1 and A2 on the shipped models: nothing but the inputs decides, and a neighbour changes nobody's life.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { town } from "../worlds.js";

const STORMY = `phases: {calm: 20m, trouble: 40m, after: 1h}
timeline:
  - {id: cut, at: trouble, for: 10m, fault: backhaul.outage, target: {gateways: {percent: 50}}}
  - {id: dark, at: trouble + 5m, for: 10m, fault: power.outage, target: {site: north}}
  - {id: noise, at: 10m, for: 30m, fault: payload.corrupt, params: {share: 5%}, target: {twin: temperature-wifi}}
  - {id: cfg, at: 25m, config: {desired: {reportMinutes: 20}}, target: {twin: parking-lora}}
  - {id: hand, at: 26m, local: {set: {reportMinutes: 5}}, target: {twin: parking-lora, percent: 20}}
  - {id: slip, at: 28m, config: {desired: {apn: iot.operatr, reportMinutes: 10}}, target: {twin: parking-nbiot}}
  - {id: too-much, at: 29m, config: {desired: {reportSeconds: 9999, offset: 1}}, target: {twin: temperature-wifi}}
  - {id: undo, at: 50m, config: {rollback: true}, target: {twin: temperature-wifi}}
  - {id: boot, at: 55m, command: reboot, target: {twin: parking-nbiot}}
  - {id: retire, at: 28m, decommission: {reason: old}, target: {site: north, percent: 20}}
  - {id: away, at: 27m, for: 30m, fault: device.offline, target: {twin: parking-nbiot}}
  - {id: thief, at: 50m, fault: credential.reuse, target: {twin: parking-nbiot}}
firmware:
  - {version: 9.0.0, size: 40KB, behaviours: [{boot-loop: {share: 20%}}]}
rollouts:
  - {id: fw, at: 15m, to: 9.0.0, target: {twin: temperature-wifi}, stages: [{percent: 50, soak: 30m}, {percent: 100}], abort: []}`;

describe("a run", () => {
  it("gives the same digest whatever the cells, workers and batches", async () => {
    const scenario = scenarioOf(town(STORMY));
    const plain = await runScenario(scenario);
    expect(plain.broken()).toEqual([]);
    for (const options of [
      { cellDevices: 40 },
      { cellDevices: 17, batchMs: 61_000 },
      { workers: 2, cellDevices: 40 },
    ]) {
      const other = await runScenario(scenario, options);
      expect(other.result.digest).toBe(plain.result.digest);
    }
  });

  it("goes on from a checkpoint as if it had not stopped, with faults and a rollout under way", async () => {
    const scenario = scenarioOf(town(STORMY));
    const whole = await runScenario(scenario);
    const saved: Uint8Array[] = [];
    await runScenario(scenario, {
      checkpointsAtMs: [1_000_000, 1_700_000, 3_000_000],
      onCheckpoint: (_, bytes) => {
        saved.push(bytes);
      },
    });
    expect(saved).toHaveLength(3);
    for (const bytes of saved) {
      const resumed = await runScenario(scenario, { resume: bytes });
      expect(resumed.result.digest).toBe(whole.result.digest);
    }
  });

  it("another seed is another world", async () => {
    const one = await runScenario(town(""));
    const other = await runScenario(town("").replace("seed: town", "seed: city"));
    expect(other.result.digest).not.toBe(one.result.digest);
  });

  it("an unrelated device group changes no other device's trace", async () => {
    const faults =
      "timeline:\n  - {id: cut, at: 30m, for: 10m, fault: backhaul.outage, target: {site: north}}";
    const text = town(faults);
    const alone = await runScenario(text);
    const withNeighbours = text.replace(
      "sites:",
      `sites:
  - id: south
    region: eu-south
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: parking-lora, count: 30, tenant: city}`,
    );
    const crowded = await runScenario(withNeighbours);
    const lives = (run: Awaited<ReturnType<typeof runScenario>>): unknown[] =>
      [Events.online, Events.offline, Events.lifecycle, Events.anomaly].flatMap((kind) =>
        run.events(kind).filter((event) => event.entity.startsWith("north/")),
      );
    expect(lives(alone).length).toBeGreaterThan(100);
    expect(lives(crowded)).toEqual(lives(alone));
    const windows = (run: Awaited<ReturnType<typeof runScenario>>): number[] =>
      run.batches.flatMap(({ windows: rows }) =>
        Array.from(rows.mean.slice(0, rows.count)).filter(
          (_, row) => run.plan.groups[rows.group[row]].site === "north",
        ),
      );
    expect(windows(crowded)).toEqual(windows(alone));
  });
});
