// NET-3: what a cellular exchange costs, coverage classes, and what batching saves, against measurements and by hand.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverageOf, exchangeUAMs, reachableUA } from "../../src/transport/cellular.js";
import { TRANSPORTS } from "../../src/transport/kinds.js";
import { LTE_M } from "../../src/transport/lte-m.js";
import { NB_IOT } from "../../src/transport/nb-iot.js";
import { runScenario } from "../run-scenario.js";
import { radioOf, scenarioOf } from "./radio.js";

const direct = { attach: "direct" } as const;
/** Joule at 3.6 V of one attempt with `payload` bytes. */
const joule = (radio: ReturnType<typeof radioOf>, payload: number, rate = 0): number => {
  const { txUAMs, rxUAMs } = TRANSPORTS[radio.transport].attempt(radio, rate, payload);
  return ((txUAMs + rxUAMs) / 1e9) * 3.6;
};

describe("a cellular exchange", () => {
  it("over NB-IoT with release assistance and 8 s of active time takes the 0.27 J that were measured", () => {
    const nb = radioOf("{transport: nb-iot}", direct);
    expect(Math.abs(joule(nb, 200) / 0.27 - 1)).toBeLessThan(0.1);
  });

  it("over LTE-M without it takes the 0.55 J that were measured", () => {
    const ltem = radioOf("{transport: lte-m}", direct);
    expect(Math.abs(joule(ltem, 200) / 0.55 - 1)).toBeLessThan(0.1);
  });

  it("is dearer in poor coverage: class 1 by a half or more, class 2 by three times or more, and slower", () => {
    const nb = radioOf("{transport: nb-iot}", direct);
    expect(joule(nb, 40, 1)).toBeGreaterThan(1.3 * joule(nb, 40, 0));
    expect(joule(nb, 40, 2)).toBeGreaterThan(2.5 * joule(nb, 40, 0));
    const latency = (rate: number): number => TRANSPORTS["nb-iot"].attempt(nb, rate, 40).latencyMs;
    expect(latency(2)).toBeGreaterThan(latency(1) + 4_000);
    expect(latency(1)).toBeGreaterThan(latency(0));
  });

  it("adds up: setup, tail, active time", () => {
    const at = (radio: string) => radioOf(`{transport: nb-iot, ${radio}}`, direct);
    expect(exchangeUAMs(NB_IOT, at("psm: {active: 8s}"), 0)).toBe(
      27_000_000 + 15_000 * 1_000 + 3_500 * 8_000,
    );
    expect(exchangeUAMs(NB_IOT, at("psm: {active: 0s}, rai: false"), 0)).toBe(27_000_000 + 15_000 * 20_000);
    expect(exchangeUAMs(LTE_M, at("psm: false"), 2)).toBe(5 * 72_000_000 + 5_000 * 1_000);
  });

  it("classes follow the reference signal: 0 above -110 dBm, 2 below -120", () => {
    expect([-90, -109.9, -110, -120, -120.1, -140].map(coverageOf)).toEqual([0, 0, 1, 1, 2, 2]);
    const dbm = fc.integer({ min: -150, max: -60 });
    fc.assert(
      fc.property(dbm, dbm, (x, y) => {
        if (x >= y) expect(coverageOf(x)).toBeLessThanOrEqual(coverageOf(y));
      }),
    );
  });

  it("staying reachable costs nothing in PSM, some 24 uA with eDRX of 82 s, a milliampere without either", () => {
    const at = (radio: string) => reachableUA(radioOf(`{transport: lte-m, ${radio}}`, direct));
    expect(at("psm: {active: 2s}")).toBe(0);
    expect(at("edrx: 81920ms")).toBeCloseTo(24.4, 1);
    expect(at("psm: false")).toBe(1_100);
  });
});

describe("batching over NB-IoT", () => {
  const hours = 24;
  const world = (batch: string) =>
    scenarioOf({
      attach: "direct",
      duration: `${hours}h`,
      radio: `{transport: nb-iot, loss: 0%, ${batch}coverage: ce0}`,
      // A broker that waits for half a day: no pings between the batches.
      keepalive: "12h",
      rest: "cloud: {profile: self-hosted}",
      reporting: "{mode: periodic, interval: 10m, payload: 40B}",
    });
  /** nC of an exchange of `n` readings: 20 ms and 320 us a byte at 100 mA; wake 27 mC, tail 15 mC, active 28 mC. */
  const byHandNc = (n: number): number =>
    Math.floor((100_000 * Math.floor(20_000 + 320 * (40 * n + 60))) / 1_000) + 27e6 + 15e6 + 28e6;
  const radioNj = (run: Awaited<ReturnType<typeof runScenario>>): number =>
    run.total("energy.drained", "transmit") + run.total("energy.drained", "receive");

  it("saves the connections: 12 readings in one exchange cost as computed by hand, a tenth of twelve exchanges", async () => {
    const single = await runScenario(world(""));
    const batched = await runScenario(world("batch: {max: 12, wait: 6h}, "));
    expect(single.broken()).toEqual([]);
    expect(batched.broken()).toEqual([]);
    const readings = hours * 6;
    expect(single.total("messages.produced")).toBe(readings);
    const exchanges = readings / 12;
    const expected = (exchanges * byHandNc(12)) / (readings * byHandNc(1));
    expect(expected).toBeLessThan(0.1);
    // The cell's voltage, hardly moving, is all that differs between charge and energy.
    expect(Math.abs(radioNj(batched) / radioNj(single) / expected - 1)).toBeLessThan(0.01);
    const joules = (readings * byHandNc(1) * 3.6) / 1e9;
    expect(Math.abs(radioNj(single) / 1e9 / joules - 1)).toBeLessThan(0.05);
    expect(batched.total("messages.delivered")).toBe(readings);
    // One frame around twelve payloads instead of twelve.
    expect(single.total("net.bytes.up") - batched.total("net.bytes.up")).toBe((readings - exchanges) * 60);
  });

  it("waits no longer than it may, and what does not fill a batch goes then", async () => {
    const run = await runScenario(world("batch: {max: 20, wait: 1h}, "));
    expect(run.broken()).toEqual([]);
    // Seven readings fall within an hour of the first, so the batch of twenty never fills.
    expect(run.total("messages.delivered")).toBeGreaterThanOrEqual(hours * 6 - 7);
    const exchanges = run.total("net.airtime") / (20_000 + 320 * (40 * 7 + 60));
    expect(exchanges).toBeGreaterThan(19);
    expect(exchanges).toBeLessThan(22);
  });

  it("an alarm does not wait", async () => {
    const scenario = world("batch: {max: 25, wait: 12h}, ");
    const twin = scenario.deviceTwins[scenario.devices[0].twin];
    twin.reporting.alarm = { above: 0, below: null };
    const run = await runScenario(scenario);
    expect(run.broken()).toEqual([]);
    expect(run.total("messages.alarms")).toBe(hours * 6);
    expect(run.total("messages.delivered")).toBeGreaterThanOrEqual(hours * 6 - 1);
  });
});
