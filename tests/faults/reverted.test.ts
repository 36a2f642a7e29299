// Contract A6: a fault that could not be reverted fails the run. Each kind is broken on purpose.
import { afterEach, expect, test, vi } from "vitest";
import { Events } from "../../src/event/events.js";
import { FAULT_KINDS, FAULTS, type FaultKind } from "../../src/fault/faults.js";
import { exampleParams } from "../../src/fault/words.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const LATEST = "twin: thermostat, count: 2, overrides: {mtbf: 0s}";

const targetOf = (kind: FaultKind): string => {
  if (kind === "clock.jump") return ", target: {twin: thermostat}";
  return FAULTS[kind].strikes === "cloud" ? "" : ", target: {site: north}";
};

const worldOf = (kind: FaultKind): string => {
  const params = exampleParams(kind);
  const how = params === "" ? "" : `, params: ${params}`;
  return town(
    `      - {id: north/rooms, ${LATEST}}
timeline:
  - {id: order, at: 10m, command: diagnostics, target: {site: north}}
  - {id: f, at: 20m, for: 20m, fault: ${kind}${how}${targetOf(kind)}}
  - {id: hand, at: 25m, local: {set: {targetTemperature: 75}}, target: {twin: thermostat}}`,
    "duration: 45m\nstart: {state: active}",
  );
};

test.each(FAULT_KINDS)("%s leaves nothing behind, and a run in which it does is not sound", async (kind) => {
  const sound = await runScenario(worldOf(kind));
  expect(sound.broken()).toEqual([]);
  const fault = FAULTS[kind];
  if (fault.isOver) return;
  vi.spyOn(fault, "end").mockImplementation(() => {});
  const broken = await runScenario(worldOf(kind));
  const where = fault.playedBy === "cloud" ? "the cloud" : "entity";
  expect(broken.broken().join()).toMatch(new RegExp(`^faults-reverted: ${where}`));
});
test("of two faults of one kind on one sensor, the one that is over goes, and the other stays with its own figures", async () => {
  const steps = async (first: string, second: string): Promise<number[]> => {
    const run = await runScenario(`
iotctl: 1
name: overlap
seed: overlap
duration: 3h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {id: s/d, twin: temperature-wifi, count: 1, overrides: {mtbf: 0s, radio: {loss: 0%}, signal: {amplitude: 0, noise: 0, mean: 20}}}
timeline:
  - {id: a, ${first}, fault: sensor.drift, params: {perHour: 1}, target: all}
  - {id: b, ${second}, fault: sensor.drift, params: {perHour: 100}, target: all}
`);
    expect(run.broken()).toEqual([]);
    expect(run.events(Events.sensorTruth)).toHaveLength(4);
    return run.batches.flatMap(({ windows }) =>
      Array.from(
        windows.mean.subarray(0, windows.count),
        (mean, row) => [windows.startMs[row], mean] as const,
      )
        .filter(([startMs]) => startMs >= 6_000_000 && startMs < 7_200_000)
        .map(([, mean]) => mean),
    );
  };
  // The steep one is over at 90 min: what is left from 100 to 120 min is the gentle one, about one degree off.
  for (const mean of await steps("at: 30m, for: 90m", "at: 40m, for: 50m")) expect(mean).toBeLessThan(22);
  // The gentle one is over at 90 min: the steep one goes on.
  for (const mean of await steps("at: 40m, for: 50m", "at: 30m, for: 90m").then((means) => means)) {
    expect(mean).toBeGreaterThan(20);
  }
});
