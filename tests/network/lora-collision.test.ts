// NET-2: collisions as pure ALOHA with capture, in the formula and in a run.
import { describe, expect, it } from "vitest";
import { deriveKey, KeyedRandom, seedKey } from "../../src/core/rng.js";
import {
  addDownlink,
  addUplink,
  alohaSurvival,
  type ChannelLoad,
  createChannelLoad,
  erlangB,
  gatewaySurvival,
  type OnAir,
  strengthBin,
} from "../../src/model/radio/lora-collision.js";
import { CAPTURE_DB } from "../../src/model/radio/lora-rejection.js";
import { lorawanAirtimeUs } from "../../src/transport/lora-airtime.js";
import { runScenario } from "../run-scenario.js";
import { bareLora, scenarioOf } from "./radio.js";

const AIRTIME_US = 50_000;
/** A frame at the only gateway. */
const frame = (spreading: number, rssiDbm: number, airtimeUs: number, channels = 1): OnAir => ({
  gateway: 0,
  spreading,
  rssiDbm,
  airtimeUs,
  channels,
});

/** Adds a Poisson stream of `erlang` of SF7 frames as strong as -100 dBm; asks `look` at every tenth. */
const stream = (
  erlang: number,
  channels: number,
  look: (load: ChannelLoad, nowMs: number) => number,
): number => {
  const random = new KeyedRandom(deriveKey(seedKey("aloha"), `${erlang}`));
  const load = createChannelLoad(1);
  const meanMs = AIRTIME_US / 1000 / (erlang * channels);
  let nowMs = 0;
  let sum = 0;
  let count = 0;
  for (let n = 0; nowMs < 20_000_000; n++) {
    nowMs += random.exponential(0, 0, n, meanMs);
    addUplink(load, frame(7, -100, AIRTIME_US), nowMs);
    if (nowMs < 300_000 || n % 10 !== 9) continue;
    // Just before the next: a moment like any other.
    sum += look(load, nowMs + random.exponential(0, 1, n, meanMs));
    count++;
  }
  return sum / count;
};
const meanSurvival = (
  erlang: number,
  dbm: number,
  channels = 1,
  factor = 7,
  airtimeUs = AIRTIME_US,
): number =>
  stream(erlang, channels, (load, nowMs) =>
    gatewaySurvival(load, frame(factor, dbm, airtimeUs, channels), nowMs),
  );

