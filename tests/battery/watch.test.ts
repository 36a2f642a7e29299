// A sensor that watches for a change pays for every look, not only for those that find one.
import { expect, test } from "vitest";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { reporter, worldOf } from "./world.js";

const watcher = (reporting: string, signal = "{kind: occupancy, meanOccupied: 3650d, meanVacant: 3650d}") =>
  reporter(
    `{source: battery, ambient: {mean: 25degC, swing: 0degC}, battery: {chemistry: ideal, capacity: 10Ah, nominal: 3V}, sense: {current: 2mA, time: 15ms}, compute: {current: 8mA, time: 5ms}}`,
    `reporting: {mode: on-change, payload: 10B, qos: 0, ${reporting}}`,
  ).replace("{kind: constant, value: 20}", signal);

const play = (reporting: string, rest = "", duration = "2d", signal?: string) =>
  runScenario(worldOf({ duration, twin: watcher(reporting, signal), rest }));
const senseCoulombs = (run: ScenarioRun): number => run.total("energy.drained", "sense") / 3 / 1e9;
/** Charge of one look, C. */
const LOOK = 0.002 * 0.015;

test("nothing changes for two days: 2,880 looks a minute apart", async () => {
  const run = await play("interval: 60s, heartbeat: 6h");
  expect(senseCoulombs(run) / LOOK).toBeCloseTo(2_880, 3);
  expect(run.total("energy.drained", "compute") / 3 / 1e9).toBeCloseTo(2_880 * 0.008 * 0.005, 9);
  expect(run.broken()).toEqual([]);
});

test("how often the device reports does not change how often it looks", async () => {
  for (const heartbeat of ["7m", "1h", "1d"]) {
    const run = await play(`interval: 60s, heartbeat: ${heartbeat}`);
    expect(senseCoulombs(run) / LOOK).toBeCloseTo(2_880, 3);
  }
});

test("a sensor that wakes the device costs only its readings; a device without power does not look", async () => {
  const woken = await play("interval: 60s, heartbeat: 6h, watch: interrupt");
  expect(senseCoulombs(woken) / LOOK).toBeCloseTo(woken.total("messages.produced"), 3);
  const dark =
    "timeline: [{id: off, at: 12h, for: 12h, fault: power.outage, params: {scope: all}, target: {twin: reporter}}]";
  const cut = await play("interval: 60s, heartbeat: 6h", dark);
  expect(senseCoulombs(cut) / LOOK).toBeCloseTo(2_880 - 720, 0);
});

test("changes add no look and take none away; polled sensors look when they are asked", async () => {
  const busy = "{kind: occupancy, meanOccupied: 20m, meanVacant: 10m}";
  const run = await play("interval: 60s, heartbeat: 6h", "", "2d", busy);
  expect(run.total("messages.produced")).toBeGreaterThan(150);
  expect(senseCoulombs(run) / LOOK).toBeCloseTo(2_880, 3);
  const polled = await runScenario(
    worldOf({
      duration: "2d",
      twin: watcher("interval: 60s").replace("mode: on-change", "mode: polled"),
    }),
  );
  expect(senseCoulombs(polled) / LOOK).toBeCloseTo(polled.total("device.steps"), 3);
});
