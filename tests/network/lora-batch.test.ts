// NET-2: several readings in one LoRaWAN frame, by the frame's real length: airtime by Semtech's formula for the summed payload,
// charge and counts by hand.
import { describe, expect, it } from "vitest";
import { explainTwin } from "../../src/explain/explain-twin.js";
import { erlangB } from "../../src/model/radio/lora-collision.js";
import { RadioModel } from "../../src/model/radio/radio-model.js";
import { loraAirtime } from "../../src/transport/lora-airtime.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { bareLora, load, type Probe, scenarioOf } from "./radio.js";

const DAY = 144;
const world = (radio: string, more: Partial<Probe> = {}) =>
  scenarioOf({
    radio,
    duration: "24h",
    reporting: "{mode: periodic, interval: 10m, payload: 10B}",
    ...more,
  });
const batched = (max: number, wait: string, more = "sf: 7"): string =>
  bareLora(`${more}, batch: {max: ${max}, wait: ${wait}}`);
/** Microseconds of a frame of `readings` readings of 10 B: 2 B of age for each but one, 13 B of LoRaWAN. */
const frameUs = (spreading: number, readings: number): number =>
  Math.round(
    loraAirtime({
      spreading,
      bandwidthKhz: 125,
      codingRate: 5,
      payloadBytes: 10 * readings + 2 * (readings - 1) + 13,
      preambleSymbols: 8,
      ldro: "auto",
      explicitHeader: true,
      crc: true,
      chip: "sx127x",
    }).airtimeMs * 1000,
  );
const run = async (...args: Parameters<typeof world>): Promise<ScenarioRun> => {
  const result = await runScenario(world(...args));
  expect(result.broken()).toEqual([]);
  return result;
};

