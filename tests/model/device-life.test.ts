// What devices do by themselves: wear, health, local rules, clocks; and what bad firmware does to them.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { SENSOR_FAULTS } from "../../src/event/vocabulary.js";
import { healthOf } from "../../src/model/device/health.js";
import { ruleHolds } from "../../src/model/device/rules.js";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

/** 60 Wi-Fi sensors on one gateway with overrides, in service. */
const sensors = (overrides: string, rest = "", head = "duration: 6h"): string => `
iotctl: 1
name: sensors
seed: s
${head}
tenants:
  - {id: lab, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: temperature-wifi, count: 60, overrides: {${overrides}}}
${rest}
`;
const rolloutOf = (behaviour: string, version = "9.0.0", extra = ""): string => `firmware:
  - {version: ${version}, size: 40KB, behaviours: [${behaviour}]${extra}}
rollouts:
  - {id: fw, at: 10m, to: ${version}, target: {twin: temperature-wifi}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, abort: []}`;

describe("health", () => {
  const fine = {
    chargePpm: 900_000,
    lossPpm: 20_000,
    reboots: 0,
    offlineMs: 0,
    isSensorBad: false,
    isDraining: false,
  };

  it("is decided by the worst sign", () => {
    const limits = { warningPpm: 200_000, criticalPpm: 100_000, offlineMs: 600_000 };
    expect(healthOf(fine, limits)).toBe("healthy");
    expect(healthOf({ ...fine, chargePpm: 150_000 }, limits)).toBe("warning");
    expect(healthOf({ ...fine, chargePpm: 90_000, reboots: 2 }, limits)).toBe("critical");
    expect(healthOf({ ...fine, offlineMs: 601_000 }, limits)).toBe("critical");
    expect(healthOf({ ...fine, isSensorBad: true }, limits)).toBe("warning");
    expect(healthOf({ ...fine, isDraining: true }, limits)).toBe("warning");
  });

  it("of a device whose sensor is stuck becomes a warning and recovers", async () => {
    const run = await runScenario(
      sensors(
        "",
        "timeline:\n  - {id: f, at: 1h, for: 2h, fault: sensor.stuck, target: {count: 5, kind: devices}}",
      ).replace(", kind: devices", ""),
    );
    expect(run.broken()).toEqual([]);
    const toWarning = run.events(Events.health).filter((event) => event.toHealth === 1);
    expect(new Set(toWarning.map((event) => event.entity)).size).toBe(5);
    expect(run.total("device.health", "healthy")).toBe(60);
  });
});

describe("a device without power", () => {
  const dark = (minutes: number): string =>
    sensors(
      "mtbf: 0s",
      `timeline:\n  - {id: d, at: 1h, for: ${minutes}m, fault: power.outage, target: {twin: temperature-wifi}}`,
    );

  it("is critical when it has been offline for ten minutes, and not before", async () => {
    const [short, long] = [await runScenario(dark(9)), await runScenario(dark(30))];
    expect(short.events(Events.health)).toEqual([]);
    const critical = long.events(Events.health).filter((event) => event.toHealth === 2);
    expect(critical.map(({ atMs }) => atMs)).toEqual(Array(60).fill(3_600_000 + 600_001));
    expect(long.total("device.health", "healthy")).toBe(60);
  });
});

describe("a battery", () => {
  it("is a warning below 20 % and critical below its twin's 15 %, within one look of the moment", async () => {
    // 104 mA from 2,600 mAh and one look every 5 s: from 22 % to 20 % in half an hour, to 15 % in an hour and 45 minutes. The radio's
    // sleep current is all there is, but for 12 reports an hour and the sensor.
    const power =
      "power: {source: battery, battery: {chemistry: li-ion, capacity: 2600mAh, nominal: 3.7V, initialCharge: 22%, brownout: 2500mV, empty: 1%}, sleep: 104mA, sense: {current: 0uA, time: 0s}, compute: {current: 0uA, time: 0s}}";
    const run = await runScenario(
      sensors(
        `${power}, mtbf: 0s, reporting: {mode: deadband, interval: 5s, deadband: 100, heartbeat: 5m}, health: {check: 5s, battery: {critical: 15%}}`,
      ),
    );
    const at = (to: number): number[] =>
      run
        .events(Events.health)
        .filter((event) => event.toHealth === to)
        .map(({ atMs }) => atMs);
    expect([at(1).length, at(2).length]).toEqual([60, 60]);
    const hours = (ms: number): number => ms / 3_600_000;
    for (const ms of at(1)) expect(Math.abs(hours(ms) - 0.5)).toBeLessThan(0.02);
    for (const ms of at(2)) expect(Math.abs(hours(ms) - 1.75)).toBeLessThan(0.03);
  });
});

