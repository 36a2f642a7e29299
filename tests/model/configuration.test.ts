// SHD-5, FLT-7: a configuration changes what devices do; a wrong one is refused or taken back, and the cloud knows.

import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { SHADOW_SIDES } from "../../src/event/vocabulary.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

interface World {
  devices: string;
  timeline: string;
  duration?: string;
}

const fleet = ({ devices, timeline, duration = "2h" }: World): string => `
iotctl: 1
name: configuration
seed: config
duration: ${duration}
start: {state: active}
tenants:
  - {id: city, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: north
    region: eu-north
    gateways: {twin: fog-gateway, count: 1}
    devices:
${devices}
timeline:
${timeline}
`;

const OUTCOMES = ["applied", "refused", "rolled-back"];
const outcomes = (run: ScenarioRun): string[] =>
  run.events(Events.configOutcome).map((event) => `${OUTCOMES[event.outcome]} ${event.note}`);
const audits = (run: ScenarioRun): string[] =>
  run.events(Events.audit).flatMap(({ note }) => (note?.startsWith("config") ? [note] : []));

describe("a configuration that a device obeys", () => {
  const rooms = "      - {twin: temperature-wifi, count: 10}";

  it("changes how often it reports", async () => {
    const slow = await runScenario(fleet({ devices: rooms, timeline: "  []" }));
    const quick = await runScenario(
      fleet({
        devices: rooms,
        timeline: "  - {id: quick, at: 1h, config: {desired: {reportSeconds: 10}}, target: all}",
      }),
    );
    expect(quick.broken()).toEqual([]);
    // An hour at 60 s, an hour at 10 s: 10 x (60 + 360); the first interval and the change cost up to one each.
    expect(slow.total("messages.produced")).toBe(10 * 120);
    expect(Math.abs(quick.total("messages.produced") - 10 * 420)).toBeLessThanOrEqual(20);
    expect(outcomes(quick)).toEqual(Array(10).fill("applied reportSeconds 60 -> 10"));
    expect(quick.total("shadow.applied")).toBe(10);
    expect(audits(quick)).toEqual([
      'config quick: {"reportSeconds":10}',
      "config quick settled: 10 of 10 devices took it, 0 did not, 0 were overtaken",
    ]);
  });

  it("shifts what its sensor shows", async () => {
    const devices = `      - twin: temperature-wifi
        count: 1
        overrides: {signal: {mean: 20, amplitude: 0, noise: 0}}`;
    const run = await runScenario(
      fleet({
        devices,
        timeline: "  - {id: shift, at: 1h, config: {desired: {offset: 2.5}}, target: all}",
      }),
    );
    const means = run.batches.flatMap(({ windows }) => Array.from(windows.mean.slice(0, windows.count)));
    expect(means[0]).toBe(20);
    expect(means[means.length - 1]).toBe(22.5);
  });

  it("moves the threshold of a local rule: the thermostat heats when it is asked for more than it measures", async () => {
    const devices = `      - twin: thermostat
        count: 1
        overrides: {signal: {mean: 70, amplitude: 0, noise: 0}}`;
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: warm, at: 30m, config: {desired: {targetTemperature: 72}}, target: all}
  - {id: cold, at: 1h, local: {set: {targetTemperature: 65}}, target: all}`,
      }),
    );
    const heating = run
      .events(Events.actuation)
      .map(({ atMs, isOn, note }) => [note, isOn, Math.round(atMs / 60_000)]);
    expect(heating).toHaveLength(2);
    expect(heating[0].slice(0, 2)).toEqual(["heating", true]);
    expect(heating[1].slice(0, 2)).toEqual(["heating", false]);
    expect(heating[0][2]).toBeGreaterThanOrEqual(30);
    expect(heating[0][2]).toBeLessThanOrEqual(31);
    expect(heating[1][2]).toBeGreaterThanOrEqual(60);
    expect(heating[1][2]).toBeLessThanOrEqual(61);
  });

  it("moves the alarm threshold and the deadband", async () => {
    const devices = `      - twin: vibration-sensor
        count: 4
        overrides: {signal: {kind: constant, value: 6, noise: 0}}
      - twin: temperature-humidity
        count: 4`;
    const at = (desired: string, twin: string): string =>
      `  - {id: change, at: 10m, config: {desired: ${desired}}, target: {twin: ${twin}}}`;
    const plain = await runScenario(fleet({ devices, timeline: "  []" }));
    const strict = await runScenario(
      fleet({ devices, timeline: at("{alarmMmPerS: 5}", "vibration-sensor") }),
    );
    const fine = await runScenario(
      fleet({ devices, timeline: at("{deadband: 0.05}", "temperature-humidity") }),
    );
    expect(plain.total("messages.alarms")).toBe(0);
    // Every 2 minutes from 10 to 120.
    expect(strict.total("messages.alarms")).toBe(4 * 55);
    expect(fine.total("messages.suppressed")).toBeLessThan(plain.total("messages.suppressed") / 2);
  });

  it("survives a power cut", async () => {
    const run = await runScenario(
      fleet({
        devices: rooms,
        timeline: `  - {id: quick, at: 10m, config: {desired: {reportSeconds: 10}}, target: all}
  - {id: dark, at: 30m, for: 10m, fault: power.outage, target: {twin: temperature-wifi}}`,
        duration: "100m",
      }),
    );
    // 10 min at 60 s, then 20 and 60 min at 10 s.
    expect(Math.abs(run.total("messages.produced") - 10 * (10 + 120 + 360))).toBeLessThanOrEqual(50);
  });

  it("reaches a device that was away and had no shadow yet", async () => {
    const run = await runScenario(
      fleet({
        devices: rooms,
        timeline: `  - {id: away, at: 10m, for: 20m, fault: device.offline, target: {twin: temperature-wifi, count: 3}}
  - {id: quick, at: 20m, config: {desired: {reportSeconds: 10}}, target: all}`,
      }),
    );
    const late = run.events(Events.configOutcome).filter(({ atMs }) => atMs >= 30 * 60_000);
    expect(late).toHaveLength(3);
    expect(run.total("shadow.applied")).toBe(10);
  });

  it("a wrong interval drains a battery as the added readings cost (FLT-7)", async () => {
    const devices = "      - {twin: temperature-humidity, count: 5}";
    const wrong = "  - {id: slip, at: 1h, config: {desired: {reportSeconds: 1}}, target: all}";
    const healthy = await runScenario(fleet({ devices, timeline: "  []", duration: "25h" }));
    const drained = await runScenario(fleet({ devices, timeline: wrong, duration: "25h" }));
    expect(drained.broken()).toEqual([]);
    const sensing = drained.total("energy.drained", "sense") / healthy.total("energy.drained", "sense");
    // An hour at 60 s and a day at 1 s, against 25 h at 60 s: (1 + 24 x 60) / 25.
    expect(sensing).toBeCloseTo(1441 / 25, 0);
    expect(drained.total("energy.drained")).toBeGreaterThan(3 * healthy.total("energy.drained"));
  });
});

describe("a value a device cannot take", () => {
  const devices = "      - {twin: temperature-wifi, count: 3}\n      - {twin: thermostat, count: 2}";

  it("is refused, counted, reported with its reason, and not tried again until somebody asks again", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: slip, at: 10m, config: {desired: {reportSeconds: 100_000, offset: 1}}, target: {twin: temperature-wifi}}
  - {id: away, at: 20m, for: 5m, fault: device.offline, target: all}
  - {id: mode, at: 30m, config: {desired: {mode: party}}, target: {twin: thermostat}}
  - {id: insist, at: 40m, config: {desired: {reportSeconds: 100_000}}, target: {twin: temperature-wifi}}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    const refusals = outcomes(run).filter((text) => text.startsWith("refused"));
    expect(refusals).toEqual([
      ...Array(3).fill("refused reportSeconds 100000: above 3600"),
      ...Array(2).fill("refused mode party: not one of heat, cool, auto, off"),
      ...Array(3).fill("refused reportSeconds 100000: above 3600"),
    ]);
    expect(run.total("shadow.refused")).toBe(8);
    // The rest of the configuration is taken.
    expect(outcomes(run).filter((text) => text.startsWith("applied"))).toEqual(
      Array(3).fill("applied offset 0 -> 1"),
    );
    expect(audits(run)).toContain("config slip settled: 0 of 3 devices took it, 3 did not, 0 were overtaken");
    expect(run.total("messages.produced")).toBeGreaterThan(3 * 115);
  });

  it("set at the device itself is refused as well", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline:
          "  - {id: kid, at: 10m, local: {set: {targetTemperature: 200}}, target: {twin: thermostat}}",
      }),
    );
    expect(run.total("shadow.refused")).toBe(2);
    expect(run.total("shadow.conflicts")).toBe(0);
    expect(outcomes(run)).toEqual(Array(2).fill("refused targetTemperature 200: above 90"));
  });
});

describe("a configuration that cuts a device off", () => {
  const devices = "      - {twin: parking-nbiot, count: 20}";
  const timeline = `  - {id: good, at: 10m, config: {desired: {reportMinutes: 20}}, target: all}
  - {id: slip, at: 4h, config: {desired: {apn: iot.operatr, reportMinutes: 10}}, target: all}`;

  it("is taken back within the self-test time and reported: everybody is back on the last known good values", async () => {
    const run = await runScenario(fleet({ devices, timeline, duration: "12h" }));
    expect(run.broken()).toEqual([]);
    const back = run
      .events(Events.configOutcome)
      .filter(({ outcome }) => OUTCOMES[outcome] === "rolled-back");
    expect(back).toHaveLength(20);
    expect(back[0].note).toBe(
      "apn iot.operatr -> iot.operator, reportMinutes 10 -> 20: the cloud was not reached",
    );
    // The twin's self-test takes 60 s.
    expect(new Set(back.map(({ tookMs }) => tookMs))).toEqual(new Set([60_000]));
    expect(run.total("shadow.rolledback")).toBe(20);
    expect(run.total("device.online")).toBe(20);
    const offline = run.events(Events.offline);
    expect(offline).toHaveLength(20);
    expect(audits(run)).toContain(
      "config slip settled: 0 of 20 devices took it, 20 did not, 0 were overtaken",
    );
    // Nobody tries the wrong name again.
    expect(run.total("shadow.applied")).toBe(20);
  });

  const slip = "  - {id: slip, at: 30m, config: {desired: {apn: iot.operatr}}, target: all}";
  const meters = `      - twin: temperature-wifi
        count: 20
        overrides: {shadow: [{name: apn, initial: iot.operator, sets: network.apn}]}`;
  const backMs = (run: ScenarioRun): number[] =>
    run
      .events(Events.configOutcome)
      .filter(({ outcome }) => OUTCOMES[outcome] === "rolled-back")
      .map(({ tookMs }) => tookMs);

  it("is tried again after a power cut, and taken back a self-test time after the boot", async () => {
    const dark = "  - {id: dark, at: 1810s, for: 5s, fault: power.outage, target: {twin: temperature-wifi}}";
    const run = await runScenario(
      fleet({
        devices: meters,
        timeline: `${slip}
${dark}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    const plain = await runScenario(fleet({ devices: meters, timeline: slip }));
    expect(new Set(backMs(plain))).toEqual(new Set([20_000]));
    // Dark at 10 s, light at 15 s, 4 s to boot, 20 s of self-test; the wish came some ms after the half hour.
    expect(backMs(run)).toHaveLength(20);
    for (const ms of backMs(run)) expect(Math.abs(ms - 39_000)).toBeLessThan(200);
    expect(run.total("device.online")).toBe(20);
  });

  it("is taken back at once by a device that restarts against its will", async () => {
    const leaking = `${fleet({ devices: meters, timeline: slip })}
firmware:
  - {version: 1.4.0, size: 40KB, behaviours: [{leak: {after: 1805s}}]}`;
    const run = await runScenario(leaking);
    expect(run.broken()).toEqual([]);
    expect(backMs(run)).toHaveLength(20);
    // The watchdog bites 5 s after the wish, the boot takes 4 s.
    for (const ms of backMs(run)) expect(Math.abs(ms - 9_000)).toBeLessThan(200);
    const { note } = run.events(Events.configOutcome)[0];
    expect(note).toBe("apn iot.operatr -> iot.operator: restarted by leak");
  });

  it("goes on the same over any cells and workers, and from a checkpoint in the middle of the trial", async () => {
    const scenario = scenarioOf(fleet({ devices, timeline, duration: "6h" }));
    const saved: Uint8Array[] = [];
    const whole = await runScenario(scenario, {
      checkpointsAtMs: [4 * 3_600_000 + 30_000],
      onCheckpoint: (_, bytes) => {
        saved.push(bytes);
      },
    });
    for (const options of [{ cellDevices: 7 }, { workers: 2, cellDevices: 5 }])
      expect((await runScenario(scenario, options)).result.digest).toBe(whole.result.digest);
    expect((await runScenario(scenario, { resume: saved[0] })).result.digest).toBe(whole.result.digest);
  });
});

