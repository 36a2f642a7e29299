// Batteries in whole runs: lives counted by hand, coulombs, brown-outs, sun, forecasts, ledgers.
import { describe, expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import {
  type BatteryNote,
  batteryNote,
  LIFECYCLE_STATES,
  REBOOT_CAUSES,
} from "../../src/event/vocabulary.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { IDEAL, reporter, worldOf } from "./world.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const STILL = "ambient: {mean: 25degC, swing: 0degC}";
/** 10 mA for 100 ms each 10 minutes and 100 uA asleep: 101.667 uA. */
const MEAN_UA = 100 + (10_000 * 100) / 600_000;

const offAt = (run: ScenarioRun): number[] =>
  run.events(Events.battery).flatMap(({ what, atMs }) => (what === batteryNote("off") ? [atMs] : []));
const notes = (run: ScenarioRun, note: BatteryNote) =>
  run.events(Events.battery).filter(({ what }) => what === batteryNote(note));

const life = (battery: string, more = "", duration = "70d", degraded = "10%") =>
  runScenario(
    worldOf({
      duration,
      twin: `${reporter(`{source: battery, ${STILL}, sleep: 100uA, battery: {chemistry: ideal, nominal: 3V, ${battery}}}`)}degraded: {below: ${degraded}, recoveredAbove: 30%, intervalFactor: 1}\n${more}`,
    }),
  );

describe("life by hand", () => {
  test("the 60-day profile: 146.4 mAh at 101.667 uA end on day 60, to within a report", async () => {
    const run = await life("capacity: 146.4mAh");
    const byHandMs = (146.4e3 / MEAN_UA) * HOUR_MS;
    expect(byHandMs / DAY_MS).toBeCloseTo(60, 1);
    expect(offAt(run)).toHaveLength(1);
    expect(Math.abs(offAt(run)[0] - byHandMs)).toBeLessThan(20 * 60_000);
    expect(run.total("device.depleted")).toBe(1);
    expect(run.broken()).toEqual([]);
  });

  test("half the initial charge is half the life; an empty threshold of 20 % ends it a fifth sooner", async () => {
    const wholeMs = (48.8e3 / MEAN_UA) * HOUR_MS;
    const half = await life("capacity: 48.8mAh, initialCharge: 50%", "", "30d");
    const early = await life("capacity: 48.8mAh, empty: 20%", "", "30d", "20%");
    expect(offAt(half)[0] / wholeMs).toBeCloseTo(0.5, 2);
    expect(offAt(early)[0] / wholeMs).toBeCloseTo(0.8, 2);
  });

  test("self-discharge at 35 degC is twice that at 25 degC", async () => {
    const at = async (mean: string) => {
      const power = `{source: battery, ambient: {mean: ${mean}, swing: 0degC}, sleep: 0uA, battery: {chemistry: ideal, capacity: 1Ah, nominal: 3V, selfDischargePerYear: 36.5%}}`;
      const run = await runScenario(worldOf({ duration: "10d", twin: reporter(power) }));
      return run.total("energy.drained", "self-discharge");
    };
    const [mild, warm] = [await at("25degC"), await at("35degC")];
    // 1 % of 1 Ah at 3 V in ten days: 36 C times 3 V.
    expect(mild / 1e9).toBeCloseTo(108, 3);
    expect(warm / mild).toBeCloseTo(2, 6);
  });
});

test("coulombs: every consumer's energy over the voltage is its current times its time", async () => {
  const run = await life("capacity: 1Ah", "", "2d");
  const coulombs = (consumer: string) => run.total("energy.drained", consumer) / 3 / 1e9;
  const sent = run.total("messages.produced");
  expect(coulombs("sleep")).toBeCloseTo(100e-6 * 2 * 86_400, 6);
  expect(coulombs("transmit")).toBeCloseTo(sent * 10e-3 * 0.1, 9);
  expect(run.broken()).toEqual([]);
});

test("a device in its box draws nothing until it is switched on", async () => {
  const twin = reporter(
    `{source: battery, ${STILL}, sleep: 100uA, battery: {chemistry: ideal, capacity: 1Ah, nominal: 3V}}`,
  );
  const run = await runScenario(
    worldOf({ duration: "10h", twin, count: 40, start: "{state: unprovisioned, over: 8h}" }),
  );
  const hours = run.total("energy.drained", "sleep") / 3 / 1e9 / (100e-6 * 3_600);
  // Forty devices, each switched on somewhere in eight hours: about 6 of 10 hours awake.
  expect(hours / 40).toBeGreaterThan(5);
  expect(hours / 40).toBeLessThan(7);
});

test("more load never lasts longer", async () => {
  const lives: number[] = [];
  for (const sleep of ["100uA", "150uA", "300uA"]) {
    const power = `{source: battery, ${STILL}, sleep: ${sleep}, battery: {chemistry: ideal, capacity: 10mAh, nominal: 3V}}`;
    lives.push(offAt(await runScenario(worldOf({ duration: "8d", twin: reporter(power) })))[0]);
  }
  expect(lives[0]).toBeGreaterThan(lives[1]);
  expect(lives[1]).toBeGreaterThan(lives[2]);
});

describe("brown-out (LIF-12)", () => {
  const coin = (mean: string, more = "") =>
    runScenario(
      worldOf({
        duration: "1d",
        twin: reporter(
          `{source: battery, ambient: {mean: ${mean}, swing: 0degC}, battery: {chemistry: coin-cell, capacity: 225mAh, nominal: 3V, brownout: 2.7V${more}}}`,
        ),
      }),
    );

  test("10 mA through a fresh coin cell: 3.2 V - 0.12 V at 25 degC holds", async () => {
    const run = await coin("25degC");
    expect(run.total("device.brownouts")).toBe(0);
    expect(run.total("messages.delivered")).toBe(run.total("messages.produced"));
  });

  test("at -20 degC the same peak pulls it under 2.7 V: three brown-outs, reboots, then off", async () => {
    const run = await coin("-20degC", ", initialCharge: 95%");
    expect(run.total("device.brownouts")).toBe(3);
    expect(run.total("device.reboots.cause", "brown-out")).toBe(2);
    const causes = run.events(Events.reboot).map(({ cause }) => REBOOT_CAUSES[cause]);
    expect(causes).toEqual(["brown-out", "brown-out"]);
    expect(notes(run, "brown-out")[0].terminalMv).toBeLessThan(2_700);
    expect(offAt(run)).toHaveLength(1);
    expect(run.total("messages.delivered")).toBe(0);
    expect(run.total("messages.dropped", "reboot")).toBe(3);
    expect(run.broken()).toEqual([]);
  });

  test("a capacitor beside the cell (less resistance) carries the peak", async () => {
    const run = await coin("-20degC", ", initialCharge: 95%, resistance: 1Ohm");
    expect(run.total("device.brownouts")).toBe(0);
  });

  test("it comes before the charge is gone", async () => {
    const run = await coin("25degC", ", initialCharge: 6%");
    expect(offAt(run)).toHaveLength(1);
    expect(notes(run, "off")[0].chargePpm).toBeGreaterThan(40_000);
  });

  test("the night's cold takes a device down and the day brings it back", async () => {
    const power =
      "{source: battery, ambient: {mean: 5degC, swing: 20degC}, battery: {chemistry: coin-cell, capacity: 225mAh, nominal: 3V, brownout: 2.65V, initialCharge: 90%}}";
    const run = await runScenario(
      worldOf({ duration: "3d", twin: reporter(power), startsAt: "2026-03-01T12:00:00Z" }),
    );
    expect(offAt(run).length).toBeGreaterThanOrEqual(2);
    expect(notes(run, "back").length).toBeGreaterThanOrEqual(2);
    for (const { atMs } of notes(run, "back")) {
      const hour = (atMs / HOUR_MS + 12) % 24;
      expect(hour).toBeGreaterThan(6);
      expect(hour).toBeLessThan(16);
    }
    expect(run.total("device.depleted")).toBe(1);
    expect(run.broken()).toEqual([]);
  });
});

describe("the sun (PWR-2, LIF-6)", () => {
  const solar = (battery: string, panel: string, more = "") =>
    reporter(
      `{source: battery, ambient: {mean: 20degC, swing: 5degC}, sleep: 2mA, battery: {nominal: 3.2V, chemistry: lifepo4, ${battery}}, solar: {panel: ${panel}, latitude: 45${more}}}`,
    );
  const run = (twin: string, startsAt: string, duration = "4d") =>
    runScenario(worldOf({ duration, twin, startsAt }));

  test("a degraded device recovers in the sun and reports at its own pace again", async () => {
    const day = await run(solar("capacity: 500mAh, initialCharge: 9%", "2W"), "2026-06-01T05:00:00Z");
    const states = day.events(Events.lifecycle).map(({ toState }) => LIFECYCLE_STATES[toState]);
    expect(states).toEqual(["degraded", "active"]);
    // Every 30 minutes until it has recovered, every 10 from then on.
    const recoveredMs = day.events(Events.lifecycle)[1].atMs;
    expect(recoveredMs).toBeLessThan(12 * HOUR_MS);
    const byHand = recoveredMs / (0.5 * HOUR_MS) + (96 * HOUR_MS - recoveredMs) / (HOUR_MS / 6);
    expect(Math.abs(day.total("messages.produced") - byHand)).toBeLessThan(5);
    expect(day.total("energy.harvested")).toBeGreaterThan(0);
    expect(day.broken()).toEqual([]);
  });

  test("an empty one comes back after sunrise, boots and reports", async () => {
    const night = await run(solar("capacity: 500mAh, initialCharge: 3%", "2W"), "2026-06-01T20:00:00Z");
    const [back] = notes(night, "back");
    expect(offAt(night)).toHaveLength(1);
    expect(back.atMs).toBeGreaterThan(offAt(night)[0]);
    expect((back.atMs / HOUR_MS + 20) % 24).toBeLessThan(12);
    expect(
      night
        .events(Events.reboot)
        .map(({ cause }) => REBOOT_CAUSES[cause])
        .at(-1),
    ).toBe("power-on");
    expect(night.events(Events.online).length).toBeGreaterThan(0);
    expect(night.broken()).toEqual([]);
  });

  test("a battery is never fuller than full", async () => {
    const june = await run(solar("capacity: 100mAh", "5W"), "2026-06-01T00:00:00Z", "20d");
    // Harvest can only replace what was drained: the battery began full.
    expect(june.total("energy.harvested")).toBeLessThanOrEqual(june.total("energy.drained") * 1.05);
    expect(june.total("device.depleted")).toBe(0);
  });

  test("lithium-ion takes no charge below 0 degC", async () => {
    const frozen = reporter(
      "{source: battery, ambient: {mean: -10degC, swing: 5degC}, battery: {chemistry: li-ion, capacity: 1Ah, nominal: 3.6V, initialCharge: 50%}, solar: {panel: 1W, latitude: 45}}",
    );
    expect((await run(frozen, "2026-06-01T00:00:00Z")).total("energy.harvested")).toBe(0);
  });

  test("the same site has the same clouds; harvest does not depend on how often a device looks", async () => {
    const harvest = async (interval: string) => {
      const twin = solar("capacity: 50Ah, initialCharge: 10%", "1W").replace(
        "interval: 10m",
        `interval: ${interval}`,
      );
      const { total } = await run(
        twin.replace("sleep: 2mA", "sleep: 0uA"),
        "2026-03-01T00:00:00Z",
        "10d",
      ).then((result) => ({
        total: result.total("energy.harvested"),
      }));
      return total;
    };
    const [often, seldom] = [await harvest("1m"), await harvest("6h")];
    expect(often / seldom).toBeCloseTo(1, 2);
  });
});

describe("the forecast (PWR-3)", () => {
  test("made at half-time it meets the truth of a steady load within 1 %", async () => {
    const run = await life("capacity: 73.2mAh", "", "40d");
    const [made] = notes(run, "forecast");
    const [off] = notes(run, "off");
    expect(run.total("battery.forecasts")).toBe(1);
    expect(run.total("battery.forecast.error")).toBe(Math.abs(off.forecastMs - off.atMs));
    expect(off.forecastMs).toBe(made.forecastMs);
    expect(made.atMs / off.atMs).toBeCloseTo(0.5, 1);
    expect(Math.abs(off.forecastMs - off.atMs)).toBeLessThan(0.01 * (off.atMs - made.atMs));
  });

  test("knows that a degraded device reports less and lasts longer", async () => {
    const power = `{source: battery, ${STILL}, sleep: 1uA, battery: {chemistry: ideal, capacity: 6mAh, nominal: 3V}}`;
    const twin = `${reporter(power, "reporting: {mode: periodic, interval: 10s, payload: 10B, qos: 0}")}degraded: {below: 20%, recoveredAbove: 30%, intervalFactor: 3}\n`;
    const run = await runScenario(worldOf({ duration: "10d", twin }));
    const [off] = notes(run, "off");
    const [made] = notes(run, "forecast");
    expect(Math.abs(off.forecastMs - off.atMs)).toBeLessThan(0.03 * (off.atMs - made.atMs));
  });

  test("is there for each battery that ran empty", async () => {
    const twin = reporter(
      `{source: battery, ${STILL}, sleep: 100uA, battery: {chemistry: ideal, capacity: 20mAh, nominal: 3V}}`,
    );
    const run = await runScenario(worldOf({ duration: "10d", twin, count: 50 }));
    expect(run.total("device.depleted")).toBe(50);
    expect(run.total("battery.forecasts")).toBe(50);
    const meanErrorMs = run.total("battery.forecast.error") / 50;
    expect(meanErrorMs).toBeLessThan(0.05 * 8 * DAY_MS);
  });
});

test("the energy ledger balances beyond 2^53 nJ too: fifty big cells drained in a year", async () => {
  const power = `{source: battery, ${STILL}, sleep: 2.2mA, battery: {chemistry: ideal, capacity: 19Ah, nominal: 3V}}`;
  const twin = reporter(power, "reporting: {mode: periodic, interval: 12h, payload: 10B, qos: 0}");
  const run = await runScenario(worldOf({ duration: "365d", twin, count: 50 }));
  expect(run.total("energy.drained")).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
  expect(run.broken()).toEqual([]);
});

test("mains devices cost nothing and never run flat", async () => {
  const run = await runScenario(worldOf({ duration: "2d", twin: reporter("{source: mains, sleep: 100mA}") }));
  expect(run.total("energy.drained")).toBe(0);
  expect(run.total("device.depleted")).toBe(0);
});

test("workers cannot show: the same digest and the same energy on one and on three", async () => {
  const twin = reporter(
    "{source: battery, ambient: {mean: 5degC, swing: 10degC}, sleep: 1mA, battery: {chemistry: li-ion, capacity: 40mAh, nominal: 3.6V, initialCharge: 60%}, solar: {panel: 100mW, latitude: 50}}",
  );
  const scenario = worldOf({
    duration: "5d",
    twin,
    count: 60,
    startsAt: "2026-04-01T00:00:00Z",
    chemistry: IDEAL,
  });
  const [one, three] = [await runScenario(scenario), await runScenario(scenario, { workers: 3 })];
  expect(three.result.digest).toBe(one.result.digest);
  expect(three.total("energy.drained")).toBe(one.total("energy.drained"));
  expect(three.total("energy.harvested")).toBe(one.total("energy.harvested"));
});
