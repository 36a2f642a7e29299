// Rows that must hold in virtual time and live [VL]: one world in which each of them happens, played both ways. The devices, the
// gateways and the cloud are the same code; what the wire adds may not change what happened.
import { beforeAll, describe, expect, it } from "vitest";
import type { Batch } from "../../src/event/batch.js";
import { Events } from "../../src/event/events.js";
import type { MetricName } from "../../src/event/metric.js";
import { ANOMALIES, RULERS } from "../../src/event/vocabulary.js";
import { buildFleet } from "../../src/fleet/build.js";
import { runLive } from "../../src/live/run-live.js";
import { runScenario, ScenarioRun, scenarioOf } from "../run-scenario.js";

const SCENARIO = `
iotctl: 1
name: rows
seed: rows
duration: 12m
tenants:
  - {id: city}
  - {id: campus}
sites:
  - id: hall
    gateways: {twin: fog-gateway, count: 2, overrides: {aggregation: {window: 1m}, rules: [{when: {group: hall/air, above: 15}, actuate: {group: hall/vents, name: fan}}]}}
    devices:
      - {id: hall/air, twin: temperature-wifi, tenant: city, count: 10, overrides: {mtbf: 0s, reporting: {interval: 10s}}}
      - {id: hall/vents, twin: hvac-controller, tenant: campus, count: 4, overrides: {mtbf: 0s}}
      - {id: hall/still, twin: temperature-wifi, tenant: campus, count: 6, overrides: {mtbf: 0s, reporting: {interval: 5s, deadband: 5}}}
      - {id: hall/tired, twin: temperature-wifi, tenant: city, count: 6, overrides: {mtbf: 0s, reporting: {interval: 20s}, power: {source: battery, battery: {chemistry: li-ion, capacity: 20Ah, nominal: 3.7V, brownout: 2.5V, empty: 1%, initialCharge: 9%}}}}
      - {id: hall/lora, twin: parking-lora, tenant: city, count: 10, overrides: {mtbf: 0s}}
  - id: lab
    gateways: {twin: fog-gateway, count: 1, overrides: {aggregation: {window: 1m}, anomaly: {stuckAfter: 6, silenceAfter: 1m, spike: {memory: 12}, drift: {memory: 3m, limit: 8}}}}
    devices:
      - {id: lab/odd, twin: temperature-wifi, tenant: campus, count: 6, overrides: {mtbf: 0s, reporting: {interval: 5s}, signal: {correlation: 0}}}
  - id: street
    devices:
      - {id: street/homes, twin: thermostat, tenant: campus, count: 10, overrides: {mtbf: 0s, reconnect: {policy: decorrelated-jitter, base: 1s, cap: 20s}}}
      - {id: street/spots, twin: parking-nbiot, tenant: city, count: 6, overrides: {mtbf: 0s}}
      - {id: street/chosen, twin: energy-meter, tenant: city, via: direct, count: 3, overrides: {mtbf: 0s, reporting: {interval: 20s}, radio: {transport: auto, need: {range: city, latency: 5s}}}}
timeline:
  - {id: garbled, at: 1m, for: 3m, fault: payload.corrupt, params: {share: 30%}, target: {group: hall/air}}
  - {id: look, at: 2m, command: diagnostics, target: {group: hall/air}}
  - {id: away, at: 3m, for: 2m, fault: device.offline, target: {group: street/homes}}
  - {id: hand, at: 3m20s, local: {set: {targetTemperature: 68, childLock: true}}, target: {group: street/homes}}
  - {id: app, at: 3m30s, config: {desired: {targetTemperature: 72, childLock: false, mode: cool}}, target: {group: street/homes}}
  - {id: serviced, at: 4m, command: enter-maintenance, target: {group: hall/vents, count: 1, pick: first}}
  - {id: cut, at: 6m, for: 90s, fault: backhaul.outage, target: {site: hall}}
  - {id: stuck, at: 5m, for: 2m, fault: sensor.stuck, target: {ids: [lab/odd/0]}}
  - {id: silent, at: 5m, for: 3m, fault: sensor.silence, target: {ids: [lab/odd/1]}}
  - {id: far, at: 5m, for: 2m, fault: sensor.spike, params: {share: 40%, size: 20}, target: {ids: [lab/odd/2]}}
  - {id: off, at: 5m, for: 4m, fault: sensor.drift, params: {perHour: 60}, target: {ids: [lab/odd/3]}}
firmware:
  - {version: 9.0.0, size: 8KB}
  - {version: 9.1.0, size: 8KB, defect: wrong-key}
rollouts:
  - {id: good, at: 1m, to: 9.0.0, target: {group: hall/air}, stages: [{percent: 50, soak: 1m}, {percent: 100}], rate: {baseRatePerMinute: 600}}
  - {id: forged, at: 8m, to: 9.1.0, target: {group: hall/still}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}}
`;

let virtual: ScenarioRun;
let live: ScenarioRun;

