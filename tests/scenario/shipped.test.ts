// The scenarios that come with the program are read without a word, and are what their descriptions say.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Loaded, loadScenario } from "../../src/scenario/load.js";
import type { Scenario } from "../../src/spec/scenario.js";

const loadShipped = (name: string): Loaded =>
  loadScenario(`scenarios/${name}.yaml`, {
    readText: (path) => readFileSync(path, "utf8"),
    exists: existsSync,
    shippedRoot: ".",
  });
const devices = (scenario: Scenario): number => scenario.devices.reduce((sum, { count }) => sum + count, 0);
const names = readdirSync("scenarios")
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => file.replace(".yaml", ""));

test.each(names)("%s has no error and no warning, and expects something", (name) => {
  const { scenarios, diagnostics } = loadShipped(name);
  expect(diagnostics).toEqual([]);
  expect(scenarios.length).toBeGreaterThan(0);
  for (const scenario of scenarios) expect(scenario.expectations.length).toBeGreaterThan(0);
});

test("first-light: 10,000 devices of three kinds, 100 gateways, two tenants, a day, a regional outage", () => {
  const [scenario] = loadShipped("first-light").scenarios;
  const byTwin = (twin: string): number =>
    scenario.devices.filter((group) => group.twin === twin).reduce((sum, { count }) => sum + count, 0);
  expect([byTwin("parking-lora"), byTwin("parking-nbiot"), byTwin("temperature-wifi")]).toEqual([
    4_000, 2_000, 4_000,
  ]);
  expect(scenario.gateways.reduce((sum, { count }) => sum + count, 0)).toBe(100);
  expect(scenario.tenants).toHaveLength(2);
  expect(scenario.durationMs).toBe(86_400_000);
  expect(scenario.start).toEqual({ state: "unprovisioned", overMs: 1_200_000 });
  expect(scenario.timeline[0]).toMatchObject({
    action: { fault: "backhaul.outage" },
    forMs: 5_400_000,
    target: { regions: ["eu-south"], kind: "gateways" },
  });
});

test("reboot-storm: the same 10,000 devices twice, differing only in how they reconnect", () => {
  const { scenarios } = loadShipped("reboot-storm");
  expect(scenarios.map(({ variant }) => variant)).toEqual(["naive", "jittered"]);
  expect(scenarios.map(devices)).toEqual([10_000, 10_000]);
  const [naive, jittered] = scenarios.map((scenario) => ({
    policies: Object.values(scenario.deviceTwins).map(({ reconnect }) => reconnect.policy),
    rest: JSON.stringify({ ...scenario, variant: "", params: {} }).replaceAll(
      /"policy":"(none|full-jitter)"/g,
      "",
    ),
  }));
  expect(naive.policies).toContain("none");
  expect(jittered.policies).not.toContain("none");
  expect(jittered.rest).toBe(naive.rest);
});

test("restart-storm: the same 3,000 devices twice, differing only in how far restarts are spread", () => {
  const { scenarios } = loadShipped("restart-storm");
  expect(scenarios.map(({ variant }) => variant)).toEqual(["synchronised", "jittered"]);
  expect(scenarios.map(devices)).toEqual([3_000, 3_000]);
  expect(scenarios.map(({ rollouts }) => rollouts[0].restartJitterMs)).toEqual([0, 600_000]);
  const [synchronised, jittered] = scenarios.map((scenario) =>
    JSON.stringify({ ...scenario, variant: "", params: {}, expectations: [] }).replace(
      /"restartJitterMs":\d+/,
      "",
    ),
  );
  expect(jittered).toBe(synchronised);
});

test("canary-abort: 5,000 devices, a 12 % boot-loop, a 1 % first stage, rollback at 0.1 %", () => {
  const [scenario] = loadShipped("canary-abort").scenarios;
  expect(devices(scenario)).toBe(5_000);
  expect(scenario.firmware.map(({ version }) => version)).toEqual(["2.3.1", "2.4.0"]);
  expect(scenario.firmware[1].behaviours[0].sharePpm).toBe(120_000);
  expect(scenario.rollouts[0]).toMatchObject({
    stages: [
      { sharePpm: 10_000, soakMs: 86_400_000 },
      { sharePpm: 100_000 },
      { sharePpm: 500_000 },
      { sharePpm: 1_000_000, soakMs: 0 },
    ],
    abort: [{ failureType: "ALL", thresholdPpm: 1_000, minExecuted: 20, action: "ROLLBACK" }],
    rate: { basePerMinute: 20, incrementFactor: 1.5, maximumPerMinute: 600 },
  });
});

test("real-trace: a log whose clock was set back, and outages within the run", () => {
  const [scenario] = loadShipped("real-trace").scenarios;
  expect(scenario.traces[0].notes[0]).toBe("582 rows: 576 kept, 6 merged");
  expect(scenario.outages[0].outages).toHaveLength(8);
  expect(scenario.devices.filter(({ trace }) => trace === "press-temperature")).toHaveLength(1);
});

test("live-small: 200 devices and four gateways that all report within five seconds", () => {
  const [scenario] = loadShipped("live-small").scenarios;
  expect(devices(scenario)).toBe(200);
  expect(scenario.gateways[0].count).toBe(4);
  for (const twin of Object.values(scenario.deviceTwins))
    expect(twin.reporting.intervalMs).toBeLessThanOrEqual(5_000);
});

test("config-rollout: 10,000 devices, two good configurations, three slips and the way back", () => {
  const [scenario] = loadShipped("config-rollout").scenarios;
  expect(devices(scenario)).toBe(10_000);
  const configs = scenario.timeline.map(({ action }) => action);
  expect(configs.map((action) => (action.do === "config" ? action.how : action.do))).toEqual([
    "set",
    "set",
    "set",
    "set",
    "set",
    "rollback",
  ]);
});
