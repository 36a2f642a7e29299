// NET-2: what a LoRaWAN device sends for itself (joins, requests, notices) is on air as its readings are.
import { describe, expect, it } from "vitest";
import type { RunOptions } from "../../src/engine/run-options.js";
import { Events } from "../../src/event/events.js";
import { COMMAND_OUTCOMES, LIFECYCLE_STATES } from "../../src/event/vocabulary.js";
import { lorawanAirtimeUs } from "../../src/transport/lora-airtime.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { bareLora, type Probe, scenarioOf } from "./radio.js";

const MINUTE_MS = 60_000;
const BLINK = "timeline:\n  - {id: c, at: 60m, command: blink, target: all}";
const HOURLY = "{mode: periodic, interval: 1h, payload: 10B}";
const play = async (radio: string, more: Partial<Probe>): Promise<ScenarioRun> => {
  const run = await runScenario(scenarioOf({ radio, reporting: HOURLY, duration: "6h", ...more }));
  expect(run.broken()).toEqual([]);
  return run;
};
const outcomes = (run: ScenarioRun, wanted: string): number =>
  run.events(Events.command).filter(({ outcome }) => COMMAND_OUTCOMES[outcome] === wanted).length;

describe("a command's acknowledgement", () => {
  it.each([7, 12])("at SF%i is a frame on air, which goes when the duty cycle allows", async (sf) => {
    const run = await play(bareLora(`sf: ${sf}`), { count: 1, rest: BLINK });
    const frameUs = lorawanAirtimeUs(sf, 125, 5, 23);
    expect(outcomes(run, "done")).toBe(1);
    // The command came right after a reading, and so did what was sent once more before its acknowledgement was there: each
    // acknowledgement had to wait.
    const heard = run.events(Events.command).length;
    expect(run.total("net.duty.waits")).toBe(heard);
    expect(run.total("net.airtime")).toBe((run.total("messages.produced") + heard) * frameUs);
    const spentUs = run.total("net.airtime");
    expect(spentUs).toBeLessThan(6 * 3_600_000_000 * 0.01);
  });

  it("is repeated until the network has acknowledged it, and counted once", async () => {
    const radio = bareLora("sf: 7, ackLoss: 50%, dutyCycle: 0%");
    const run = await play(radio, { count: 40, gateways: 40, rest: BLINK });
    // Commands are lost as acknowledgements are: after five hours 97 % have come.
    const done = outcomes(run, "done");
    expect(done).toBeGreaterThan(35);
    expect(outcomes(run, "duplicate")).toBe(0);
    const frames =
      run.total("net.airtime") / lorawanAirtimeUs(7, 125, 5, 23) - run.total("messages.produced");
    // Geometric with 0.5: two frames each, standard deviation 1.41 / sqrt(done).
    expect(Math.abs(frames / done - 2)).toBeLessThan(3 * (1.41 / Math.sqrt(done)));
  });

  it("finds room between readings that never end", async () => {
    const run = await play(bareLora("sf: 9"), {
      count: 5,
      duration: "2h",
      reporting: "{mode: periodic, interval: 2s, payload: 10B}",
      rest: BLINK,
    });
    expect(outcomes(run, "done")).toBe(5);
    expect(run.total("net.airtime")).toBeLessThanOrEqual(
      5 * (2 * 3_600_000_000 * 0.01 + lorawanAirtimeUs(9, 125, 5, 23)),
    );
  });
});

describe("a crowded gateway", () => {
  it("needs time for a hundred commands: what its two windows have room for", async () => {
    const last = async (gateways: number): Promise<number> => {
      const run = await play(bareLora("sf: 7, dutyCycle: 0%"), {
        count: 100,
        gateways,
        duration: "80m",
        reporting: "{mode: periodic, interval: 1m, payload: 10B}",
        rest: BLINK,
      });
      expect(outcomes(run, "done")).toBe(100);
      return Math.max(...run.events(Events.command).map(({ atMs }) => atMs)) - 60 * MINUTE_MS;
    };
    // A downlink of 12 B is 41 ms at SF7, every 4.1 s; 144 ms at SF9, every 1.44 s: 0.94 a second at best.
    expect(await last(1)).toBeGreaterThan((100 * 1000) / 0.94);
    expect(await last(50)).toBeLessThan(2 * MINUTE_MS);
  });
});