describe("a rollback", () => {
  const devices = "      - {twin: temperature-wifi, count: 4}";
  const seconds = (run: ScenarioRun): (string | undefined)[] =>
    run
      .events(Events.shadow)
      .filter(({ side }) => SHADOW_SIDES[side] === "desired")
      .map(({ note }) => note)
      .filter((_, index) => index % 4 === 0);

  it("undoes the latest configuration: back to the last values all devices reported good", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: first, at: 10m, config: {desired: {reportSeconds: 30}}, target: all}
  - {id: second, at: 20m, config: {desired: {reportSeconds: 10, offset: 1}}, target: all}
  - {id: back, at: 30m, config: {rollback: true}, target: all}
  - {id: further, at: 40m, config: {rollback: true}, target: all}
  - {id: nothing, at: 50m, config: {rollback: true}, target: all}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    expect(seconds(run)).toEqual([
      "first: reportSeconds nothing -> 30",
      "second: offset nothing -> 1, reportSeconds 30 -> 10",
      "back: offset 1 -> 0, reportSeconds 10 -> 30",
      "further: reportSeconds 30 -> 60",
    ]);
    expect(audits(run)).toContain("config back: second undone on 4 of 4 devices");
    expect(audits(run)).toContain("config nothing: nothing undone on 0 of 4 devices");
    const last = run.events(Events.configOutcome).map(({ note }) => note);
    expect(last.slice(-4)).toEqual(Array(4).fill("reportSeconds 30 -> 60"));
  });

  it("passes over a configuration that some device did not take", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: good, at: 10m, config: {desired: {reportSeconds: 30}}, target: all}
  - {id: away, at: 15m, for: 50m, fault: device.offline, target: {twin: temperature-wifi, count: 1}}
  - {id: half, at: 20m, config: {desired: {reportSeconds: 20}}, target: all}
  - {id: worse, at: 30m, config: {desired: {reportSeconds: 10}}, target: all}
  - {id: back, at: 40m, config: {rollback: true}, target: all}`,
      }),
    );
    expect(seconds(run).at(-1)).toBe("back: reportSeconds 10 -> 30");
    expect(run.broken()).toEqual([]);
  });
});

describe("a document", () => {
  const devices = "      - {twin: temperature-wifi, count: 2}";

  it("that is deleted counts its versions on, and is made again by the next report", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: one, at: 10m, config: {desired: {reportSeconds: 30}}, target: all}
  - {id: gone, at: 20m, config: {delete: true}, target: all}
  - {id: away, at: 30m, for: 5m, fault: device.offline, target: all}
  - {id: two, at: 40m, config: {desired: {offset: 1}}, target: all}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    const desired = run.events(Events.shadow).filter(({ side }) => SHADOW_SIDES[side] === "desired");
    const versions = desired
      .filter(({ device }) => device === 0)
      .map(({ shadowVersion, note }) => [note, shadowVersion]);
    // Desired 1, reported 2, deleted at 2; the device comes back, finds nothing (404) and reports: 3; then desired 4.
    expect(versions).toEqual([
      ["one: reportSeconds nothing -> 30", 1],
      ["gone: document deleted", 2],
      ["two: offset nothing -> 1", 4],
    ]);
  });

  it("whose desired half is cleared wants nothing, and the device keeps what it has", async () => {
    const run = await runScenario(
      fleet({
        devices,
        timeline: `  - {id: one, at: 10m, config: {desired: {reportSeconds: 30, offset: 1}}, target: all}
  - {id: partly, at: 20m, config: {desired: {offset: null}}, target: all}
  - {id: clear, at: 30m, config: {desired: null}, target: all}
  - {id: undo, at: 40m, config: {rollback: true}, target: all}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    const changes = run
      .events(Events.shadow)
      .filter(({ side, device }) => SHADOW_SIDES[side] === "desired" && device === 0);
    expect(changes.map(({ note }) => note)).toEqual([
      "one: offset nothing -> 1, reportSeconds nothing -> 30",
      "partly: offset 1 -> nothing",
      "clear: reportSeconds 30 -> nothing",
    ]);
    expect(run.total("shadow.applied")).toBe(2);
    // 10 min at 60 s, 110 min at 30 s.
    expect(Math.abs(run.total("messages.produced") - 2 * (10 + 220))).toBeLessThanOrEqual(4);
  });

  it("that would grow beyond 8 KB is refused with 413, counted and logged", async () => {
    const long = "x".repeat(5_000);
    const run = await runScenario(
      fleet({
        devices: `      - twin: temperature-wifi
        count: 2
        overrides: {shadow: [{name: note, initial: ""}, {name: text, initial: ""}]}`,
        timeline: `  - {id: one, at: 10m, config: {desired: {note: ${long}}}, target: all}
  - {id: two, at: 20m, config: {desired: {text: ${long}}}, target: all}`,
      }),
    );
    expect(run.broken()).toEqual([]);
    const refused = run.events(Events.shadowRejected);
    expect(refused.map(({ code }) => code)).toContain(413);
    expect(run.total("shadow.rejected")).toBe(refused.length);
    // Desired takes 5 KB; the device's report of it would make it 10: the device does not repeat itself.
    expect(refused.length).toBeLessThanOrEqual(2 * 2);
  });

  it("has its properties by dotted names or in nested maps, alike", async () => {
    const of = (desired: string): string =>
      fleet({
        devices: `      - twin: temperature-wifi
        count: 2
        overrides:
          shadow:
            - {name: report.seconds, sets: reporting.interval, unit: s}
            - {name: limits, initial: {low: 2, high: 8}, policy: latest}`,
        timeline: `  - {id: nested, at: 10m, config: {desired: ${desired}}, target: all}`,
      });
    const dotted = await runScenario(of("{report.seconds: 20, limits.high: 9}"));
    const nested = await runScenario(of("{report: {seconds: 20}, limits: {high: 9}}"));
    expect(nested.result.digest).toBe(dotted.result.digest);
    expect(outcomes(dotted)).toEqual(Array(2).fill("applied limits.high 8 -> 9, report.seconds 60 -> 20"));
  });
});
