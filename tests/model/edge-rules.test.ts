// INF-3: a gateway's rules: one device's reading switches another's actuator, without the cloud.

import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { RULERS } from "../../src/event/vocabulary.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

const HOUR_MS = 3_600_000;

/** Two floors: 20 room sensors and 2 controllers behind two gateways; the rooms warm up around three in the afternoon. */
const floors = (rules: string, rest = "", { loss = "0%", count = 2 } = {}): string => `
iotctl: 1
name: floors
seed: f
duration: 24h
tenants:
  - {id: lab, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 2, overrides: {rules: [${rules}]}}
    devices:
      - {twin: temperature-wifi, count: 20, overrides: {signal: {mean: 21, amplitude: 4, noise: 0.1}}}
      - {twin: hvac-controller, count: ${count}, overrides: {rules: [], shadow: [], radio: {loss: ${loss}}}}
${rest}
`;
const COOLING =
  "{when: {twin: temperature-wifi, above: 23}, actuate: {twin: hvac-controller, name: cooling}}";

const actions = (run: ScenarioRun) => run.events(Events.actuation);

describe("a gateway's rule", () => {
  it("switches its own controller on with the first warm room and off with the last", async () => {
    const run = await runScenario(floors(COOLING));
    expect(run.broken()).toEqual([]);
    const seen = actions(run);
    expect(new Set(seen.map(({ entity }) => entity))).toEqual(
      new Set(["lab/hvac-controller/0", "lab/hvac-controller/1"]),
    );
    for (const controller of ["lab/hvac-controller/0", "lab/hvac-controller/1"]) {
      const own = seen.filter(({ entity }) => entity === controller);
      // On and off in turn, warm from before three until after three in the afternoon (15:00 is the peak).
      own.forEach(({ isOn, ruledBy, rule, note }, at) => {
        expect([isOn, RULERS[ruledBy], rule, note]).toEqual([at % 2 === 0, "gateway", 0, "cooling"]);
      });
      expect(own[0].atMs).toBeGreaterThan(9 * HOUR_MS);
      expect(own[0].atMs).toBeLessThan(12 * HOUR_MS);
      expect(own.at(-1)?.isOn).toBe(false);
      expect(own.at(-1)?.atMs).toBeGreaterThan(18 * HOUR_MS);
    }
    expect(run.total("actions.local")).toBe(seen.length);
  });

  it("with a hysteresis switches once where it would flutter without", async () => {
    const [bare, calm] = [
      await runScenario(floors(COOLING)),
      await runScenario(floors(COOLING.replace("above: 23", "above: 23, hysteresis: 2"))),
    ];
    // Each gateway once on and once off.
    expect(actions(calm).map(({ isOn }) => isOn)).toEqual([true, true, false, false]);
    const lastOff = (run: ScenarioRun): number => actions(run).at(-1)?.atMs ?? 0;
    expect(lastOff(calm)).toBeGreaterThan(lastOff(bare) + HOUR_MS);
  });

  it("acts within 100 ms, and just so while the backhaul is cut", async () => {
    const cut = "timeline:\n  - {id: cut, at: 1h, for: 22h, fault: backhaul.outage, target: {site: lab}}";
    const [free, alone] = [await runScenario(floors(COOLING)), await runScenario(floors(COOLING, cut))];
    expect(alone.broken()).toEqual([]);
    expect(alone.latency("actions.latency").quantile(95)?.ms).toBeLessThan(100);
    expect(alone.latency("actions.latency").most()).toBeLessThanOrEqual(1_000);
    const when = (run: ScenarioRun) => actions(run).map(({ atMs, entity, isOn }) => [atMs, entity, isOn]);
    expect(when(alone)).toEqual(when(free));
    expect(when(alone).length).toBeGreaterThanOrEqual(4);
  });

  it("counts both hops and its own time: never faster than their sum", async () => {
    const slow = await runScenario(floors(COOLING.replace("}}", "}, latency: 400ms}")));
    for (const { latencyMs } of actions(slow)) {
      expect(latencyMs).toBeGreaterThanOrEqual(400);
      expect(latencyMs).toBeLessThan(1_000);
    }
    expect(slow.latency("actions.latency").least()).toBeGreaterThan(100);
  });

  it("finds an actuator that was away with a later reading, and counts what failed", async () => {
    const away =
      "timeline:\n  - {id: away, at: 8h, for: 4h, fault: device.offline, target: {twin: hvac-controller}}";
    const run = await runScenario(floors(COOLING, away));
    expect(run.broken()).toEqual([]);
    expect(run.total("actions.failed")).toBeGreaterThan(0);
    const first = actions(run)[0];
    expect(first.atMs).toBeGreaterThanOrEqual(12 * HOUR_MS);
    expect(first.atMs).toBeLessThan(12 * HOUR_MS + 120_000);
  });

  it("repeats what the link loses; a lossy link is slower, not deaf", async () => {
    const run = await runScenario(floors(COOLING, "", { loss: "40%" }));
    expect(run.broken()).toEqual([]);
    expect(actions(run).at(-1)?.isOn).toBe(false);
    expect(Math.max(...actions(run).map(({ latencyMs }) => latencyMs))).toBeGreaterThan(
      Math.max(...actions(await runScenario(floors(COOLING))).map(({ latencyMs }) => latencyMs)),
    );
  });

  it("is put right by the first reading after its gateway's power cut", async () => {
    // The gateways go dark while it is warm and come back when it is not: nobody has turned the cooling off meanwhile.
    const dark = "timeline:\n  - {id: dark, at: 15h, for: 7h, fault: power.outage, target: {gateways: true}}";
    const run = await runScenario(floors(COOLING, dark));
    expect(run.broken()).toEqual([]);
    const late = actions(run).filter(({ atMs }) => atMs > 15 * HOUR_MS);
    expect(late.map(({ isOn }) => isOn)).toEqual([false, false]);
    for (const { atMs } of late) expect(atMs).toBeGreaterThan(22 * HOUR_MS);
  });

  it("follows alarms where it is told to, and a decommissioned sensor holds it no longer", async () => {
    const alarm = COOLING.replace("above: 23", "alarm: true");
    const text = floors(
      alarm,
      "timeline:\n  - {id: gone, at: 15h, decommission: true, target: {twin: temperature-wifi}}",
    ).replace("noise: 0.1}", "noise: 0.1}, reporting: {alarm: {above: 23}}");
    const run = await runScenario(text);
    expect(run.broken()).toEqual([]);
    const last = actions(run).slice(-2);
    expect(last.map(({ isOn }) => isOn)).toEqual([false, false]);
    for (const { atMs } of last) {
      expect(atMs).toBeGreaterThan(15 * HOUR_MS);
      expect(atMs).toBeLessThan(15 * HOUR_MS + 5_000);
    }
  });

  it("gives the same digest with any cells and workers, and after a checkpoint", async () => {
    const scenario = scenarioOf(
      floors(
        COOLING,
        "timeline:\n  - {id: cut, at: 10h, for: 4h, fault: backhaul.outage, target: {site: lab}}",
      ),
    );
    const saved: Uint8Array[] = [];
    const whole = await runScenario(scenario, {
      checkpointsAtMs: [13 * HOUR_MS],
      onCheckpoint: (_, bytes) => void saved.push(bytes),
    });
    for (const options of [{ cellDevices: 11 }, { workers: 2, cellDevices: 11 }, { resume: saved[0] }])
      expect((await runScenario(scenario, options)).result.digest).toBe(whole.result.digest);
  });
});
