// SHD: configuration by shadow reaches devices, and conflicts end by each property's policy without oscillation.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { settle } from "../../src/model/agent/shadow-client.js";
import { runScenario, scenarioOf } from "../run-scenario.js";

const thermostats = (policy: string, timeline: string): string => `
iotctl: 1
name: thermostats
seed: t
duration: 2h
start: {state: active}
tenants:
  - {id: homes, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: street
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - {twin: thermostat, count: 5, overrides: {shadow: [{name: targetTemperature, initial: 70, policy: ${policy}}]}}
timeline:
${timeline}
`;

describe("the thermostat case, 72 wanted against 68 set by hand", () => {
  const timeline = `  - {id: cloud-72, at: 10m, config: {desired: {targetTemperature: 72}}, target: all}
  - {id: hand-68, at: 20m, local: {set: {targetTemperature: 68}}, target: all}`;
  for (const policy of ["cloud", "device", "latest", "manual"]) {
    it(`settles under policy ${policy} with one conflict a device`, async () => {
      const run = await runScenario(thermostats(policy, timeline));
      expect(run.broken()).toEqual([]);
      const conflicts = run.events(Events.shadowConflict);
      expect(conflicts).toHaveLength(5);
      expect(run.total("shadow.conflicts", policy)).toBe(5);
      const winner = { cloud: 0, device: 1, latest: 1, manual: 2 }[policy];
      expect(new Set(conflicts.map((conflict) => conflict.winner))).toEqual(new Set([winner]));
      // No oscillation: a handful of updates a device, then silence.
      expect(run.total("shadow.updates")).toBeLessThanOrEqual(5 * 5);
    });
  }

  it("an offline device finds the configuration when it is back", async () => {
    const run = await runScenario(
      thermostats(
        "cloud",
        `  - {id: away, at: 5m, for: 20m, fault: device.offline, target: all}
  - {id: hand-68, at: 8m, local: {set: {targetTemperature: 68}}, target: all}
  - {id: cloud-72, at: 10m, config: {desired: {targetTemperature: 72}}, target: all}`,
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(run.events(Events.shadowConflict)).toHaveLength(5);
    expect(run.events(Events.shadowConflict).every((conflict) => conflict.atMs >= 25 * 60_000)).toBe(true);
  });
});

describe("a device that keeps reporting against a document that keeps changing", () => {
  it("is refused with a version conflict, backs off and settles (SHD-3)", async () => {
    const changes = Array.from(
      { length: 40 },
      (_, n) =>
        `  - {id: cloud-${n}, at: ${600_000 + n * 25}ms, config: {desired: {targetTemperature: ${60 + n}}}, target: all}`,
    );
    const run = await runScenario(
      thermostats(
        "cloud",
        [...changes, "  - {id: hand, at: 10m, local: {set: {targetTemperature: 50}}, target: all}"].join(
          "\n",
        ),
      ),
    );
    expect(run.broken()).toEqual([]);
    const rejected = run.total("shadow.rejected");
    expect(rejected).toBeGreaterThan(0);
    // Forty changes within a second: after its first refusals a device waits a second or more, and is refused no more.
    expect(rejected).toBeLessThanOrEqual(5 * 6);
    // Afterwards nobody has anything left to say: the last value stands.
    const late = run.events(Events.shadowConflict).filter((event) => event.atMs > 660_000);
    expect(late).toEqual([]);
  });
});

describe("a device that is refused again and again", () => {
  it("waits 1, 2, 4, 8, 8 s between its reports (SHD-3)", async () => {
    // The cloud changes its mind every 20 ms for half a minute: no report can be up to date.
    const changes = Array.from(
      { length: 1_500 },
      (_, n) =>
        `  - {id: cloud-${n}, at: ${600_000 + n * 20}ms, config: {desired: {targetTemperature: ${60 + (n % 20)}}}, target: all}`,
    );
    const run = await runScenario(thermostats("cloud", changes.join("\n")));
    expect(run.broken()).toEqual([]);
    const refused = run.events(Events.shadowRejected);
    expect(new Set(refused.map(({ code }) => code))).toEqual(new Set([409]));
    for (let device = 0; device < 5; device++) {
      const times = refused.filter((event) => event.device === device).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((ms, at) => ms - times[at]);
      expect(gaps.map((ms) => Math.floor(ms / 1_000))).toEqual([1, 2, 4, 8, 8]);
      // What is beyond the wait is one look at the document and one report, there and back.
      for (const ms of gaps) expect(ms % 1_000).toBeLessThan(400);
    }
  });
});

describe("whatever is configured, set by hand, cut off and undone", () => {
  const minute = fc.integer({ min: 5, max: 90 });
  const config = fc.constantFrom(
    "config: {desired: {targetTemperature: 72}}",
    "config: {desired: {targetTemperature: 66, childLock: true}}",
    "config: {desired: {targetTemperature: 200}}",
    "config: {desired: {targetTemperature: null}}",
    "config: {desired: {apn: nowhere}}",
    "config: {desired: {apn: home, targetTemperature: 70}}",
    "config: {rollback: true}",
    "config: {delete: true}",
    "config: {desired: null}",
    "local: {set: {targetTemperature: 68}}",
    "local: {set: {childLock: true}}",
    "for: 7m, fault: device.offline",
    "for: 3m, fault: power.outage",
  );
  const policy = fc.constantFrom("cloud", "device", "latest", "manual");
  const worldOf = (policyName: string, entries: [number, string][]): string =>
    thermostats(
      policyName,
      entries
        .map(([at, what], n) => `  - {id: e${n}, at: ${at}m, ${what}, target: {twin: thermostat}}`)
        .join("\n"),
    ).replace(
      /shadow: \[.*?\]/,
      `shadow: [{name: targetTemperature, sets: rules.heating.below, min: 45, max: 90, policy: ${policyName}},
         {name: childLock, initial: false, policy: ${policyName}}, {name: apn, initial: home, sets: network.apn}]`,
    );

  it("everybody is back, nobody says anything more, and cells, workers or a checkpoint change nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        policy,
        fc.array(fc.tuple(minute, config), { minLength: 3, maxLength: 9 }),
        async (policyName, entries) => {
          const scenario = scenarioOf(worldOf(policyName, entries));
          const saved: Uint8Array[] = [];
          const run = await runScenario(scenario, {
            checkpointsAtMs: [45 * 60_000],
            onCheckpoint: (_, bytes) => {
              saved.push(bytes);
            },
          });
          expect(run.broken()).toEqual([]);
          expect(run.total("device.online")).toBe(5);
          const late = [Events.shadow, Events.shadowConflict, Events.configOutcome, Events.shadowRejected]
            .flatMap((kind) => run.events(kind))
            .filter(({ atMs }) => atMs > 105 * 60_000);
          expect(late).toEqual([]);
          const bits = await runScenario(scenario, { cellDevices: 2 });
          expect(bits.result.digest).toBe(run.result.digest);
          expect((await runScenario(scenario, { resume: saved[0] })).result.digest).toBe(run.result.digest);
        },
      ),
      { numRuns: 8 },
    );
  });
});

describe("settling", () => {
  it("latest wins looks at the later of the two times", () => {
    expect(settle("latest", 2, 1)).toBe(1);
    expect(settle("latest", 1, 2)).toBe(0);
  });
});