describe("a normal fleet", () => {
  it("reboots less than once in a hundred device-hours (LIF-12)", async () => {
    const run = await runScenario(town("", "duration: 10d\nstart: {state: active}"));
    expect(run.broken()).toEqual([]);
    expect(run.total("device.reboots")).toBeGreaterThan(0);
    expect(run.total("device.reboots") / (140 * 240)).toBeLessThan(0.01);
  });
});

describe("hardware", () => {
  it("fails as often as its MTBF says, and is repaired", async () => {
    // 60 devices x 30 d / 20 d = 90 failures, Poisson: within five deviations. Failed devices pause their wear a little.
    const run = await runScenario(
      sensors("mtbf: 20d, hangs: {share: 0%}, repair: 4h, reporting: {interval: 30m}", "", "duration: 30d"),
    );
    expect(run.broken()).toEqual([]);
    const failures = run.total("device.failures");
    expect(Math.abs(failures - 90)).toBeLessThan(5 * Math.sqrt(90));
    expect(run.events(Events.failure)).toHaveLength(failures);
    const repaired =
      run.total("device.reboots.cause", "hardware") + run.total("device.reboots.cause", "watchdog");
    expect(failures - repaired).toBeLessThanOrEqual(3);
  });
});

describe("a local rule", () => {
  it("holds within its bounds", () => {
    const rule = { above: 20, below: 30, loadUA: 0, loadMs: 0, actuate: "fan", latencyMs: 20 };
    expect([19, 20, 25, 30].map((value) => ruleHolds(rule, value))).toEqual([false, false, true, false]);
  });

  it("acts within 100 ms, also while the backhaul is cut", async () => {
    const rules = "signal: {amplitude: 8}, rules: [{above: 22, actuate: fan, latency: 40ms}]";
    const cut = "timeline:\n  - {id: cut, at: 1h, for: 20h, fault: backhaul.outage, target: {site: lab}}";
    const run = await runScenario(sensors(rules, cut, "duration: 24h"));
    expect(run.broken()).toEqual([]);
    const during = run
      .events(Events.actuation)
      .filter((event) => event.atMs > 3_600_000 && event.atMs < 75_600_000);
    expect(during.length).toBeGreaterThanOrEqual(60);
    expect(Math.max(...during.map((event) => event.latencyMs))).toBeLessThanOrEqual(60);
  });
});

describe("a faulty sensor", () => {
  for (const [kind, params] of [
    ["drift", "perHour: 10"],
    ["spike", "share: 10%, size: 50"],
    ["noise", "sigma: 5"],
    ["unit", ""],
  ]) {
    it(`sensor.${kind} changes what is reported, and only while it lasts`, async () => {
      const fault = `timeline:\n  - {id: f, at: 2h, for: 2h, fault: sensor.${kind}, target: {site: lab}${params === "" ? "" : `, params: {${params}}`}}`;
      const clean = await runScenario(sensors(""));
      const faulty = await runScenario(sensors("", fault));
      expect(faulty.broken()).toEqual([]);
      const means = (run: typeof clean): Map<number, number[]> => {
        const byStart = new Map<number, number[]>();
        for (const { windows } of run.batches) {
          for (let row = 0; row < windows.count; row++) {
            const extremes = byStart.get(windows.startMs[row]) ?? [];
            byStart.set(windows.startMs[row], [
              ...extremes,
              windows.mean[row],
              windows.max[row],
              windows.stddev[row],
            ]);
          }
        }
        return byStart;
      };
      const [before, during] = [means(clean), means(faulty)];
      expect(during.get(3_600_000)).toEqual(before.get(3_600_000));
      expect(during.get(3 * 3_600_000)).not.toEqual(before.get(3 * 3_600_000));
      expect(during.get(5 * 3_600_000)).toEqual(before.get(5 * 3_600_000));
      const truth = faulty.events(Events.sensorTruth);
      expect(truth).toHaveLength(120);
      expect(truth.every((event) => SENSOR_FAULTS[event.fault] === kind)).toBe(true);
    });
  }

  it("sensor.silence stops its reports, and the gateway notices", async () => {
    const run = await runScenario(
      sensors(
        "",
        "timeline:\n  - {id: f, at: 1h, for: 3h, fault: sensor.silence, target: {site: lab, count: 6}}",
      ),
    );
    expect(run.broken()).toEqual([]);
    const noticed = new Set(run.events(Events.anomaly).map((event) => event.entity));
    expect(noticed.size).toBe(6);
  });
});

