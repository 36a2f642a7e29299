// OTA-5: an image comes down as the radio carries it: blocks, time on air, charge and time by hand, for each transport.
import { describe, expect, it } from "vitest";
import { Events } from "../../src/event/events.js";
import { UPDATE_STATES } from "../../src/event/vocabulary.js";
import { lorawanAirtimeUs } from "../../src/transport/lora-airtime.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { type Probe, scenarioOf } from "./radio.js";

const MINUTE_MS = 60_000;
const rollout = (sizeBytes: number, more = ""): string => `firmware:
  - {version: 2.0.0, size: ${sizeBytes}B}
rollouts:
  - {id: fw, at: 1m, to: 2.0.0, target: {twin: probe}, stages: [{percent: 100}], rate: {baseRatePerMinute: 6000, maximumPerMinute: 6000}, timeout: 7d}
${more}`;

const world = (radio: string, sizeBytes: number, probe: Partial<Probe> = {}) =>
  scenarioOf({
    radio,
    reporting: "{mode: periodic, interval: 10m, payload: 10B}",
    duration: "12h",
    ...probe,
    rest: rollout(sizeBytes, probe.rest),
  });

/** When each device entered a state of its update first, ms. */
const entered = (run: ScenarioRun, state: (typeof UPDATE_STATES)[number]): number[] => {
  const first = new Map<string, number>();
  for (const { entity, atMs, step } of run.events(Events.updateStep))
    if (UPDATE_STATES[step] === state && !first.has(entity)) first.set(entity, atMs);
  return [...first.values()];
};
const spans = (run: ScenarioRun): number[] => {
  const began = entered(run, "downloading");
  return entered(run, "verifying").map((atMs, at) => atMs - began[at]);
};

const LORA = "transport: lorawan, loss: 0%, confirmed: false";

describe("a download over LoRaWAN", () => {
  // Request: 6 bytes and LoRaWAN's 13 at SF9: 12.25 + 33 symbols of 4.096 ms.
  const requestUs = 185_344;
  // Block: 115 bytes and 13: 12.25 + 153 symbols; 111 bytes of them are image.
  const blockUs = 676_864;

  it("has the airtimes of the pocket calculator", () => {
    expect(lorawanAirtimeUs(9, 125, 5, 19)).toBe(requestUs);
    expect(lorawanAirtimeUs(9, 125, 5, 128)).toBe(blockUs);
  });

  it("takes one request and one downlink a block, as far apart as the duty cycle wants", async () => {
    const run = await runScenario(world(`{${LORA}, sf: 9}`, 20 * 111));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.bytes")).toBe(20 * 111);
    // The gateway is deaf now and then, after its own downlinks: such a request is not heard, and no block sent.
    const lost = run.total("update.chunks.lost");
    expect(lost).toBeLessThan(5);
    expect(run.total("update.airtime")).toBe(20 * (requestUs + blockUs) + lost * requestUs);
    // 19 waits of 18.54 s between 20 requests; readings in between (every 10 min, 20.6 s each) push it back.
    const [ms] = spans(run);
    expect(ms).toBeGreaterThanOrEqual((20 + lost) * 18_535 - 20);
    expect(ms).toBeLessThan((20 + lost) * 18_535 + 3 * 20_600);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(1);
  });

  it("books what the radio took to the update: requests at 44 mA, windows and blocks at 10.8 mA", async () => {
    const run = await runScenario(world(`{${LORA}, sf: 9}`, 20 * 111));
    const windowsMs = 16 * 4.096;
    const uAms = 20 * ((44_000 * requestUs) / 1e3 + 10_800 * windowsMs + (10_800 * blockUs) / 1e3);
    const joule = run.total("energy.drained", "update") / 1e9;
    // At 3.6 V and a little more; the processor's part in verifying is beside it.
    expect(joule / ((uAms / 1e9) * 3.65)).toBeGreaterThan(0.97);
    expect(joule / ((uAms / 1e9) * 3.65)).toBeLessThan(1.06);
  });

  it("carries fewer bytes a block the slower the link: 51 at SF12 where its own window has to do", async () => {
    // 47 image bytes in the first window or 111 in the second at SF9: the gateway takes the second.
    const run = await runScenario(world(`{${LORA}, sf: 12}`, 10 * 111, { duration: "3h" }));
    expect(run.total("update.airtime")).toBe(10 * (lorawanAirtimeUs(12, 125, 5, 19) + blockUs));
    // SF12: 1.32 s on air, so 132 s between requests.
    expect(spans(run)[0]).toBeGreaterThan(10 * 131_000);
  });

  it("of many shares the gateway's airtime: what a band has no room for is asked for again", async () => {
    const run = await runScenario(world(`{${LORA}, sf: 9, channels: 64}`, 10 * 111, { count: 30 }));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(30);
    expect(run.total("update.chunks.lost")).toBeGreaterThan(100);
    // 1 % and 10 % of 0.677 s blocks: one in 67.7 s and one in 6.77 s.
    const perSecond = 1 / 67.7 + 1 / 6.77;
    const [first] = entered(run, "downloading").sort((x, y) => x - y);
    const last = Math.max(...entered(run, "verifying"));
    expect(last - first).toBeGreaterThan((300 / perSecond) * 1_000);
    // Each keeps its own pace: about every second request is answered, and half of the airtime used.
    expect(last - first).toBeLessThan((300 / perSecond) * 4_000);
    expect(run.total("update.chunks.lost")).toBeLessThan(2 * 300);
  });

  it("collides, and its collisions only cost time", async () => {
    const busy = await runScenario(
      world(`{${LORA}, sf: 9, channels: 1, dutyCycle: 0%}`, 10 * 111, { count: 20 }),
    );
    expect(busy.broken()).toEqual([]);
    expect(busy.total("net.collisions")).toBeGreaterThan(0);
    expect(busy.total("update.outcome", "SUCCEEDED")).toBe(20);
  });
});

