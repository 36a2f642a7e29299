// INF-8: which detectors are at work where, what they keep, and what becomes of it.
import { describe, expect, it } from "vitest";
import { createMemory } from "../../src/detector/detector.js";
import { DETECTORS } from "../../src/detector/detectors.js";
import { Events } from "../../src/event/events.js";
import { ANOMALIES } from "../../src/event/vocabulary.js";
import { createWatched, keep, keptOf } from "../../src/model/state/watchers.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const MINUTE_MS = 60_000;

const world = (anomaly: string, device: string, timeline = "", count = 4): string => `
iotctl: 1
name: watched
seed: watched
duration: 4h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: ${anomaly}}}
    devices: [{id: s/d, twin: temperature-wifi, count: ${count}, overrides: {mtbf: 0s, ${device}}}]
timeline: [${timeline}]
`;
const fault = (kind: string, params = "{}"): string =>
  `{at: 2h, for: 1h, fault: sensor.${kind}, params: ${params}, target: {group: s/d}}`;

const rows = (run: ScenarioRun, kind: string, of = Events.anomaly) =>
  run.events(of).filter(({ anomaly }) => ANOMALIES[anomaly] === kind);

describe("a detector", () => {
  const SPIKES = fault("spike", "{share: 10%, size: 20}");
  const DRIFTS = fault("drift", "{perHour: 20}");

  it("is off where the twin does not ask, and finds where it does, once per begin and end", async () => {
    const off = await runScenario(world("{}", "", `${SPIKES}`));
    expect(rows(off, "spike")).toEqual([]);
    const on = await runScenario(world("{spike: {calm: 60}}", "", SPIKES));
    expect(rows(on, "spike")).toHaveLength(4);
    expect(rows(on, "spike", Events.anomalyCleared)).toHaveLength(4);
    expect(on.total("fog.anomalies", "spike")).toBe(4);
    const drifts = await runScenario(world("{drift: {memory: 1h}}", "", DRIFTS));
    expect(rows(drifts, "drift")).toHaveLength(4);
    expect(rows(drifts, "drift", Events.anomalyCleared)).toHaveLength(4);
  });

  it("leaves those alone that speak on a change", async () => {
    const onChange =
      "reporting: {mode: on-change, heartbeat: 1m, interval: 1m}, signal: {kind: occupancy, meanOccupied: 5m, meanVacant: 5m}";
    const run = await runScenario(
      world("{stuckAfter: 2, spike: {z: 1}, drift: {memory: 10m, slack: 0.1, limit: 1}}", onChange),
    );
    expect(run.events(Events.anomaly)).toEqual([]);
  });

  it("makes its device a warning, until it is over", async () => {
    const run = await runScenario(world("{drift: {memory: 1h}}", "", DRIFTS));
    const health = run
      .events(Events.health)
      .map(({ atMs, toHealth }) => [Math.floor(atMs / MINUTE_MS), toHealth]);
    expect(health.filter(([, to]) => to === 1)).toHaveLength(4);
    expect(health.filter(([, to]) => to === 0)).toHaveLength(4);
    expect(Math.min(...health.map(([minute]) => minute))).toBeGreaterThan(120);
  });

  it("of stuck values never finds any where it is told 0", async () => {
    const still = "signal: {kind: constant, value: 20, noise: 0}";
    expect(rows(await runScenario(world("{stuckAfter: 0}", still)), "stuck")).toEqual([]);
    expect(rows(await runScenario(world("{stuckAfter: 2}", still)), "stuck")).toHaveLength(4);
  });

  it("of silence waits as long as it is told, and for the end of a window", async () => {
    const away = "{at: 1h, for: 2h, fault: device.offline, target: {group: s/d}}";
    const run = await runScenario(world("{silenceAfter: 40m}", "", away));
    const found = rows(run, "silence");
    expect(found).toHaveLength(4);
    for (const { atMs, measured } of found) {
      expect(measured).toBeGreaterThan(40 * MINUTE_MS);
      expect(measured).toBeLessThan(46 * MINUTE_MS);
      expect(atMs).toBeGreaterThan(99 * MINUTE_MS);
    }
  });

  it("is asked no more about who was decommissioned: what it had found is over", async () => {
    const gone = "{at: 150m, decommission: true, target: {group: s/d}}";
    const run = await runScenario(world("{}", "", `${fault("stuck")}, ${gone}`));
    expect(rows(run, "stuck")).toHaveLength(4);
    const over = rows(run, "stuck", Events.anomalyCleared);
    expect(over).toHaveLength(4);
    for (const { atMs } of over) expect(atMs).toBeLessThan(151 * MINUTE_MS);
  });
});

describe("what detectors keep", () => {
  it("is columns only where some gateway uses them", async () => {
    const { plan } = await runScenario(world("{spike: {}, stuckAfter: 0}", ""));
    const watched = createWatched(7, [plan.gatewayGroups[0].twin]);
    const rows = DETECTORS.map((_, at) => Object.values(watched[at]).map(({ length }) => length));
    expect(rows).toEqual([[0, 0], [], [7, 7, 7, 7], [0, 0, 0, 0, 0, 0]]);
  });

  it("goes over from a device to whoever has it, whatever it is", () => {
    const watched = DETECTORS.map(({ memory }) => createMemory(memory, 2));
    for (const [at, column] of watched.flatMap((memory) => Object.values(memory)).entries())
      column[1] = at + 1;
    const kept = keptOf(watched, 1);
    expect(kept.length).toBeGreaterThan(10);
    keep(watched, 0, kept);
    expect(keptOf(watched, 0)).toEqual(kept);
    keep(watched, 0, null);
    expect(keptOf(watched, 0)).toEqual(kept.map(() => 0));
  });
});