beforeAll(async () => {
  const scenario = scenarioOf(SCENARIO);
  virtual = await runScenario(scenario);
  const batches: Batch[] = [];
  const result = await runLive(scenario, {
    workers: 1,
    speed: 40,
    strict: true,
    onBatch: (batch) => void batches.push(batch),
  });
  live = new ScenarioRun(buildFleet(scenario), result, batches);
}, 120_000);

/** Equal both ways to 5 %, and at least `least`: a row that did not happen shows nothing. */
const same = (name: MetricName, least = 1, sub?: string): void => {
  const [expected, found] = [virtual.total(name, sub), live.total(name, sub)];
  expect(expected, `${name} ${sub ?? ""}`).toBeGreaterThanOrEqual(least);
  expect(
    Math.abs(found - expected),
    `${name} ${sub ?? ""}: ${expected} and live ${found}`,
  ).toBeLessThanOrEqual(0.05 * expected);
};

describe("both ways", () => {
  it("the ledgers balance (NET-7)", () => {
    expect(virtual.broken()).toEqual([]);
    expect(live.broken()).toEqual([]);
    same("messages.produced", 500);
    same("messages.delivered", 400);
  });

  it("gateways send summaries for readings, and switch by their rules, also when they are cut off (INF-3, INF-4)", () => {
    same("fog.messages.in", 400);
    same("fog.messages.out", 40);
    same("actions.local", 1);
    for (const run of [virtual, live]) {
      const latencies = run
        .events(Events.actuation)
        .filter(({ ruledBy }) => RULERS[ruledBy] === "gateway")
        .map(({ latencyMs }) => latencyMs)
        .sort((x, y) => x - y);
      expect(latencies[Math.ceil(0.95 * latencies.length) - 1]).toBeLessThan(100);
    }
  });

  it("what has hardly changed is not sent (INF-5)", () => same("messages.suppressed", 100));

  it("gateways find what is odd about sensors, and nothing about healthy ones (INF-8)", () => {
    for (const run of [virtual, live])
      for (const [index, kind] of ["stuck", "silence", "spike", "drift"].entries()) {
        const found = run.events(Events.anomaly).filter(({ anomaly }) => ANOMALIES[anomaly] === kind);
        expect(
          found.filter(({ entity }) => entity === `lab/odd/${index}`),
          kind,
        ).not.toEqual([]);
        expect(
          found.filter(({ entity }) => /^lab.odd.[45]$/.test(entity)),
          kind,
        ).toEqual([]);
      }
  });

  it("an unreadable payload is put aside with its reason (INF-14)", () => {
    same("messages.dropped", 10, "quarantined");
    expect(live.events(Events.quarantine)).toHaveLength(live.total("messages.dropped", "quarantined"));
  });

  it("devices go the same way through life, and are as well (LIF-1, LIF-5, LIF-6)", () => {
    for (const state of ["active", "degraded", "maintenance"]) same("device.state", 1, state);
    for (const health of ["healthy", "critical"]) same("device.health", 1, health);
  });

  it("commands are acknowledged once each (LIF-10)", () => {
    same("commands.acked", 11);
    expect(live.total("commands.acked")).toBe(11);
  });

  it("both sides' changes are settled by policy, with a pause after a refusal (SHD-1, SHD-2, SHD-3, SHD-5)", () => {
    same("shadow.conflicts", 10);
    same("shadow.updates", 10);
    same("shadow.applied", 10);
  });

  it("a staged update reaches all, a forged one nobody (OTA-1, OTA-3)", () => {
    for (const run of [virtual, live]) {
      expect(run.total("update.outcome", "SUCCEEDED")).toBe(10);
      expect(run.total("update.outcome", "FAILED") + run.total("update.outcome", "REJECTED")).toBe(6);
      expect(run.total("device.version", "9.1.0")).toBe(0);
    }
  });

  it("readings come by every transport, the chosen one, too (NET-1, NET-5)", () => {
    for (const { id, twin } of virtual.plan.groups) {
      if (id === "hall/vents" || id === "street/spots") continue;
      const [expected, found] = [virtual, live].map((run) => run.total("messages.delivered", undefined, id));
      expect(expected, id).toBeGreaterThan(0);
      expect(Math.abs(found - expected), `${id} by ${twin.radio.transport}`).toBeLessThanOrEqual(
        1 + 0.05 * expected,
      );
    }
    const transports = new Set(virtual.plan.groups.map(({ twin }) => twin.radio.transport));
    expect(transports.size).toBeGreaterThanOrEqual(4);
  });

  it("sessions that were lost come back by the twin's policy (NET-6)", () => {
    // A stall of the machine is longer than a device waits for an answer at this speed, and costs it another try.
    expect(virtual.total("connect.accepted")).toBeGreaterThanOrEqual(12);
    expect(live.total("connect.accepted")).toBeGreaterThanOrEqual(virtual.total("connect.accepted"));
    same("device.online", 40);
  });
});
