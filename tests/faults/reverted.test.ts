// Contract A6: a fault that could not be reverted fails the run. Each kind is broken on purpose.
import { afterEach, expect, test, vi } from "vitest";
import { Events } from "../../src/event/events.js";
import { FAULT_MODELS } from "../../src/model/fault/kinds.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

afterEach(() => {
  vi.restoreAllMocks();
});

const PARAMS: Record<string, string> = {
  "sensor.drift": "params: {perHour: 3}, ",
  "sensor.spike": "params: {share: 50%, size: 40}, ",
  "sensor.noise": "params: {sigma: 5}, ",
  "link.loss": "params: {loss: 20%}, ",
  "clock.jump": "params: {by: 10m}, ",
};
const KINDS = Object.keys(FAULT_MODELS).filter((kind) => kind !== "recorded-outage");

const LATEST = "twin: thermostat, count: 2, overrides: {mtbf: 0s}";

const worldOf = (kind: string): string => {
  const target = kind === "cloud.outage" ? "" : ", target: {site: north}";
  const who = kind === "clock.jump" ? ", target: {twin: thermostat}" : target;
  return town(
    `      - {id: north/rooms, ${LATEST}}
timeline:
  - {id: f, at: 20m, for: 20m, fault: ${kind}, ${PARAMS[kind] ?? ""}${who.slice(2)}}
  - {id: hand, at: 25m, local: {set: {targetTemperature: 75}}, target: {twin: thermostat}}`,
    "duration: 45m\nstart: {state: active}",
  ).replace(/, \}/g, "}");
};

test.each(KINDS)("%s leaves nothing behind, and a run in which it does is not sound", async (kind) => {
  const sound = await runScenario(worldOf(kind));
  expect(sound.broken()).toEqual([]);
  vi.spyOn(FAULT_MODELS[kind as keyof typeof FAULT_MODELS], "end").mockImplementation(() => {});
  const broken = await runScenario(worldOf(kind));
  expect(broken.broken().join()).toMatch(/^faults-reverted: entity/);
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
