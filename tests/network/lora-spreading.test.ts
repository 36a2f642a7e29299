// NET-2: the spreading factor follows from the link; ADR finds it, and gives way when nobody answers.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adrSetting, sensitivityDbm, snrLimitDb, spreadingFor } from "../../src/transport/lora-spreading.js";
import { lorawan } from "../../src/transport/lorawan.js";
import { pathLossDb, SURROUNDINGS } from "../../src/transport/path-loss.js";
import { runScenario } from "../run-scenario.js";
import { bareLora, radioOf, scenarioOf } from "./radio.js";

describe("the spreading factor", () => {
  it("has the sensitivities of the reference table, 2.5 dB a factor", () => {
    const row = [7, 8, 9, 10, 11, 12].map((sf) => sensitivityDbm(sf, 125));
    [-124.5, -127, -129.5, -132, -134.5, -137].forEach((dbm, at) => {
      expect(Math.abs(row[at] - dbm)).toBeLessThan(0.6);
      if (at > 0) expect(row[at - 1] - row[at]).toBeCloseTo(2.5, 9);
    });
  });

  it("never falls as the distance grows", () => {
    const radio = radioOf("{transport: lorawan, sf: auto, distance: {min: 10m, max: 20km}}");
    const at = (distanceM: number): number =>
      lorawan.rateFor(radio, 14 - pathLossDb(SURROUNDINGS.urban, distanceM, 868), 10);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 0, max: 50_000 }),
        (near, further) => {
          expect(at(near + further)).toBeGreaterThanOrEqual(at(near));
        },
      ),
    );
    expect(at(10)).toBe(7);
    expect(at(20_000)).toBe(12);
    expect(new Set([100, 900, 1_200, 1_500, 2_000, 2_500, 3_200].map(at)).size).toBe(6);
  });

  it("keeps its margin where there is room, and is the slowest the payload fits where there is none", () => {
    expect(spreadingFor(snrLimitDb(9) + 10, 10)).toBe(9);
    expect(spreadingFor(snrLimitDb(9) + 9.99, 10)).toBe(10);
    const radio = radioOf("{transport: lorawan, sf: auto, distance: {min: 10m, max: 20km}}");
    expect(lorawan.rateFor(radio, -140, 51)).toBe(12);
    expect(lorawan.rateFor(radio, -140, 100)).toBe(9);
    expect(lorawan.rateFor(radio, -140, 200)).toBe(8);
  });

  it("by ADR goes one faster per 3 dB to spare, and never slower", () => {
    expect(adrSetting({ spreading: 12, powerSteps: 0 }, snrLimitDb(12) + 10 + 7, 0).spreading).toBe(10);
    expect(adrSetting({ spreading: 12, powerSteps: 0 }, snrLimitDb(12) + 10 + 2.9, 0).spreading).toBe(12);
    expect(adrSetting({ spreading: 12, powerSteps: 0 }, 100, 0).spreading).toBe(7);
    expect(adrSetting({ spreading: 7, powerSteps: 0 }, -100, 0).spreading).toBe(7);
  });

  it("of a new device falls from 12 to its link's after 20 frames; time on air shows it", async () => {
    const world = (more: string) =>
      scenarioOf({
        count: 1,
        duration: "4h",
        radio: bareLora(`sf: auto, ${more}, dutyCycle: 0%`),
        reporting: "{mode: periodic, interval: 1m, payload: 10B}",
      });
    const fixed = world("adr: false");
    const adaptive = world("adr: true");
    adaptive.start = { state: "unprovisioned", overMs: 1 };
    const quick = await runScenario(fixed);
    const slow = await runScenario(adaptive);
    expect(slow.broken()).toEqual([]);
    const perFrame = quick.total("net.airtime") / quick.total("messages.produced");
    const frames = slow.total("messages.produced");
    // The request for an identity and 20 frames at SF12 (1482.8 ms), the rest at SF7 (61.7 ms).
    expect(perFrame).toBe(61_696);
    expect(slow.total("net.airtime")).toBe(21 * 1_482_752 + (frames - 20) * 61_696);
  });

  it("of a confirmed device that is not answered gets slower, and then arrives with few tries", async () => {
    // -129 dBm: 5 dB too weak for SF7, 8 dB to spare at SF12.
    const scenario = (adr: boolean) =>
      scenarioOf({
        count: 20,
        duration: "12h",
        radio: `{transport: lorawan, sf: 7, adr: ${adr}, loss: 0%, environment: free-space, distance: {min: 100m, max: 100m}, walls: 58, txPower: 0}`,
        reporting: "{mode: periodic, interval: 1h, payload: 10B, qos: 1}",
      });
    const adaptive = await runScenario(scenario(true));
    const stubborn = await runScenario(scenario(false));
    expect(adaptive.broken()).toEqual([]);
    expect(stubborn.broken()).toEqual([]);
    // Eight transmissions of each reading, then it waits for the next one.
    expect(stubborn.total("messages.retries")).toBeGreaterThan(6.5 * stubborn.total("messages.produced"));
    expect(adaptive.total("messages.retries")).toBeLessThan(adaptive.total("messages.produced"));
    expect(adaptive.total("messages.delivered")).toBeGreaterThan(0.9 * adaptive.total("messages.produced"));
  });
});
