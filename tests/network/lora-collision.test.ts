// NET-2: collisions as pure ALOHA with capture, in the formula and in a run.
import { describe, expect, it } from "vitest";
import { deriveKey, KeyedRandom, seedKey } from "../../src/core/rng.js";
import { lorawanAirtimeUs } from "../../src/model/network/lora-airtime.js";
import {
  addDownlink,
  alohaSurvival,
  CAPTURE_DB,
  createChannelLoad,
  erlangB,
  strengthBin,
  surviveGateway,
} from "../../src/model/network/lora-collision.js";
import { runScenario } from "../run-scenario.js";
import { bareLora, scenarioOf } from "./radio.js";

/** Mean chance to survive for frames of a Poisson stream of `erlang`, all as strong as -100 dBm but one observer. */
const meanSurvival = (erlang: number, observerDbm: number, channels = 1): number => {
  const random = new KeyedRandom(deriveKey(seedKey("aloha"), `${erlang}`));
  const load = createChannelLoad(1);
  const airtimeUs = 50_000;
  const meanMs = airtimeUs / 1000 / (erlang * channels);
  let nowMs = 0;
  let sum = 0;
  let count = 0;
  for (let n = 0; nowMs < 20_000_000; n++) {
    random.draw(n >>> 20, 0, n & 0xfffff);
    nowMs += random.exponential(meanMs);
    surviveGateway(load, 0, 7, -100, airtimeUs, channels, 50_000, nowMs);
    if (nowMs < 300_000 || n % 10 !== 0) continue;
    // A frame too short to matter looks at the same air.
    sum += surviveGateway(load, 0, 7, observerDbm, 0.001, channels, 50_000, nowMs);
    count++;
  }
  return sum / count;
};

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

  it("does not meet frames of another factor", () => {
    const load = createChannelLoad(1);
    for (let n = 0; n < 100; n++) surviveGateway(load, 0, 7, -100, 50_000, 1, 50_000, 1_000);
    const same = surviveGateway(load, 0, 7, -100, 1, 1, 50_000, 1_000);
    const other = surviveGateway(load, 0, 8, -100, 1, 1, 50_000, 1_000);
    expect(same).toBeLessThan(0.9);
    expect(other).toBeGreaterThan(0.999);
  });

  it("is not heard by a gateway that sends", () => {
    const load = createChannelLoad(1);
    expect(surviveGateway(load, 0, 9, -100, 200_000, 1, 100_000, 0)).toBe(1);
    for (let n = 0; n < 60; n++) addDownlink(load, 0, 100_000, 1_000);
    // 6 s of downlinks in a memory of 60 s: 0.1 erlang, and a frame twice as long as a downlink.
    const survival = surviveGateway(load, 0, 8, -100, 200_000, 1, 100_000, 1_000);
    expect(survival).toBeCloseTo(Math.exp(-0.1 * 3), 3);
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
