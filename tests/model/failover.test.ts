// INF-12, FLT-8: gateways in pairs. What a partner takes over and when, what it cannot know, and that nothing is lost from
// the books on the way there and back.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { playAllWays, waysOf } from "../engine/all-ways.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

const MINUTE = 60_000;

/** 20 Wi-Fi and 10 LoRa sensors behind one pair; timeline entries as given. */
const world = (timeline: string, gateways = "pairs: true"): string => `
iotctl: 1
name: failover
seed: failover
duration: 4h
start: {state: active}
tenants:
  - {id: city, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: hall
    region: eu-north
    gateways: {twin: fog-gateway, count: 2, ${gateways}}
    devices:
      - {id: fast, twin: temperature-wifi, count: 20}
      - {id: slow, twin: parking-lora, count: 10}
timeline:
${timeline}
`;

const cut = (fault: string, target: string, at = "1h", forMs = "1h"): string =>
  `  - {at: ${at}, for: ${forMs}, fault: ${fault}, target: {ids: [${target}]}}`;

const FIRST = "hall/gw/0";
const BOTH = "hall/gw/0, hall/gw/1";

/** Devices of the hall that were offline for longer than `ms` at once. */
const darkFor = (run: ScenarioRun, ms: number): number =>
  run.events(Events.online).filter(({ entity, downtimeMs }) => !entity.includes("/gw/") && downtimeMs > ms)
    .length;

const moves = (run: ScenarioRun): number[] => run.events(Events.failover).map(({ atMs }) => atMs);

describe("a partner takes over", () => {
  it.each(["power.outage", "backhaul.outage"])("after the twin's time, in a %s", async (fault) => {
    const run = await runScenario(world(cut(fault, FIRST)), { strict: true });
    expect(run.broken()).toEqual([]);
    const [there, back] = moves(run);
    expect(moves(run)).toHaveLength(2);
    expect(there).toBe(60 * MINUTE + 15_000);
    // Back: power and boot, or a dial, and two minutes of being fit.
    expect(back).toBeGreaterThan(122 * MINUTE);
    expect(back).toBeLessThan(126 * MINUTE);
    expect(darkFor(run, 20_000)).toBe(0);
    const lost = run.total("messages.dropped", "gateway-down") + run.total("messages.dropped", "buffer-full");
    expect(lost).toBeLessThanOrEqual(20);
  });

  it("alone nobody does: its devices are dark for as long as it is", async () => {
    const run = await runScenario(world(cut("power.outage", FIRST), "pairs: false"));
    expect(moves(run)).toEqual([]);
    expect(darkFor(run, 59 * MINUTE)).toBe(15);
  });

  it("not where it is cut off itself; who comes back first serves all", async () => {
    const run = await runScenario(world(cut("backhaul.outage", BOTH)), { strict: true });
    expect(run.broken()).toEqual([]);
    expect(moves(run).every((atMs) => atMs >= 2 * 60 * MINUTE)).toBe(true);
    expect(darkFor(run, 59 * MINUTE)).toBe(30);
    expect(run.total("device.online")).toBe(30);
  });

  it("not for a cut that is shorter than its patience", async () => {
    const run = await runScenario(
      world(cut("backhaul.outage", FIRST, "1h", "1s"), "pairs: true, overrides: {failover: {takeover: 1m}}"),
    );
    expect(moves(run)).toEqual([]);
  });

  it("gives the devices back once, however often the other fails in between", async () => {
    const flapping = ["1h", "1h5m", "1h10m"].map((at) => cut("backhaul.outage", FIRST, at, "4m")).join("\n");
    const run = await runScenario(world(flapping), { strict: true });
    expect(run.broken()).toEqual([]);
    expect(moves(run)).toHaveLength(2);
  });
});

describe("a partner inherits nothing", () => {
  const silent = `  - {at: 50m, for: 3h, fault: sensor.stuck, target: {ids: [fast/00]}}`;
  const settings = "pairs: true, overrides: {anomaly: {stuckAfter: 6}}";

  it("what the other had found ends there, and is found anew from what it hears itself", async () => {
    const run = await runScenario(world(`${silent}\n${cut("power.outage", FIRST)}`, settings));
    const found = run.events(Events.anomaly).filter(({ entity }) => entity === "fast/00");
    const cleared = run.events(Events.anomalyCleared).filter(({ entity }) => entity === "fast/00");
    const [there] = moves(run);
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(found[0].atMs).toBeLessThan(there);
    expect(cleared[0].atMs).toBe(there);
    // Six samples of its own, not one.
    expect(found[1].atMs).toBeGreaterThan(there + 4 * MINUTE);
  });

  it("silence counts from the moment it takes over", async () => {
    const away = `  - {at: 59m, for: 3h, fault: device.offline, target: {ids: [fast/00]}}`;
    const run = await runScenario(
      world(
        `${away}\n${cut("power.outage", FIRST)}`,
        "pairs: true, overrides: {anomaly: {silenceAfter: 20m}}",
      ),
    );
    const [there] = moves(run);
    const [silence] = run.events(Events.anomaly).filter(({ entity }) => entity === "fast/00");
    expect(silence.atMs).toBeGreaterThanOrEqual(there + 20 * MINUTE);
  });
});

describe("the cloud", () => {
  it("reaches a device through the partner, once it was told", async () => {
    const command = `  - {at: 1h30m, command: read-sensor, target: {group: fast}}`;
    const run = await runScenario(world(`${cut("power.outage", FIRST)}\n${command}`));
    expect(run.total("commands.acked")).toBe(20);
    const late = run.events(Events.command).filter(({ atMs }) => atMs > 91 * MINUTE);
    expect(late).toEqual([]);
  });

  it("sends the old way until then: what goes out on the lost session comes again", async () => {
    const command = `  - {at: 60m10s, command: read-sensor, target: {ids: [fast/00, fast/02]}}`;
    const run = await runScenario(world(`${cut("power.outage", FIRST)}\n${command}`));
    const [there] = moves(run);
    const obeyed = run.events(Events.command).map(({ atMs }) => atMs);
    expect(obeyed).toHaveLength(2);
    expect(Math.min(...obeyed)).toBeGreaterThan(there);
    expect(run.total("commands.sent")).toBeGreaterThan(2);
  });

  it("has a decommissioned device told through whoever serves it", async () => {
    const gone = `  - {at: 1h30m, decommission: true, target: {ids: [fast/00, fast/01]}}`;
    const run = await runScenario(world(`${cut("power.outage", FIRST)}\n${gone}`), { strict: true });
    expect(run.broken()).toEqual([]);
    expect(run.total("device.erased")).toBe(2);
  });
});

it("one digest over cells, batches, workers and checkpoints, and as the naive loop plays it", async () => {
  const scenario = scenarioOf(
    world(`${cut("power.outage", FIRST)}\n${cut("backhaul.outage", "hall/gw/1", "2h30m", "20m")}`),
  );
  const ways = { ...waysOf(scenario, 8), checkpointsAtMs: [61 * MINUTE, 90 * MINUTE, 122 * MINUTE] };
  const { findings } = await playAllWays(scenario, { ...ways, naive: true });
  expect(findings).toEqual([]);
});