describe("a request", () => {
  it("that is lost on air is sent again until it gets through", async () => {
    const config = "timeline:\n  - {id: c, at: 60m, config: {desired: {colour: blue}}, target: all}";
    const run = await play("{transport: lorawan, sf: 7, loss: 30%, confirmed: false}", {
      count: 100,
      gateways: 20,
      duration: "24h",
      rest: config,
    });
    const reading = lorawanAirtimeUs(7, 125, 5, 23);
    const frames = run.total("net.airtime") / reading;
    const requests = frames - run.total("messages.produced");
    // Each device reports its new colour: once and again for what is lost (0 to 60 %, mean 1.5 tries or so).
    expect(requests).toBeGreaterThan(110);
    expect(requests).toBeLessThan(250);
  });
});

describe("a join", () => {
  const joins = (
    more: Partial<Probe>,
    start: string,
    radio = bareLora("sf: 9"),
    options: Partial<RunOptions> = {},
  ): Promise<ScenarioRun> => {
    const scenario = scenarioOf({ radio, reporting: HOURLY, duration: "6h", ...more });
    scenario.start = {
      ...scenario.start,
      state: "unprovisioned",
      overMs: Number.parseInt(start, 10) * MINUTE_MS,
    };
    return runScenario(scenario, options);
  };
  const serviceMs = (run: ScenarioRun): number[] =>
    run
      .events(Events.lifecycle)
      .filter(({ toState }) => LIFECYCLE_STATES[toState] === "active")
      .map(({ atMs }) => atMs);

  it("is 23 bytes on air, charged as the twin says, and takes more than five seconds", async () => {
    const run = await joins({ count: 1 }, "1");
    expect(run.broken()).toEqual([]);
    const readings = run.total("messages.produced") * lorawanAirtimeUs(9, 125, 5, 23);
    expect(run.total("net.airtime") - readings).toBe(lorawanAirtimeUs(9, 125, 5, 23));
    // 12 mA for 6 s at 3.6 V and a little.
    expect(Math.abs(run.total("energy.drained", "join") / 1e9 / (0.012 * 6 * 3.6) - 1)).toBeLessThan(0.05);
    const [began] = run.events(Events.lifecycle).map(({ atMs }) => atMs);
    expect(serviceMs(run)[0] - began).toBeGreaterThan(5_000);
  });

  it("of a crowd collides and is repeated: a fleet switched on within a minute is longer about it", async () => {
    const crowd = { count: 300, gateways: 1 };
    const radio = bareLora("sf: 9, channels: 1");
    const calm = await joins(crowd, "120", radio);
    const storm = await joins(crowd, "1", radio);
    expect(storm.broken()).toEqual([]);
    expect(serviceMs(calm)).toHaveLength(300);
    expect(serviceMs(storm)).toHaveLength(300);
    const joined = (run: ScenarioRun): number =>
      run.total("energy.drained", "join") / (0.012 * 6 * 3.6e9) / 300;
    expect(joined(calm)).toBeLessThan(1.5);
    expect(joined(storm)).toBeGreaterThan(2 * joined(calm));
  });

  it.each(["gateway", "direct"] as const)(
    "(%s) under way at a checkpoint goes on, and no partition shows in the result",
    async (attach) => {
      const crowd: Partial<Probe> = { count: 60, gateways: 6, attach, rest: BLINK, duration: "90m" };
      const radio = "{transport: lorawan, sf: 9, channels: 1, loss: 20%, ackLoss: 20%, confirmed: false}";
      const saved: Uint8Array[] = [];
      const whole = await joins(crowd, "2", radio, {
        checkpointsAtMs: [40_000, 100_000, 61 * MINUTE_MS, 70 * MINUTE_MS],
        onCheckpoint: (_, bytes) => {
          saved.push(bytes);
        },
      });
      expect(whole.broken()).toEqual([]);
      expect(whole.total("net.duty.waits")).toBeGreaterThan(10);
      expect(outcomes(whole, "done")).toBeGreaterThan(10);
      for (const resume of saved)
        expect((await joins(crowd, "2", radio, { resume })).result.digest).toBe(whole.result.digest);
      for (const options of [{ cellDevices: 11 }, { cellDevices: 20, workers: 2 }])
        expect((await joins(crowd, "2", radio, options)).result.digest).toBe(whole.result.digest);
    },
  );
});
