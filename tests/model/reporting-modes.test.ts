// INF-5, INF-10, LIF-6: how a device decides when to say something, and what that costs.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { LIFECYCLE_STATES, UPDATE_STATES } from "../../src/event/vocabulary.js";
import { runScenario } from "../run-scenario.js";

const fleet = (device: string, rest = "", duration = "24h"): string => `
iotctl: 1
name: modes
seed: m
duration: ${duration}
tenants:
  - {id: lab, sla: {availability: 99%, freshness: {share: 95%, within: 10m}}}
sites:
  - id: lab
    region: eu
    gateways: {twin: fog-gateway, count: 1}
    devices:
      - ${device}
${rest}
`;

/** The longest time any change waited. */
const longestWaitMs = (run: Awaited<ReturnType<typeof runScenario>>): number =>
  run.latency("changes.noticed").most();

const parking = (reporting: string): string =>
  `{twin: parking-nbiot, count: 40, overrides: {signal: {meanOccupied: 4m, meanVacant: 4m}, reporting: {${reporting}}}}`;

describe("a polled sensor", () => {
  it("is heard at most one polling interval late, and what is over by then is never heard of", async () => {
    const events = await runScenario(fleet(parking("mode: on-change, heartbeat: 12h"), "", "12h"));
    const polled = await runScenario(fleet(parking("mode: polled, interval: 30s"), "", "12h"));
    expect(events.broken()).toEqual([]);
    expect(polled.broken()).toEqual([]);
    expect(longestWaitMs(events)).toBe(0);
    expect(longestWaitMs(polled)).toBeGreaterThan(15_000);
    expect(longestWaitMs(polled)).toBeLessThanOrEqual(30_000);
    expect(polled.total("changes.missed")).toBeGreaterThan(0);
    expect(events.total("changes.missed")).toBe(0);
    // 40 devices, 12 h, every 30 s; each starts within its first interval.
    expect(Math.abs(polled.total("messages.produced") - 40 * 1_440)).toBeLessThanOrEqual(40);
  });

  it("sends half of what frequent events would", async () => {
    // Changes every 15 s on average against a poll every 30 s.
    const busy = (reporting: string): string =>
      `{twin: parking-nbiot, count: 20, overrides: {signal: {meanOccupied: 15s, meanVacant: 15s}, reporting: {${reporting}}}}`;
    const events = await runScenario(fleet(busy("mode: on-change, heartbeat: 12h"), "", "6h"));
    const polled = await runScenario(fleet(busy("mode: polled, interval: 30s"), "", "6h"));
    const share = polled.total("messages.produced") / events.total("messages.produced");
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.6);
  });
});

describe("a battery below a tenth", () => {
  it("makes a device degraded, and it reports at a third of its pace (LIF-6)", async () => {
    const polled = (charge: string): string =>
      `{twin: parking-nbiot, count: 20, overrides: {power: {battery: {initialCharge: ${charge}, brownout: 2V}, ambient: {mean: 25degC, swing: 0degC}}, reporting: {mode: polled, interval: 10m}}}`;
    const full = await runScenario(fleet(polled("100%")));
    const low = await runScenario(fleet(polled("8%")));
    expect(low.broken()).toEqual([]);
    const degraded = low
      .events(Events.lifecycle)
      .filter((event) => LIFECYCLE_STATES[event.toState] === "degraded");
    expect(degraded).toHaveLength(20);
    const ratio = full.total("messages.produced") / low.total("messages.produced");
    expect(ratio).toBeGreaterThan(2.8);
    expect(ratio).toBeLessThan(3.1);
  });

  it("takes no update: the agent asks for a fifth of the charge at least (OTA-4)", async () => {
    const run = await runScenario(
      fleet(
        "{twin: parking-nbiot, count: 10, overrides: {power: {battery: {initialCharge: 15%}}}}",
        `firmware:
  - {version: 9.0.0, size: 20KB}
rollouts:
  - {id: fw, at: 10m, to: 9.0.0, target: {site: lab}, stages: [{percent: 100}], abort: []}`,
        "6h",
      ),
    );
    expect(run.broken()).toEqual([]);
    expect(run.result.rollouts[0]).toMatchObject({ attempted: 10, succeeded: 0, failed: 10 });
    expect(run.total("update.outcome", "REJECTED")).toBe(10);
    const steps = run.events(Events.updateStep).map((event) => UPDATE_STATES[event.step]);
    expect(steps).not.toContain("installing");
  });
});

describe("a firmware that sleeps badly", () => {
  it("drains its batteries by its extra current, booked to sleep (OTA-6)", async () => {
    const rollout = (behaviour: string): string => `firmware:
  - {version: 9.0.0, size: 2KB, behaviours: [${behaviour}]}
rollouts:
  - {id: fw, at: 1m, to: 9.0.0, target: {site: lab}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, abort: []}`;
    const device = "{twin: parking-nbiot, count: 10}";
    const good = await runScenario(fleet(device, rollout("")));
    const bad = await runScenario(fleet(device, rollout("{drain: {current: 1mA}}")));
    expect(bad.broken()).toEqual([]);
    const extraJ = (bad.total("energy.drained", "sleep") - good.total("energy.drained", "sleep")) / 1e9;
    // 10 devices x 1 mA x about 23.5 h x 3.6 V.
    expect(extraJ).toBeGreaterThan(10 * 0.001 * 23 * 3_600 * 3.4);
    expect(extraJ).toBeLessThan(10 * 0.001 * 24 * 3_600 * 3.8);
  });
});
