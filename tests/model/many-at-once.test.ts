// A timeline of thousands of entries at one instant costs by the entry, and a device's queue of commands is bounded.
import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { COMMANDS_WAITING_MAX } from "../../src/model/cloud/command/waiting-commands.js";
import { takeInSecond } from "../../src/model/cloud/front/front.js";
import { runScenario, scenarioOf } from "../run-scenario.js";
import { load } from "../scenario/reading.js";
import { limitsAt } from "./limits.js";

const worldOf = (entries: readonly string[]): string => `
iotctl: 1
name: many
seed: many
duration: 90m
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: s/d, twin: temperature-wifi, count: 5, overrides: {mtbf: 0s}}]
timeline:
${entries.map((entry, index) => `  - {id: e${index}, ${entry}}`).join("\n")}
`;

test("thousands of faults on one sensor begin and end by themselves", async () => {
  const entries = Array.from({ length: 3_000 }, () => "at: 30m, for: 10m, fault: sensor.stuck, target: all");
  const run = await runScenario(worldOf(entries));
  expect(run.broken()).toEqual([]);
  expect(run.events(Events.sensorTruth)).toHaveLength(2 * 5 * 3_000);
});

test("commands beyond the hundred that wait for a device are refused, and the audit says so", async () => {
  const entries = Array.from({ length: 150 }, () => "at: 30m, command: blink, target: all");
  const run = await runScenario(
    worldOf(["at: 29m, for: 10m, fault: device.offline, target: all", ...entries]),
  );
  expect(run.broken()).toEqual([]);
  expect(run.total("commands.acked")).toBe(5 * COMMANDS_WAITING_MAX);
  const refused = run.events(Events.audit).filter(({ note }) => note?.includes("refused for 5 devices"));
  expect(refused).toHaveLength(150 - COMMANDS_WAITING_MAX);
});

test("limits that overlap: the tightest of those under way, to the millisecond", () => {
  const limit = (at: string, lasts: string, perSecond: number): string =>
    `at: ${at}, for: ${lasts}, fault: broker.limit, params: {ingestPerSecond: ${perSecond}}`;
  const scenario = scenarioOf(
    worldOf([limit("10s", "20s", 50), limit("20s", "5s", 10), limit("21s", "30s", 30)]),
  );
  const at = (...ms: number[]): number[] =>
    limitsAt(scenario, ms).map(({ inForce }) => inForce.ingestPerSecond);
  const [usual] = at(0);
  expect(at(9_999, 10_000, 19_999, 20_000, 24_999, 25_000, 50_999, 51_000, 60_000)).toEqual([
    usual,
    50,
    50,
    10,
    10,
    30,
    30,
    usual,
    usual,
  ]);
  const [before, after] = limitsAt(scenario, [9_000, 26_000], { waiting: 1e9 });
  expect(after.served - before.served).toBeCloseTo(usual + 10 * 50 + 5 * 10 + 30, 3);
});

test("a timeline that strikes millions is warned of", () => {
  const entries = Array.from({ length: 2_500 }, () => "at: 30m, command: blink, target: all");
  const file = worldOf(entries).replace("count: 5", "count: 600");
  const { diagnostics } = load(file);
  expect(diagnostics.filter(({ code }) => code === "SCN046").map(({ message }) => message)).toEqual([
    "the timeline's 2500 entries strike 1500000 entities in all; each is a row and takes time",
  ]);
});

test("a limit that is no whole number lets through what it adds up to", () => {
  const passed = (perSecond: number, seconds: number): number => {
    const counter = { second: -1, count: 0 };
    let sum = 0;
    for (let ms = 0; ms < seconds * 1000; ms += 50) if (takeInSecond(counter, ms, perSecond)) sum++;
    return sum;
  };
  expect([2.5, 0.1, 3, 20, 1].map((limit) => passed(limit, 100))).toEqual([250, 10, 300, 2_000, 100]);
});
