// NET-2, PWR-1: ADR lowers the power of a link that has signal to spare at the fastest factor, and raises it first when
// nobody hears the device any more.
import { describe, expect, it } from "vitest";
import { explainTwin } from "../../src/explain/explain-twin.js";
import { lorawanAirtimeUs } from "../../src/transport/lora-airtime.js";
import { adrSetting } from "../../src/transport/lora-spreading.js";
import { sx1276TransmitUA } from "../../src/transport/sx1276.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { bareLora, type Probe, scenarioOf } from "./radio.js";

const set = (spreading: number, powerSteps: number, snrDb: number): number[] => {
  const next = adrSetting({ spreading, powerSteps }, snrDb, 7);
  return [next.spreading, next.powerSteps];
};
const SF7_US = lorawanAirtimeUs(7, 125, 5, 23);
const PER_MINUTE = "{mode: periodic, interval: 1m, payload: 10B}";
const play = async (radio: string, more: Partial<Probe> = {}): Promise<ScenarioRun> => {
  const run = await runScenario(scenarioOf({ radio, reporting: PER_MINUTE, duration: "4h", ...more }));
  expect(run.broken()).toEqual([]);
  return run;
};
const transmitNj = (run: ScenarioRun): number => run.total("energy.drained", "transmit");

describe("the network's word", () => {
  it("spends 3 dB of spare signal on a factor, then on 2 dB of power", () => {
    // SF12 at 0 dB: 0 + 20 - 10 = 10 dB to spare, three steps.
    expect(set(12, 0, 0)).toEqual([9, 0]);
    // SF10 at 12 dB: 12 + 15 - 10 = 17, five steps: three factors, two of power.
    expect(set(10, 0, 12)).toEqual([7, 2]);
    expect(set(7, 0, 100)).toEqual([7, 7]);
    expect(set(7, 3, 4)).toEqual([7, 3]);
  });

  it("takes power back where signal is missing, and never says a slower factor", () => {
    // SF7 at -1 dB: -1 + 7.5 - 10 = -3.5, two steps.
    expect(set(7, 4, -1)).toEqual([7, 2]);
    expect(set(7, 1, -20)).toEqual([7, 0]);
    expect(set(9, 0, -40)).toEqual([9, 0]);
  });
});

describe("a device near its gateway", () => {
  it("draws 22 mA instead of 44 once ADR has spoken: seven steps down, from 14 to 0 dBm", async () => {
    expect([14, 12, 10, 0].map(sx1276TransmitUA)).toEqual([44_000, 34_000, 31_000, 22_000]);
    const loud = await play(bareLora("sf: 7, dutyCycle: 0%"));
    const quiet = await play(bareLora("sf: 7, dutyCycle: 0%, adr: true"));
    const frames = loud.total("messages.produced");
    expect(quiet.total("net.airtime")).toBe(loud.total("net.airtime"));
    const byHand = (20 + (frames - 20) / 2) / frames;
    expect(Math.abs(transmitNj(quiet) / transmitNj(loud) / byHand - 1)).toBeLessThan(0.002);
  });

  it("does nothing of the kind without ADR, nor below what its radio can do", async () => {
    const loud = await play(bareLora("sf: 7, dutyCycle: 0%, txPower: 0"));
    const same = await play(bareLora("sf: 7, dutyCycle: 0%, txPower: 0, adr: true"));
    expect(transmitNj(same)).toBe(transmitNj(loud));
  });

  it("that is not heard is loud again after 96 frames, and slower only after 128", async () => {
    const gone = (duration: string): Partial<Probe> => ({
      duration,
      rest: "timeline:\n  - {id: f, at: 2h, for: 10h, fault: link.loss, params: {loss: 100%}, target: {twin: probe}}",
    });
    const radio = bareLora("sf: 7, dutyCycle: 0%, adr: true");
    // 20 frames at full power, 100 quiet ones, 96 quiet unheard ones, then loud ones.
    const minutes = 120 + 96 + 24;
    const loud = await play(radio, gone(`${minutes}m`));
    expect(loud.total("net.airtime")).toBe(minutes * SF7_US);
    const all = await play(radio.replace(", adr: true", ""), gone(`${minutes}m`));
    const byHand = (20 + 196 / 2 + 24) / minutes;
    expect(Math.abs(transmitNj(loud) / transmitNj(all) / byHand - 1)).toBeLessThan(0.01);
    const slow = await play(radio, gone("300m"));
    const [sf8, sf9] = [8, 9].map((sf) => lorawanAirtimeUs(sf, 125, 5, 23));
    // From the 128th unheard frame on SF8, from the 160th on SF9.
    expect(slow.total("net.airtime")).toBe((120 + 128) * SF7_US + 32 * sf8 + 20 * sf9);
  });
});

describe("in an explanation", () => {
  it("the current is the mean of the powers, and the simulation draws it", async () => {
    const radio =
      "{transport: lorawan, loss: 0%, confirmed: false, sf: auto, adr: true, distance: {min: 30m, max: 300m}}";
    const reporting = "{mode: periodic, interval: 10m, payload: 10B}";
    const scenario = scenarioOf({ radio, reporting, count: 300, gateways: 30, duration: "5d" });
    const { link, budget, traffic } = explainTwin(scenario.deviceTwins[scenario.devices[0].twin]);
    expect(link.txUA).toBeLessThan(42_000);
    expect(link.txUA).toBeGreaterThan(22_000);
    const line = budget?.lines.find(({ consumer }) => consumer === "transmit");
    const byHand = (traffic.exchangesPerDay * (link.txUA / 1000) * (link.airtimeMs / 1000)) / 3600;
    expect((line?.mAhPerDay ?? 0) / byHand).toBeCloseTo(1, 4);
    const run = await runScenario(scenario);
    expect(run.broken()).toEqual([]);
    const played = transmitNj(run) / 3.66 / 3.6e9 / 300 / 5;
    // Farther out few places draw the most, and which these are decides; over seeds this one is 2 % below, give or take 2.
    expect(Math.abs(played / byHand - 1)).toBeLessThan(0.1);
  });
});
