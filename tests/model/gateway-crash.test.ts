// gateway.crash: the software of a gateway dies and restarts, by itself or with the end of the fault; beside power, and
// beside another crash. FLT-8.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { metricIndex } from "../../src/event/metric.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { town } from "../worlds.js";

const MINUTE_MS = 60_000;
const BOOT_MS = 45_000;
const CRASH = "fault: gateway.crash, target: {site: north}";

const runOf = async (...entries: string[]): Promise<ScenarioRun> => {
  const run = await runScenario(
    town(`timeline:\n${entries.map((entry, at) => `  - {id: f${at}, ${entry}}\n`).join("")}`),
  );
  expect(run.broken()).toEqual([]);
  expect(run.total("gateway.online")).toBe(4);
  expect(run.total("device.online")).toBe(140);
  return run;
};

/** When the sessions of gateways ended, and when new ones were up. */
const gatewayTimes = (run: ScenarioRun) => {
  const times = (kind: typeof Events.offline | typeof Events.online): number[] =>
    run
      .events(kind)
      .filter(({ entity }) => run.plan.gatewayGroups.some(({ id }) => entity.startsWith(`${id}/`)))
      .map(({ atMs }) => atMs);
  return { downMs: [...new Set(times(Events.offline))], upMs: times(Events.online) };
};

/** All four are back within a minute of booting after `minutes`, and not before. */
const expectBack = (upMs: readonly number[], minutes: number): void => {
  expect(upMs).toHaveLength(4);
  for (const atMs of upMs) {
    expect(atMs).toBeGreaterThan(minutes * MINUTE_MS + BOOT_MS);
    expect(atMs).toBeLessThan((minutes + 1) * MINUTE_MS + BOOT_MS);
  }
};

const sessionsAt = (run: ScenarioRun, atMs: number): number => {
  const { layout, scenario } = run.plan;
  const { buckets, values } = run.series.get(
    layout.series(metricIndex("broker.sessions"), layout.sharedGroup),
  );
  return values.reduce(
    (sum, value, at) => (buckets[at] * scenario.resolutionMs < atMs ? sum + value : sum),
    0,
  );
};

describe("a gateway whose software dies", () => {
  it("restarts by itself, while the fault still lasts; what its windows held is lost", async () => {
    const run = await runOf(`at: 30m, for: 1h, ${CRASH}`);
    const { downMs, upMs } = gatewayTimes(run);
    expect(downMs).toEqual([30 * MINUTE_MS]);
    expectBack(upMs, 32);
    expect(run.total("messages.dropped", "gateway-crash")).toBeGreaterThan(0);
    expect(run.total("messages.dropped", "power-outage")).toBe(0);
    // Devices behind it run on.
    expect(run.total("device.reboots")).toBe(0);
  });

  it("is restarted by the end of the fault where that comes first", async () => {
    const run = await runOf(`at: 30m, for: 20m, params: {restartAfter: 5h}, ${CRASH}`);
    expectBack(gatewayTimes(run).upMs, 50);
  });

  it("ends its connection: the broker knows at once, and does not of one without power", async () => {
    const crashed = await runOf(`at: 30m, for: 1h, params: {restartAfter: 30m}, ${CRASH}`);
    const dark = await runOf("at: 30m, for: 1h, fault: power.outage, target: {site: north, gateways: true}");
    expect(sessionsAt(crashed, 31 * MINUTE_MS)).toBe(0);
    expect(sessionsAt(dark, 31 * MINUTE_MS)).toBe(4);
  });

  it.each([
    ["it would wake in the dark", "at: 30m, for: 20m", "at: 35m, for: 1h, params: {restartAfter: 5m}", 50],
    ["the fault ends in the dark", "at: 30m, for: 20m", "at: 20m, for: 15m, params: {restartAfter: 5h}", 50],
    [
      "power comes back before the watchdog wakes",
      "at: 35m, for: 5m",
      "at: 30m, for: 1h, params: {restartAfter: 20m}",
      50,
    ],
    [
      "the watchdog wakes without power",
      "at: 35m, for: 20m",
      "at: 30m, for: 1h, params: {restartAfter: 10m}",
      55,
    ],
    ["it dies in the dark", "at: 30m, for: 10m", "at: 35m, for: 1h, params: {restartAfter: 15m}", 50],
  ])("%s: it needs both", async (_, power, crash, minutes) => {
    const run = await runOf(
      `${power}, fault: power.outage, target: {site: north, gateways: true}`,
      `${crash}, ${CRASH}`,
    );
    expectBack(gatewayTimes(run).upMs, minutes);
  });

  it.each([
    [
      "the later watchdog",
      "at: 30m, for: 1h, params: {restartAfter: 20m}",
      "at: 35m, for: 1h, params: {restartAfter: 5m}",
      50,
    ],
    [
      "the end of the other",
      "at: 30m, for: 15m, params: {restartAfter: 5h}",
      "at: 35m, for: 1h, params: {restartAfter: 5m}",
      45,
    ],
    [
      "what is left after one end",
      "at: 30m, for: 15m, params: {restartAfter: 5h}",
      "at: 35m, for: 1h, params: {restartAfter: 20m}",
      55,
    ],
  ])("that dies twice waits for %s", async (_, first, second, minutes) => {
    const run = await runOf(`${first}, ${CRASH}`, `${second}, ${CRASH}`);
    expectBack(gatewayTimes(run).upMs, minutes);
  });

  it("dies again after it has restarted", async () => {
    const run = await runOf(`at: 30m, for: 5m, ${CRASH}`, `at: 40m, for: 5m, ${CRASH}`);
    expect(gatewayTimes(run).downMs).toEqual([30 * MINUTE_MS, 40 * MINUTE_MS]);
    expect(gatewayTimes(run).upMs).toHaveLength(8);
  });
});