describe("a batch over LoRaWAN", () => {
  it("goes as one frame when it is full, on air as long as the formula says, for the charge of that", async () => {
    // SF7, 155 B: 8 + ceil((8 x 155 - 28 + 28 + 16) / 28) x 5 = 233 symbols, 12.25 of preamble, 1.024 ms each.
    expect(frameUs(7, 12)).toBe(251_136);
    const single = await run(bareLora("sf: 7"));
    const twelve = await run(batched(12, "6h"));
    expect(single.total("net.airtime")).toBe(DAY * frameUs(7, 1));
    expect(twelve.total("net.airtime")).toBe((DAY / 12) * 251_136);
    expect(twelve.total("messages.produced")).toBe(DAY);
    // All reach the gateway; what its last window holds is still on its way at the end.
    expect(twelve.total("fog.messages.in")).toBe(DAY);
    const ratio = twelve.total("energy.drained", "transmit") / single.total("energy.drained", "transmit");
    expect(Math.abs(ratio / ((DAY / 12) * (251_136 / (DAY * frameUs(7, 1)))) - 1)).toBeLessThan(0.001);
    // 44 mA at some 3.6 V; and two receive windows for each frame instead of for each reading.
    const joules = (DAY / 12) * 0.251136 * 0.044 * 3.6;
    expect(Math.abs(twelve.total("energy.drained", "transmit") / 1e9 / joules - 1)).toBeLessThan(0.05);
    const heard = single.total("energy.drained", "receive") / twelve.total("energy.drained", "receive");
    expect(heard).toBeCloseTo(12, 2);
  });

  it("goes when the oldest reading has waited long enough, with what there is", async () => {
    const hourly = await run(batched(20, "1h"));
    // 0, 10, ... 60 min: seven readings, then the next seven.
    expect(hourly.total("net.airtime")).toBe(Math.floor(DAY / 7) * frameUs(7, 7));
    expect(hourly.total("messages.delivered")).toBe(Math.floor(DAY / 7) * 7);
  });

  it("takes what fits: four readings in 51 bytes of a slow factor, though twelve were wanted", async () => {
    const far = "distance: {min: 1800km, max: 1800km}, sf: auto";
    const radio = batched(12, "6h", far).replace("distance: {min: 100m, max: 100m}, ", "");
    const scenario = world(radio);
    const model = new RadioModel(scenario.deviceTwins[scenario.devices[0].twin]);
    expect([7, 8, 9, 10, 11, 12].map((rate) => model.batchFits[rate])).toEqual([12, 12, 9, 4, 4, 4]);
    const result = await runScenario(scenario);
    expect(result.total("net.airtime")).toBe((DAY / 4) * frameUs(12, 4));
  });

  it("does not hold an alarm back, nor what waits when it comes", async () => {
    const scenario = world(batched(12, "12h"));
    const twin = scenario.deviceTwins[scenario.devices[0].twin];
    twin.reporting.alarm = { above: 0, below: null };
    const alarms = await runScenario(scenario);
    expect(alarms.broken()).toEqual([]);
    expect(alarms.total("messages.alarms")).toBe(DAY);
    expect(alarms.total("messages.delivered")).toBe(DAY);
    expect(alarms.total("net.airtime")).toBe(DAY * frameUs(7, 1));
    // A day's curve is above 24 for some hours: while it is, nothing waits, and the first alarm takes the others along.
    const daily = await runScenario(
      world(batched(12, "12h"), {
        signal: "{kind: daily, mean: 20, amplitude: 5, peakHour: 12, noise: 0}",
        reporting: "{mode: periodic, interval: 10m, payload: 10B, alarm: {above: 24}}",
      }),
    );
    const raised = daily.total("messages.alarms");
    expect(raised).toBeGreaterThan(20);
    const normal = DAY - raised;
    const frames = raised + normal / 12;
    expect(daily.total("net.airtime")).toBeGreaterThan(raised * frameUs(7, 1));
    expect(daily.total("net.airtime")).toBeLessThan((frames + 2) * frameUs(7, 12));
    expect(daily.total("messages.delivered")).toBeGreaterThan(DAY - 12);
  });

  it("whose acknowledgement is lost is repeated whole: all its readings come twice, or as often as it is tried", async () => {
    const deaf = await run(
      batched(12, "6h").replace("confirmed: false", "confirmed: true, ackLoss: 100%, retries: 2"),
    );
    expect(deaf.total("fog.messages.in")).toBe(3 * DAY);
    expect(deaf.total("messages.duplicates")).toBe(2 * DAY);
    expect(deaf.total("messages.retries")).toBe(2 * (DAY / 12));
    expect(deaf.total("net.airtime")).toBe(3 * (DAY / 12) * 251_136);
  });

  it("that nobody repeats is lost whole", async () => {
    const lossy = await run(batched(6, "6h").replace("loss: 0%", "loss: 30%"), { count: 20 });
    const dropped = lossy.total("messages.dropped", "link-loss");
    expect(dropped).toBeGreaterThan(0);
    expect(dropped % 6).toBe(0);
    expect(lossy.total("fog.messages.in") + dropped).toBe(20 * DAY);
  });

  it("that is repeated at a slower rate, where it has no room, is made smaller", async () => {
    const outage =
      "timeline:\n  - {id: f, at: 4h, for: 30m, fault: link.loss, params: {loss: 100%}, target: {twin: probe}}";
    const more = { rest: outage, duration: "9h", count: 10, gateways: 10 };
    const radio = batched(20, "2h", "sf: 7, adr: true, dutyCycle: 0%").replace(
      "confirmed: false",
      "confirmed: true",
    );
    const slowed = await run(radio, more);
    const lasting = await run(radio.replace(", adr: true", ""), more);
    expect(slowed.total("messages.delivered")).toBeGreaterThan(10 * 6 * 7);
    expect(slowed.total("net.airtime")).toBeGreaterThan(2 * lasting.total("net.airtime"));
  });

  it("keeps the duty cycle by its own length", async () => {
    const busy = await run(batched(20, "1h"), {
      duration: "3h",
      count: 5,
      reporting: "{mode: periodic, interval: 1s, payload: 10B}",
    });
    const mostUs = 5 * (3 * 3_600_000_000 * 0.01 + frameUs(7, 20));
    expect(busy.total("net.airtime")).toBeLessThanOrEqual(mostUs);
    expect(busy.total("net.airtime")).toBeGreaterThan(0.97 * mostUs);
    expect(busy.total("messages.dropped", "buffer-full")).toBeGreaterThan(0);
  });

  it("collides as often as frames of its length do", async () => {
    const count = 200;
    const crowd = await run(
      batched(12, "6h", "sf: 9, channels: 1, dutyCycle: 0%").replace("max: 12", "max: 9"),
      {
        count,
        duration: "3h",
        reporting: "{mode: periodic, interval: 1m, payload: 10B}",
      },
    );
    const frames = crowd.total("net.airtime") / frameUs(9, 9);
    expect(frames).toBeCloseTo(Math.round(frames), 6);
    // All phases lie within a minute, so all ninth readings do: the load builds up over it, and is gone 8 min later.
    const most = (count * frameUs(9, 9)) / 60_000_000;
    const chances = Array.from({ length: 600 }, (_, tenth) => {
      const erlang = most * (1 - Math.exp(-tenth / 600));
      return 1 - Math.exp(-2 * erlang) * (1 - erlangB(8, erlang));
    });
    const expected = chances.reduce((sum, chance) => sum + chance) / 600;
    const lost = crowd.total("net.collisions") / frames;
    const deviation = Math.sqrt((expected * (1 - expected)) / frames);
    expect(Math.abs(lost - expected)).toBeLessThan(3 * deviation + 0.05 * expected);
    expect(crowd.total("messages.dropped", "link-loss")).toBe(9 * crowd.total("net.collisions"));
  });
});

