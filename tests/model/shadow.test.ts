// SHD: configuration by shadow reaches devices, and conflicts end by each property's policy without oscillation.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventKind } from "../../src/event/event.js";
import { settle } from "../../src/model/shadow/client.js";
import { deltaOf, mergeSection } from "../../src/model/shadow/document.js";
import { runScenario } from "../run-scenario.js";

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
      const conflicts = run.events(EventKind.shadowConflict);
      expect(conflicts).toHaveLength(5);
      expect(run.total("shadow.conflicts", policy)).toBe(5);
      const winner = { cloud: 0, device: 1, latest: 1, manual: 2 }[policy];
      expect(new Set(conflicts.map((conflict) => conflict.b))).toEqual(new Set([winner]));
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
    expect(run.events(EventKind.shadowConflict)).toHaveLength(5);
    expect(run.events(EventKind.shadowConflict).every((conflict) => conflict.atMs >= 25 * 60_000)).toBe(true);
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
    const late = run.events(EventKind.shadowConflict).filter((event) => event.atMs > 660_000);
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
    const refused = run.events(EventKind.shadowRejected);
    expect(new Set(refused.map(({ a }) => a))).toEqual(new Set([409]));
    for (let device = 0; device < 5; device++) {
      const times = refused.filter(({ c }) => c === device).map(({ atMs }) => atMs);
      const gaps = times.slice(1).map((ms, at) => ms - times[at]);
      expect(gaps.map((ms) => Math.floor(ms / 1_000))).toEqual([1, 2, 4, 8, 8]);
      // What is beyond the wait is one look at the document and one report, there and back.
      for (const ms of gaps) expect(ms % 1_000).toBeLessThan(400);
    }
  });
});

describe("a shadow document", () => {
  const section = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 3 }));

  it("has no delta once reported took over every desired value", () => {
    fc.assert(
      fc.property(section, section, (desired, reported) => {
        const document = { version: 1, desired, reported: mergeSection(reported, desired), desiredMs: {} };
        expect(deltaOf(document)).toEqual({});
      }),
    );
  });

  it("merging the same patch twice changes nothing more", () => {
    fc.assert(
      fc.property(
        section,
        fc.dictionary(fc.constantFrom("a", "b"), fc.option(fc.integer())),
        (base, patch) => {
          const once = mergeSection(base, patch);
          expect(mergeSection(once, patch)).toEqual(once);
        },
      ),
    );
  });

  it("latest wins looks at the later of the two times", () => {
    expect(settle("latest", 2, 1)).toBe(1);
    expect(settle("latest", 1, 2)).toBe(0);
  });
});
