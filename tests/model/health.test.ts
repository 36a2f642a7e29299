// LIF-5: health rests on what device, gateway and cloud can see. It used to read the injected fault itself: a drift of a
// millionth an hour made every device a warning, while sensors that had said nothing for hours stayed healthy.
import { describe, expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { HEALTH_STATES } from "../../src/event/vocabulary.js";
import { healthOf } from "../../src/model/device/health.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];

/** Ten sensors behind a gateway and ten with sessions of their own, a reading a minute. */
const twenty = (timeline: string, { overrides = "", rest = "", duration = "4h" } = {}): string => `
iotctl: 1
name: health
seed: health
duration: ${duration}
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 1, overrides: {anomaly: {silenceAfter: 10m}}}
    devices:
      - {id: lab/attached, twin: temperature-wifi, via: gateway, count: 10, overrides: {mtbf: 0s, reporting: {mode: periodic, interval: 60s}${overrides}}}
      - {id: lab/direct, twin: temperature-wifi, via: direct, count: 10, overrides: {mtbf: 0s, reporting: {mode: periodic, interval: 60s}${overrides}}}
${timeline === "" ? "" : `timeline:\n  - {${timeline}}`}
${rest}
`;

/** When each device first came to be as `word` says, and when it was healthy again, ms. */
const spans = (
  run: ScenarioRun,
  word: (typeof HEALTH_STATES)[number],
): Map<string, { at: number; until: number }> => {
  expect(run.broken()).toEqual([]);
  const of = new Map<string, { at: number; until: number }>();
  for (const { entity, atMs, toHealth } of run.events(Events.health)) {
    const known = of.get(entity);
    if (HEALTH_STATES[toHealth] === word && known === undefined)
      of.set(entity, { at: atMs, until: Infinity });
    if (HEALTH_STATES[toHealth] === "healthy" && known !== undefined) known.until = atMs;
  }
  return of;
};

test("each sign alone decides", () => {
  const limits = { warningPpm: 200_000, criticalPpm: 100_000, offlineMs: 600_000 };
  const fine = {
    chargePpm: 900_000,
    lossPpm: 0,
    reboots: 0,
    offlineMs: 0,
    isSensorBad: false,
    isDraining: false,
  };
  const of = (sign: Partial<typeof fine>): string => healthOf({ ...fine, ...sign }, limits);
  expect(of({})).toBe("healthy");
  expect([of({ lossPpm: 290_000 }), of({ lossPpm: 310_000 }), of({ lossPpm: 610_000 })]).toEqual(
    HEALTH_STATES,
  );
  expect([of({ reboots: 1.4 }), of({ reboots: 1.6 }), of({ reboots: 4.1 })]).toEqual(HEALTH_STATES);
  expect([of({ chargePpm: 210_000 }), of({ chargePpm: 190_000 }), of({ chargePpm: 90_000 })]).toEqual(
    HEALTH_STATES,
  );
});

describe("a sensor", () => {
  test("that drifts by a millionth an hour is seen by nobody: all stay healthy", async () => {
    const run = await runScenario(
      twenty("id: f, at: 30m, fault: sensor.drift, target: all, params: {perHour: 0.000001}"),
    );
    expect(run.events(Events.health)).toEqual([]);
    expect(run.total("device.health", "healthy")).toBe(20);
  });

  test("that is stuck is a warning once it has shown the same value 30 times, and not longer than it does", async () => {
    const run = await runScenario(twenty("id: f, at: 1h, for: 1h, fault: sensor.stuck, target: all"));
    const found = spans(run, "warning");
    expect(found.size).toBe(20);
    for (const [entity, { at, until }] of found) {
      // The gateway counts twelve readings; a device alone thirty samples, and judges itself every eighth.
      expect(at).toBeGreaterThan(HOUR_MS + (entity.includes("attached") ? 8 : 28) * MINUTE_MS);
      expect(at).toBeLessThan(HOUR_MS + 40 * MINUTE_MS);
      expect(until).toBeLessThan(2 * HOUR_MS + 10 * MINUTE_MS);
    }
  });

  test("that says nothing is a warning after three samples, and recovers with the next that it gives", async () => {
    const run = await runScenario(twenty("id: f, at: 1h, for: 2h, fault: sensor.silence, target: all"));
    const found = spans(run, "warning");
    expect(found.size).toBe(20);
    for (const { at, until } of found.values()) {
      expect(at).toBeGreaterThan(HOUR_MS + 2 * MINUTE_MS);
      expect(at).toBeLessThan(HOUR_MS + 4 * MINUTE_MS);
      expect(until).toBeLessThan(3 * HOUR_MS + 2 * MINUTE_MS);
    }
  });
});

describe("a device", () => {
  test("whose payloads nobody can read is a warning after the second one, by a firmware or by a fault", async () => {
    const fault = await runScenario(
      twenty("id: f, at: 1h, for: 1h, fault: payload.corrupt, target: all, params: {share: 100%}"),
    );
    const found = spans(fault, "warning");
    expect(found.size).toBe(20);
    for (const { at, until } of found.values()) {
      expect(at).toBeLessThan(HOUR_MS + 4 * MINUTE_MS);
      // The share of the latest eight or so is below a fifth after 13 good ones.
      expect(until).toBeGreaterThan(2 * HOUR_MS + 8 * MINUTE_MS);
      expect(until).toBeLessThan(2 * HOUR_MS + 20 * MINUTE_MS);
    }
    const rare = await runScenario(
      twenty("id: f, at: 1h, for: 1h, fault: payload.corrupt, target: all, params: {share: 0.1%}"),
    );
    expect(rare.events(Events.health)).toEqual([]);
    const firmware = await runScenario(
      twenty("", {
        rest: `firmware:
  - {version: 9.0.0, size: 40KB, behaviours: [{payload-schema: {}}]}
rollouts:
  - {id: fw, at: 1h, to: 9.0.0, target: {twin: temperature-wifi}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, abort: []}`,
      }),
    );
    expect(firmware.total("device.health", "warning")).toBe(20);
  });

  test("whose tries are lost is a warning, then critical, as far as it sees them, and recovers with its link", async () => {
    const run = await runScenario(
      twenty("id: f, at: 1h, for: 1h, fault: link.loss, target: all, params: {loss: 80%}"),
    );
    expect(spans(run, "warning").size).toBe(20);
    const found = spans(run, "critical");
    expect(found.size).toBe(20);
    for (const { at, until } of found.values()) {
      expect(at).toBeGreaterThan(HOUR_MS + 2 * MINUTE_MS);
      expect(at).toBeLessThan(2 * HOUR_MS);
      expect(until).toBeGreaterThan(2 * HOUR_MS);
      expect(until).toBeLessThan(3.5 * HOUR_MS);
    }
  });

  test("that restarts again and again is a warning, and is well again some hours later", async () => {
    const boots = [60, 65, 70]
      .map((at) => `{id: b${at}, at: ${at}m, command: reboot, target: all}`)
      .join("\n  - ");
    const run = await runScenario(twenty(boots.slice(1, -1)));
    const found = spans(run, "warning");
    expect(found.size).toBe(20);
    for (const { until } of found.values()) expect(until).toBeLessThan(4 * HOUR_MS);
  });

  test("without power is critical when it has been missed: by its session after ten minutes, by its gateway after one and a half heartbeats", async () => {
    const run = await runScenario(
      twenty("id: f, at: 1h, fault: power.outage, target: {twin: temperature-wifi}, params: {scope: all}", {
        overrides: ", reporting: {mode: deadband, interval: 60s, deadband: 100, heartbeat: 40m}",
      }).replaceAll("reporting: {mode: periodic, interval: 60s}, reporting", "reporting"),
    );
    const found = spans(run, "critical");
    expect(found.size).toBe(20);
    for (const [entity, { at }] of found) {
      const after = (at - HOUR_MS) / MINUTE_MS;
      expect(after).toBeCloseTo(entity.includes("attached") ? 60 : 10, 0);
    }
  });
});
