// LIF-12, OTA-4: every load can pull the voltage down, not only the radio of a report. The cell has one voltage and one
// resistance: 3.0 V - 10 ohm x I is below 2.5 V exactly above 50 mA.
import { describe, expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { batteryNote, REBOOT_CAUSES, UPDATE_STATES } from "../../src/event/vocabulary.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { worldOf } from "./world.js";

const OHMIC = `chemistry: ideal
kind: chemistry
nominal: 3V
cutoff: 2V
reference: 1000mAh
curve:
  - [100, 3.0, 10]
  - [0, 3.0, 10]
`;

interface Loads {
  transmit?: string;
  receive?: string;
  join?: string;
  sense?: string;
  compute?: string;
  flash?: string;
  actuator?: string;
}

interface World {
  loads: Loads;
  attach?: "gateway" | "direct";
  batch?: string;
  slots?: 1 | 2;
  start?: string;
  rest?: string;
  count?: number;
  duration?: string;
}

const world = (options: World): Scenario => {
  const { loads, attach = "gateway", batch = "", slots = 2, count = 1, duration = "3h" } = options;
  const at = (name: keyof Loads): string => loads[name] ?? "1mA";
  const twin = `
twin: reporter
kind: device
attach: ${attach}
power:
  source: battery
  ambient: {mean: 25degC, swing: 0degC}
  battery: {chemistry: ideal, capacity: 1000mAh, nominal: 3V, brownout: 2.5V}
  sense: {current: ${at("sense")}, time: 10ms}
  compute: {current: ${at("compute")}, time: 10ms}
  flash: {current: ${at("flash")}}
radio:
  transport: wifi
  loss: 0%
  transmit: {current: ${at("transmit")}, time: 100ms}
  receive: {current: ${at("receive")}, time: 0ms}
  join: {current: ${at("join")}, time: 1s}
  downlink: 4KB/s
${batch}
signal: {kind: constant, value: 20}
reporting: {mode: periodic, interval: 10m, payload: 10B, qos: 1}
firmware: {version: 1.0.0, reboot: 5s, slots: ${slots}, flash: 10KB/s}
shadow: [{name: colour, initial: red}]
rules: [{above: 10, actuate: valve, load: {current: ${at("actuator")}, time: 100ms}}]
`;
  const { start, rest } = options;
  return worldOf({ duration, twin, count, chemistry: OHMIC, start, rest });
};

const UPDATE = `firmware: [{version: 2.0.0, size: 64KB}]
rollouts: [{id: fw, at: 1s, to: 2.0.0, target: all, stages: [{percent: 100}], abort: [], timeout: 2h}]`;
const BOXED = "{state: unprovisioned, over: 1m}";
const TURNED = "timeline: [{id: hand, at: 1s, local: {set: {colour: blue}}, target: all}]";
const ASKED = "timeline: [{id: c, at: 1s, command: blink, target: all}]";
const DARK = "timeline: [{id: dark, at: 1s, for: 15m, fault: power.outage, target: {gateways: true}}]";

const firstBrownOutMs = (run: ScenarioRun): number =>
  run.events(Events.battery).find(({ what }) => what === batteryNote("brown-out"))?.atMs ?? Infinity;
const rebooted = (run: ScenarioRun): string[] =>
  run.events(Events.reboot).map(({ cause }) => REBOOT_CAUSES[cause]);

describe("60 mA brown a device out, 40 mA do not", () => {
  const CASES: [string, keyof Loads, Partial<World>, number][] = [
    ["sending a report", "transmit", {}, 600_000],
    ["sending a batch, not collecting it", "transmit", { batch: "  batch: {max: 3, wait: 8h}" }, 1_800_000],
    ["sending what waited in the buffer", "transmit", { rest: DARK }, 1_200_000],
    ["asking the cloud", "transmit", { rest: TURNED }, 1_001],
    ["acknowledging a command", "transmit", { rest: ASKED }, 3_000],
    ["joining", "join", { attach: "direct", start: BOXED }, 70_000],
    ["joining sends, too", "transmit", { attach: "direct", start: BOXED }, 70_000],
    ["receiving a download", "receive", { rest: UPDATE }, 60_000],
    ["sampling", "sense", {}, 600_000],
    ["computing a sample", "compute", {}, 600_000],
    ["booting", "compute", { start: BOXED }, 60_001],
    ["moving an actuator", "actuator", {}, 600_000],
  ];

  test.each(CASES)("%s", async (_, name, more, latestMs) => {
    const strong = await runScenario(world({ ...more, loads: { [name]: "60mA" } }));
    expect(firstBrownOutMs(strong)).toBeLessThanOrEqual(latestMs);
    // Each try ends the same way: two restarts, and the third time it stays off.
    expect(strong.total("device.brownouts")).toBe(3);
    expect(rebooted(strong).filter((cause) => cause === "brown-out")).toHaveLength(2);
    expect(strong.total("device.depleted")).toBe(1);
    expect(strong.total("device.online")).toBe(0);
    expect(strong.broken()).toEqual([]);

    const weak = await runScenario(world({ ...more, loads: { [name]: "40mA" } }));
    expect(weak.total("device.brownouts")).toBe(0);
    expect(weak.total("device.online")).toBe(1);
    expect(weak.total("messages.delivered")).toBeGreaterThan(0);
    expect(weak.broken()).toEqual([]);
  });

  test("the reading, the batch and the answer that was on its way are lost", async () => {
    const batch = await runScenario(
      world({ loads: { transmit: "60mA" }, batch: "  batch: {max: 3, wait: 8h}" }),
    );
    expect(batch.total("messages.produced")).toBe(9);
    expect(batch.total("messages.dropped", "reboot")).toBe(6);
    expect(batch.total("messages.dropped", "battery-empty")).toBe(3);
    const command = await runScenario(world({ loads: { transmit: "60mA" }, rest: ASKED }));
    expect(command.total("commands.sent")).toBeGreaterThan(0);
    expect(command.total("commands.acked")).toBe(0);
  });
});

describe("a brown-out while an update is written (OTA-4)", () => {
  const steps = (run: ScenarioRun): string[] =>
    run.events(Events.updateStep).map(({ step }) => UPDATE_STATES[step]);

  test("leaves two slots bootable: the agent writes twice, then gives up and says so", async () => {
    const run = await runScenario(world({ loads: { flash: "60mA" }, rest: UPDATE }));
    expect(run.total("device.brownouts")).toBe(2);
    expect(run.total("device.bricked")).toBe(0);
    expect(run.total("device.online")).toBe(1);
    expect(run.total("device.version", "1.0.0")).toBe(1);
    expect(run.total("update.outcome", "FAILED")).toBe(1);
    expect(steps(run).filter((state) => state === "installing")).toHaveLength(2);
    expect(run.broken()).toEqual([]);
  });

  test("bricks one slot at the first", async () => {
    const run = await runScenario(world({ loads: { flash: "60mA" }, slots: 1, rest: UPDATE }));
    expect(run.total("device.brownouts")).toBe(1);
    expect(run.total("device.bricked")).toBe(1);
    expect(run.broken()).toEqual([]);
  });

  test.each([1, 2] as const)("at 40 mA %d slot is updated, for its charge by hand", async (slots) => {
    const run = await runScenario(world({ loads: { flash: "40mA" }, slots, rest: UPDATE }));
    expect(run.total("device.version", "2.0.0")).toBe(1);
    // 1 mA: four requests of 100 ms, 64 KB at 4 KB/s, 464 ms of checking; 40 mA: 64 KB at 10 KB/s. At 3 V.
    const coulombs = run.total("energy.drained", "update") / 3 / 1e9;
    expect(coulombs).toBeCloseTo(0.001 * (4 * 0.1 + 64_000 / 4_000 + 0.464) + 0.04 * (64_000 / 10_000), 6);
  });
});

describe("charge by hand", () => {
  test("a boot takes the processor's current for its time; a movement the actuator's", async () => {
    const reboots = "timeline: [{id: c, every: 20m, command: reboot, target: all}]";
    const [calm, busy] = [
      await runScenario(world({ loads: { compute: "8mA", actuator: "40mA" } })),
      await runScenario(world({ loads: { compute: "8mA", actuator: "40mA" }, rest: reboots })),
    ];
    const coulombs = (run: ScenarioRun, consumer: string): number =>
      run.total("energy.drained", consumer) / 3 / 1e9;
    const boots = rebooted(busy).length;
    expect(boots).toBeGreaterThan(5);
    const samples = (run: ScenarioRun): number => run.total("device.steps");
    const perSample = coulombs(calm, "compute") / samples(calm);
    expect(perSample).toBeCloseTo(0.008 * 0.01, 9);
    expect(coulombs(busy, "compute") - perSample * samples(busy)).toBeCloseTo(boots * 0.008 * 5, 6);
    expect(calm.total("actions.local")).toBe(1);
    expect(coulombs(calm, "actuate")).toBeCloseTo(0.04 * 0.1, 9);
  });
});

test("a weak load that holds does not forgive a strong one that broke down", async () => {
  // The boot (1 mA) and the sample (1 mA) hold each time; the report's 60 mA still count as three in a row.
  const run = await runScenario(world({ loads: { transmit: "60mA" } }));
  expect(run.total("device.steps")).toBe(3);
  expect(run.total("device.brownouts")).toBe(3);
});

test("brown-outs of every kind hide neither cells, workers nor a pause", async () => {
  const scenario = world({
    loads: { flash: "60mA", join: "45mA", transmit: "51mA" },
    attach: "direct",
    count: 30,
    start: "{state: unprovisioned, over: 30m}",
    rest: `${UPDATE}\n${TURNED.replace("at: 1s", "at: 40m")}`,
  });
  const plain = await runScenario(scenario);
  expect(plain.total("device.brownouts")).toBe(90);
  for (const options of [{ cellDevices: 7 }, { cellDevices: 10, workers: 2 }])
    expect((await runScenario(scenario, options)).result.digest).toBe(plain.result.digest);
  const saved: Uint8Array[] = [];
  await runScenario(scenario, {
    checkpointsAtMs: [400_000, 1_000_000],
    onCheckpoint: (_, bytes) => void saved.push(bytes.slice()),
  });
  for (const bytes of saved)
    expect((await runScenario(scenario, { resume: bytes })).result.digest).toBe(plain.result.digest);
});