describe("a firmware that", () => {
  it("leaks makes the watchdog restart its devices again and again", async () => {
    const run = await runScenario(sensors("", rolloutOf("{leak: {share: 50%, after: 1h}}")));
    expect(run.broken()).toEqual([]);
    const leaks = run.events(Events.reboot).filter((event) => event.cause === 7);
    expect(leaks.length).toBe(run.total("device.reboots.cause", "leak"));
    const devices = new Set(leaks.map((event) => event.entity)).size;
    expect(devices).toBeGreaterThan(15);
    expect(devices).toBeLessThan(45);
    expect(leaks.length).toBeGreaterThanOrEqual(4 * devices);
  });

  it("biases a sensor shifts the mean by its bias", async () => {
    const clean = await runScenario(sensors("", rolloutOf("")));
    const biased = await runScenario(sensors("", rolloutOf("{sensor-bias: {bias: 7}}")));
    const lastMean = (run: typeof clean): number => {
      const { windows } = run.batches.filter((batch) => batch.windows.count > 0).at(-1) ?? run.batches[0];
      return windows.mean[windows.count - 1];
    };
    expect(lastMean(biased) - lastMean(clean)).toBeCloseTo(7, 2);
  });

  it("changes the payload's schema sends readings that nobody can parse", async () => {
    const run = await runScenario(sensors("", rolloutOf("{payload-schema: {}}")));
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.dropped", "quarantined")).toBeGreaterThan(60 * 300);
  });

  it("restarts on the hour brings everybody down in the same second", async () => {
    const run = await runScenario(sensors("", rolloutOf("{sync-restart: {every: 1h}}")));
    const atHour = run.events(Events.reboot).filter((event) => event.atMs === 4 * 3_600_000);
    expect(atHour).toHaveLength(60);
  });

  it("is damaged, truncated or signed by a stranger is refused by every device", async () => {
    for (const defect of ["corrupt", "truncated", "wrong-key"]) {
      const run = await runScenario(sensors("", rolloutOf("", "9.0.0", `, defect: ${defect}`)));
      expect(run.broken()).toEqual([]);
      expect(run.total("device.version", "9.0.0")).toBe(0);
      expect(run.result.rollouts[0]).toMatchObject({ attempted: 60, succeeded: 0, failed: 60 });
    }
  });

  it("is older than what runs is rejected", async () => {
    const run = await runScenario(sensors("", rolloutOf("", "0.9.0")));
    expect(run.result.rollouts[0]).toMatchObject({ attempted: 60, succeeded: 0, failed: 60 });
    expect(run.total("update.outcome", "REJECTED")).toBe(60);
  });

  it("does not back off presses the front far harder than the twin's policy", async () => {
    const storm = (behaviour: string): string =>
      town(
        `cloud: {broker: {connectsPerSecond: 1}}
firmware:
  - {version: 9.0.0, size: 2KB, behaviours: [${behaviour}]}
rollouts:
  - {id: fw, at: 1m, to: 9.0.0, target: {twin: parking-nbiot}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, abort: []}
timeline:
  - {id: cut, at: 2h, for: 10m, fault: cloud.outage}`,
        "duration: 3h\nstart: {state: active}",
      );
    const polite = await runScenario(storm(""));
    const rude = await runScenario(storm("{no-backoff: {}}"));
    expect(rude.broken()).toEqual([]);
    expect(rude.total("connect.refused", "rate")).toBeGreaterThan(
      2 * polite.total("connect.refused", "rate"),
    );
  });
});

describe("a device's clock", () => {
  const conflict = (clock: string): string => `
iotctl: 1
name: clocks
seed: c
duration: 3h
tenants:
  - {id: homes, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: street
    region: eu
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {twin: thermostat, count: 200, overrides: {clock: {${clock}}, shadow: [{name: targetTemperature, initial: 70, policy: latest}]}}
timeline:
  - {id: away, at: 1h, for: 30m, fault: device.offline, target: all}
  - {id: hand, at: 65m, local: {set: {targetTemperature: 68}}, target: all}
  - {id: cloud, at: 3901s, config: {desired: {targetTemperature: 72}}, target: all}
`;

  it("within a second of the truth never lets latest-wins go wrong over changes a second apart", async () => {
    const run = await runScenario(conflict("driftPpm: 10, ntpError: 20ms, ntpInterval: 1h"));
    expect(run.total("shadow.conflicts", "latest")).toBe(200);
    expect(run.total("shadow.misjudged")).toBe(0);
  });

  it("far off lets latest-wins pick the wrong side, and the report can say how often", async () => {
    const run = await runScenario(conflict("driftPpm: 0, ntpError: 5s, ntpInterval: 1h"));
    expect(run.broken()).toEqual([]);
    const misjudged = run.total("shadow.misjudged");
    // The hand came 1 s before the cloud; wrong where the clock runs more than 1 s fast: P(N > 0.2) = 42 % of 200.
    expect(Math.abs(misjudged - 84)).toBeLessThan(5 * 7);
  });
});