describe("a download over NB-IoT", () => {
  const nbiot = (more = ""): string => `{transport: nb-iot, loss: 0%${more}}`;
  const run = (more = "", blocks = 20) =>
    runScenario(world(nbiot(more), blocks * 1_020, { attach: "direct", duration: "2h" }));

  it("pays for one connection, then for each block's request and its reception", async () => {
    const done = await run();
    expect(done.broken()).toEqual([]);
    expect(done.total("update.outcome", "SUCCEEDED")).toBe(1);
    // Exchange 27 + 15 + 28 mC; requests of 92 bytes: 20 ms and 320 us a byte at 100 mA, then 29.44 ms; 0.51 s at 46 mA.
    const exchange = 70_000_000 + 100_000 * 49.44;
    const blocks = 19 * 100_000 * 29.44 + 20 * 46_000 * 510;
    const joule = done.total("energy.drained", "update") / 1e9;
    expect(joule / (((exchange + blocks) / 1e9) * 3.65)).toBeGreaterThan(0.97);
    expect(joule / (((exchange + blocks) / 1e9) * 3.65)).toBeLessThan(1.06);
  });

  it("takes four times as long to come down in coverage class 1", async () => {
    const [near] = spans(await run(", coverage: ce0"));
    const [far] = spans(await run(", coverage: ce1"));
    // 20 x (0.9 s up + 0.51 s + 0.9 s back) against 20 x (2.4 + 2.04 + 0.9) and the repeated requests.
    expect(Math.abs(near - 20 * 2_310)).toBeLessThan(1_000);
    expect(far).toBeGreaterThan(20 * 5_340);
    expect(far).toBeLessThan(20 * 5_800);
  });
});

describe("a download near by", () => {
  // [transport, blocks of this many bytes, frames a block, ms of a block: request, bytes at the rate, way back]
  it.each([
    ["ble", 4_096, Math.ceil(4_096 / 240), 5_000, 60],
    ["zigbee", 1_024, Math.ceil(1_024 / 61), 2_500, 30],
    ["modbus-tcp", 1_920, Math.ceil(1_920 / 239), 100_000, 20],
    ["coap", 1_020, 1, 200_000, 15],
    ["wifi", 16_384, 1, 200_000, 15],
    ["ethernet", 16_384, 1, 1_000_000, 5],
    ["http", 16_384, 1, 200_000, 60],
  ] as const)(
    "over %s goes by its own blocks, frames and rate",
    async (transport, block, frames, rate, latencyMs) => {
      const run = await runScenario(
        world(`{transport: ${transport}, loss: 0%}`, 6 * block, { duration: "1h" }),
      );
      expect(run.broken()).toEqual([]);
      expect(run.total("update.bytes")).toBe(6 * block);
      const [ms] = spans(run);
      const byHand = 6 * ((block * 1_000) / rate + 2 * latencyMs);
      // Whole ms a frame.
      expect(ms).toBeGreaterThanOrEqual(Math.floor(byHand));
      expect(ms).toBeLessThanOrEqual(byHand + 6 * (frames + 2) + 2);
    },
  );

  it("asks again for what is lost, and comes to the same image", async () => {
    // From nothing to twice the share: no link so bad that it would take longer.
    const radio = "{transport: ble, loss: 20%, retries: 1}";
    const run = await runScenario(world(radio, 40_960, { count: 10, duration: "3h" }));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.chunks.lost")).toBeGreaterThan(10);
    expect(run.total("update.bytes")).toBeGreaterThan(10 * 40_960);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(10);
  });
});