describe("a LoRa frame among others", () => {
  it.each([0.01, 0.05, 0.2])("survives a load of %d erlang with exp(-2G)", (erlang) => {
    const expected = alohaSurvival(erlang) * (1 - erlangB(8, erlang));
    expect(alohaSurvival(erlang)).toBeCloseTo(Math.exp(-2 * erlang), 12);
    expect(Math.abs(meanSurvival(erlang, -100) / expected - 1)).toBeLessThan(0.01);
  });

  it("meets an eighth of the load on each of eight channels", () => {
    const one = meanSurvival(0.02, -100, 1);
    const eight = meanSurvival(0.02, -100, 8) / (1 - erlangB(8, 0.16));
    expect(eight).toBeCloseTo(one, 2);
  });

  it("is captured when 6 dB stronger: below that it loses as often as all, from there half, above 9 dB never", () => {
    const loss = (aboveDb: number): number => 1 - meanSurvival(0.2, -100 + aboveDb);
    const even = loss(0);
    expect(strengthBin(-100 + CAPTURE_DB)).toBe(strengthBin(-100) + 2);
    expect(loss(-30)).toBeCloseTo(even, 6);
    expect(loss(CAPTURE_DB / 2)).toBeCloseTo(even, 6);
    expect(loss(CAPTURE_DB)).toBeGreaterThan(0.45 * even);
    expect(loss(CAPTURE_DB)).toBeLessThan(0.6 * even);
    expect(loss(CAPTURE_DB * 1.5)).toBeLessThan(1e-3);
  });

  it("twice as long meets half as many again, a very short one half as many: exp(-G (1 + a / b))", () => {
    const blocked = 1 - erlangB(8, 0.1);
    expect(meanSurvival(0.1, -100, 1, 7, 2 * AIRTIME_US) / blocked).toBeCloseTo(Math.exp(-0.3), 2);
    expect(meanSurvival(0.1, -100, 1, 7, 1) / blocked).toBeCloseTo(Math.exp(-0.1), 2);
  });

  it("of another factor is spoilt by frames 16 dB stronger, or 36 dB, and not by weaker ones", () => {
    const loss = (factor: number, belowDb: number): number =>
      1 - meanSurvival(0.2, -100 - belowDb, 1, factor) / (1 - erlangB(8, 0.2));
    const even = loss(7, 0);
    // SF8 bears frames of SF7 that are 24 dB stronger, which is a bin's edge; SF12 36 dB.
    expect(loss(8, 0)).toBeCloseTo(0, 6);
    expect(loss(8, 20)).toBeCloseTo(0, 6);
    expect(loss(8, 24) / even).toBeGreaterThan(0.5);
    expect(loss(8, 24) / even).toBeLessThan(0.6);
    expect(loss(8, 27)).toBeCloseTo(even, 6);
    expect(loss(12, 33)).toBeCloseTo(0, 6);
    expect(loss(12, 39)).toBeCloseTo(even, 6);
  });

  it("counts as 16 dB stronger as often as two even strengths of its bins are", () => {
    // SF7 among SF8 of -91 to -88 dBm: 16 dB below lie -107 to -104 dBm, five and a third bins down.
    const load = createChannelLoad(1);
    addUplink(load, frame(8, -90, 6_000_000), 0);
    const spoilt = (bins: number): number =>
      Math.log(gatewaySurvival(load, frame(7, -90 - 3 * bins, 1e-9), 0) / (1 - erlangB(8, 0.1))) / -0.1;
    const random = new KeyedRandom(seedKey("bins"));
    for (const bins of [4, 5, 6, 7]) {
      let hits = 0;
      for (let n = 0; n < 100_000; n++) {
        if (3 * (bins + random.uniform(n, 1, 0) - random.uniform(n, 0, 0)) >= 16) hits++;
      }
      expect(Math.abs(spoilt(bins) - hits / 100_000)).toBeLessThan(0.005);
    }
  });

  it("is forgotten in a minute, however long nobody looks", () => {
    const load = createChannelLoad(1);
    const lossAt = (nowMs: number): number => -Math.log(gatewaySurvival(load, frame(7, -100, 1e-9), nowMs));
    addUplink(load, frame(7, -100, 60_000), 5_000_000);
    expect(lossAt(5_000_000)).toBeCloseTo(1e-3, 8);
    expect(lossAt(5_060_000)).toBeCloseTo(1e-3 / Math.E, 8);
    expect(lossAt(9_000_000)).toBeLessThan(1e-12);
    addUplink(load, frame(7, -100, 60_000), 9_000_000);
    expect(lossAt(9_000_000)).toBeCloseTo(1e-3, 8);
  });

  it("is not heard by a gateway that sends", () => {
    const load = createChannelLoad(1);
    expect(gatewaySurvival(load, frame(9, -100, 200_000), 0)).toBe(1);
    for (let n = 0; n < 60; n++) addDownlink(load, 0, 100_000, 1_000);
    // 6 s of downlinks in a memory of 60 s: 0.1 erlang, and a frame twice as long as a downlink.
    const survival = gatewaySurvival(load, frame(8, -100, 200_000), 1_000);
    expect(survival).toBeCloseTo(Math.exp(-0.1 * 3), 6);
  });

  it("finds all demodulators taken by Erlang's formula", () => {
    expect(erlangB(1, 1)).toBeCloseTo(0.5, 12);
    expect(erlangB(8, 4)).toBeCloseTo(0.0304, 4);
  });

  it("is lost in a run as often as 1 - exp(-2G) says", async () => {
    const count = 400;
    const airtimeUs = lorawanAirtimeUs(9, 125, 5, 23);
    const run = await runScenario(
      scenarioOf({
        count,
        duration: "3h",
        radio: bareLora("sf: 9, channels: 1, dutyCycle: 0%"),
        reporting: "{mode: periodic, interval: 10m, payload: 10B}",
      }),
    );
    expect(run.broken()).toEqual([]);
    const erlang = (count * airtimeUs) / 600_000_000;
    const lost = run.total("net.collisions");
    const attempts = run.total("messages.produced");
    expect(run.total("messages.dropped", "link-loss")).toBe(lost);
    const expected = 1 - Math.exp(-2 * erlang) * (1 - erlangB(8, erlang));
    const deviation = Math.sqrt((expected * (1 - expected)) / attempts);
    // Three deviations, and 3 % for the memory that fills at the start and the unevenness of evenly spaced senders.
    expect(Math.abs(lost / attempts - expected)).toBeLessThan(3 * deviation + 0.03 * expected);
  });
});
