// Alert rules: looked at once a minute whatever the run's length, in units that are checked.

import { describe, expect, it } from "vitest";
import type { EventDeclaration } from "../../src/event/declare-event.js";
import { Events } from "../../src/event/events.js";
import { SEVERITIES } from "../../src/event/vocabulary.js";
import { lookAtAlerts } from "../../src/model/cloud/alert/alerts.js";
import type { CloudState } from "../../src/model/cloud/cloud-state.js";
import { runScenario, scenarioOf } from "../run-scenario.js";

const world = (duration: string, alerts: string, more = ""): string => `iotctl: 1
name: alerts
seed: alerts
duration: ${duration}
sites:
  - {id: s, devices: [{id: s/d, twin: temperature-wifi, count: 20, via: direct, overrides: {mtbf: 0s, reporting: {interval: 30m}}}]}
timeline:
  - {id: cut, at: 10m, for: 25m, fault: device.offline, target: {group: s/d}}
${more}
${alerts}
`;
const RULE = "alerts: [{id: gone, metric: offline-share, threshold: 50%, for: 3m, severity: P1}]";

describe("an alert", () => {
  it("is raised and cleared at the same moments in a run of an hour, of a day and of thirty", async () => {
    const moments = async (duration: string) => {
      const run = await runScenario(world(duration, RULE));
      expect(run.broken()).toEqual([]);
      return [...run.events(Events.alertRaised), ...run.events(Events.alertCleared)].map(({ atMs }) => atMs);
    };
    const hour = await moments("1h");
    expect(hour).toHaveLength(2);
    expect(hour[0]).toBe(21 * 60_000);
    expect(await moments("1d")).toEqual(hour);
    expect(await moments("8d")).toEqual(hour);
  });

  it("says how grave it is, in its own column, and that nobody wrote a default one", async () => {
    const run = await runScenario(world("1h", ""));
    const [raised] = run.events(Events.alertRaised);
    expect(SEVERITIES[raised.severity]).toBe("P1");
    expect(run.naming.alerts[raised.alert]).toBe("default: offline-share");
    const own = await runScenario(world("1h", RULE));
    expect(own.naming.alerts).toEqual(["gone"]);
  });

  it("on refusals counts them by second, not by minute", async () => {
    const storm = (threshold: string): string =>
      world("1h", `alerts: [{id: refused, metric: connect-refusals, threshold: ${threshold}, for: 1s}]`)
        .replace("count: 20,", "count: 300,")
        .replace("sites:", "cloud: {profile: self-hosted, broker: {connectsPerSecond: 1}}\nsites:");
    const run = await runScenario(storm("1000/s"));
    const refused = run.total("connect.refused");
    expect(run.events(Events.alertRaised)).toEqual([]);
    expect(refused).toBeGreaterThan(2);
    // All within a minute: as many by the minute would pass this threshold, by the second they do not.
    const perMinute = await runScenario(storm(`${(refused / 2).toFixed(1)}`));
    expect(perMinute.events(Events.alertRaised)).toEqual([]);
    const perSecond = await runScenario(storm(`${(refused / 60 / 20).toFixed(3)}/s`));
    expect(perSecond.events(Events.alertRaised)[0].measured).toBeLessThanOrEqual(refused / 60);
  });
});

describe("a threshold", () => {
  const thresholdOf = (metric: string, threshold: string): number =>
    scenarioOf(world("1h", `alerts: [{id: a, metric: ${metric}, threshold: ${threshold}}]`)).alerts[0]
      .threshold;

  it.each([
    ["offline-share", "10%", 0.1],
    ["offline-share", "0.1", 0.1],
    ["auth-errors", "0.1%", 0.001],
    ["connect-refusals", "50/s", 50],
    ["connect-refusals", "300/min", 5],
    ["connect-refusals", "50", 50],
    ["ingest-queue", "100000", 100_000],
    ["reboot-rate", "0.03", 0.03],
    ["reboot-rate", "0.5/h", 0.5],
    ["reboot-rate", "12/d", 0.5],
  ])("of %s may be %s", (metric, written, value) => {
    expect(thresholdOf(metric, written)).toBeCloseTo(value, 9);
  });

  it.each([
    ["offline-share", "10", /SCN082.*1000 % is never passed[\s\S]*did you mean 10%\?/],
    ["offline-share", "140%", /SCN082.*140 % is never passed/],
    ["offline-share", "100%", /SCN082.*100 % is never passed/],
    ["offline-share", "0", /above 0/],
    ["offline-share", "50/s", /is a share/],
    ["auth-errors", "2", /200 %/],
    ["connect-refusals", "10%", /a number per second/],
    ["ingest-queue", "5/s", /a number of messages/],
    ["ingest-queue", "10%", /a number of messages/],
    ["reboot-rate", "3%", /a number per device and hour/],
    ["reboot-rate", "0", /above 0/],
  ])("of %s cannot be %s", (metric, written, why) => {
    expect(() => thresholdOf(metric, written)).toThrow(why);
  });
});

describe("a hold time", () => {
  /** When an alert of 20 % offline for three minutes is raised and cleared, by the minutes' own figures. */
  const turns = (presentByMinute: readonly number[], change: object = {}, reboots = 0): string[] => {
    const usual = { id: "a", metric: "offline-share", threshold: 0.2, forMs: 180_000, severity: "P1" };
    const rule = { ...usual, ...change };
    const window = { authErrors: 0, attempts: 0, refused: 0, reboots: 0, queueMax: 0, sinceMs: -60_000 };
    const told: string[] = [];
    const state = {
      alert: { window, tickMs: 0, sinceMs: [-1], raisedMs: [-1] },
      registry: { registeredCount: 10 },
      front: { presentCount: 10 },
      plan: { scenario: { alerts: [rule] }, layout: { sharedGroup: 0 } },
      countGroup: () => {},
      emit: (of: EventDeclaration, atMs: number) =>
        told.push(`${of.kind === Events.alertRaised.kind ? "raised" : "cleared"} ${atMs / 60_000}`),
    };
    presentByMinute.forEach((present, minute) => {
      state.front.presentCount = present;
      state.alert.window.reboots = reboots;
      lookAtAlerts(state as unknown as CloudState, minute * 60_000);
    });
    return told;
  };

  it("is of a share of all that are registered, and of reboots by device and hour", () => {
    // Two of ten are 20 %, not more.
    expect(turns([8, 8, 8, 8, 8])).toEqual([]);
    expect(turns([7, 7, 7, 7, 7])).toEqual(["raised 3"]);
    // One a minute is 60 an hour, of ten devices 6 each.
    const rule = { metric: "reboot-rate", forMs: 0 };
    expect(turns([10, 10, 10], { ...rule, threshold: 6.5 }, 1)).toEqual([]);
    expect(turns([10, 10, 10], { ...rule, threshold: 5.5 }, 1)).toHaveLength(1);
  });

  it("begins anew after a quiet minute, and an alert that was cleared is raised again", () => {
    expect(turns([9, 5, 5, 5, 9, 5, 5, 5, 9])).toEqual([]);
    expect(turns([9, 5, 5, 5, 5, 5, 9, 5, 5, 5, 5, 9])).toEqual([
      "raised 4",
      "cleared 6",
      "raised 10",
      "cleared 11",
    ]);
  });
});