describe("a download that is interrupted", () => {
  const cut = (fault: string): string =>
    `timeline:\n  - {id: cut, at: 5m, for: 20m, ${fault}, target: {site: s}}`;

  it.each([
    ["the power", "fault: power.outage, params: {scope: all}"],
    ["the way", "fault: backhaul.outage"],
  ])("by %s goes on with the block it had", async (_, fault) => {
    const radio = "{transport: ble, loss: 0%, downlink: 1KB/s}";
    const size = 600 * 1_000;
    const plain = await runScenario(world(radio, size, { count: 5, duration: "2h" }));
    const run = await runScenario(world(radio, size, { count: 5, duration: "2h", rest: cut(fault) }));
    expect(run.broken()).toEqual([]);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(5);
    // At most the block that was under way comes twice.
    expect(run.total("update.bytes")).toBeGreaterThan(plain.total("update.bytes"));
    expect(run.total("update.bytes")).toBeLessThanOrEqual(5 * (size + 4_096));
    const [longer, straight] = [Math.max(...spans(run)), Math.max(...spans(plain))];
    expect(longer).toBeGreaterThan(straight + 20 * MINUTE_MS);
    expect(longer).toBeLessThan(straight + 22 * MINUTE_MS);
  });
});

describe("a download and the battery", () => {
  const low = (sun: string): string =>
    `{source: battery, battery: {chemistry: li-ion, capacity: 100mAh, nominal: 3.6V, brownout: 2V, resistance: 0Ohm, initialCharge: 19%}, sleep: 10uA${sun}}`;
  const probe = (sun: string): Partial<Probe> => ({ power: low(sun), count: 4, duration: "3d" });
  const radio = "{transport: ble, loss: 0%}";

  it("waits for the sun and goes on when there is charge again", async () => {
    const sun = ", solar: {panel: 200mW, latitude: 40}";
    const run = await runScenario(world(radio, 40_000, probe(sun)));
    expect(run.broken()).toEqual([]);
    expect(entered(run, "paused")).toHaveLength(4);
    expect(run.total("update.outcome", "SUCCEEDED")).toBe(4);
    const [paused] = entered(run, "paused");
    expect(Math.min(...entered(run, "verifying"))).toBeGreaterThan(paused + 10 * MINUTE_MS);
  });

  it("is refused where nothing will bring the charge back", async () => {
    const run = await runScenario(world(radio, 40_000, probe("")));
    expect(run.total("update.outcome", "REJECTED")).toBe(4);
    expect(run.total("update.bytes")).toBe(0);
    expect(entered(run, "paused")).toEqual([]);
  });
});

describe("a fleet that downloads over every kind of radio", () => {
  it.each([
    [
      "LoRaWAN",
      "{transport: lorawan, sf: auto, adr: true, distance: {min: 100m, max: 3km}, loss: 2%}",
      "gateway",
    ],
    [
      "NB-IoT",
      "{transport: nb-iot, distance: {min: 1km, max: 9km}, loss: 5%, burst: {meanAttempts: 3}}",
      "direct",
    ],
    ["BLE", "{transport: ble, loss: 10%, retries: 1}", "gateway"],
  ] as const)("%s: gives one digest over cells, workers and checkpoints", async (_, radio, attach) => {
    const trouble = `timeline:
  - {id: cut, at: 20m, for: 5m, fault: backhaul.outage, target: {site: s}}
  - {id: dark, at: 30m, for: 5m, fault: power.outage, params: {scope: all}, target: {site: s}}
  - {id: harm, at: 0s, for: 1h, fault: payload.corrupt, params: {downlinks: 20%}, target: {twin: probe}}`;
    const scenario = world(radio, 9_000, { attach, count: 40, gateways: 4, duration: "2h", rest: trouble });
    const plain = await runScenario(scenario);
    expect(plain.broken()).toEqual([]);
    expect(plain.total("update.bytes")).toBeGreaterThan(0);
    expect(plain.total("update.chunks.refused")).toBeGreaterThan(0);
    for (const options of [{ cellDevices: 7 }, { cellDevices: 20, workers: 2 }])
      expect((await runScenario(scenario, options)).result.digest).toBe(plain.result.digest);
    const saved: Uint8Array[] = [];
    await runScenario(scenario, {
      checkpointsAtMs: [300_000, 1_500_000, 1_900_000],
      onCheckpoint: (__, bytes) => {
        saved.push(bytes);
      },
    });
    for (const bytes of saved)
      expect((await runScenario(scenario, { resume: bytes })).result.digest).toBe(plain.result.digest);
  });
});