describe("a batch that can never be", () => {
  const told = (radio: string, payload = "10B") =>
    load({ radio, reporting: `{mode: periodic, interval: 10m, payload: ${payload}}` }).diagnostics.map(
      ({ code, message, hint }) => `${code} ${message} ${hint ?? ""}`,
    );

  it("is told with how many readings fit at the fastest rate", () => {
    expect(told("{transport: lorawan, sf: auto, batch: {max: 20, wait: 1h}}")).toEqual([]);
    const [auto] = told("{transport: lorawan, sf: auto, batch: {max: 21, wait: 1h}}");
    expect(auto).toContain("SCN029");
    expect(auto).toContain("spreading factor 7 holds at most 20 of 10 B");
    expect(auto).toContain("set it to 20 or less");
    const [slow] = told("{transport: lorawan, sf: 10, batch: {max: 12, wait: 1h}}");
    expect(slow).toContain("spreading factor 10 holds at most 4");
    expect(told("{transport: lorawan, sf: 10, adr: true, batch: {max: 12, wait: 1h}}")).toEqual([]);
  });

  it("of readings that do not fit one by one is told as before", () => {
    const [one, ...more] = told("{transport: lorawan, sf: 12, batch: {max: 4, wait: 1h}}", "60B");
    expect(one).toContain("SCN026");
    expect(more).toEqual([]);
  });
});

describe("a batch explained", () => {
  it("has as many exchanges, bytes and charge as the frames have that go", () => {
    const scenario = world(batched(12, "6h"));
    const { traffic, link, budget } = explainTwin(scenario.deviceTwins[scenario.devices[0].twin]);
    expect(traffic.readingsPerExchange).toBe(12);
    expect(traffic.exchangesPerDay).toBe(12);
    expect(link.payloadBytes).toBe(142);
    expect(link.wireBytes).toBe(155);
    expect(link.airtimeMs).toBeCloseTo(251.136, 6);
    const sent = budget?.lines.find(({ consumer }) => consumer === "transmit")?.mAhPerDay;
    expect(sent).toBeCloseTo((12 * 44 * 0.251136) / 3600, 6);
  });

  it("of places at different rates is what the simulation plays", async () => {
    const radio =
      "{transport: lorawan, loss: 0%, confirmed: false, sf: auto, distance: {min: 500m, max: 3km}, batch: {max: 12, wait: 6h}}";
    const scenario = world(radio, { count: 400, duration: "48h", gateways: 40 });
    const { traffic, link } = explainTwin(scenario.deviceTwins[scenario.devices[0].twin]);
    expect(link.rates.length).toBeGreaterThan(3);
    const played = await runScenario(scenario);
    const perDay = played.total("net.airtime") / 1000 / 400 / 2;
    expect(Math.abs(perDay / (traffic.exchangesPerDay * link.airtimeMs) - 1)).toBeLessThan(0.08);
  });
});
