// A cell shrinks: with the years, and with what is put into it. Closed forms, in an ideal cell that does nothing else.

import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { batteryNote } from "../../src/event/vocabulary.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { IDEAL, reporter, worldOf } from "./world.js";

const DAY_MS = 86_400_000;
const aged = (ageing: string): string => `${IDEAL}ageing: {${ageing}}\n`;
const HOURLY = "reporting: {mode: periodic, interval: 60m, payload: 10B, qos: 0}";
const RARELY = HOURLY.replace("60m", "6h");

const firstOffDay = (run: ScenarioRun): number =>
  (run.events(Events.battery).find(({ what }) => what === batteryNote("off"))?.atMs ?? Number.NaN) / DAY_MS;

test("by the calendar: what would last T lasts (1 - e^-aT) / a, a the share lost in a year", async () => {
  const lived = async (perYear: string): Promise<number> => {
    const twin = reporter(
      "{source: battery, ambient: {mean: 25degC, swing: 0degC}, sleep: 10uA, battery: {chemistry: ideal, capacity: 24mAh, nominal: 3V, selfDischargePerYear: 0%}}",
      RARELY,
    );
    const chemistry = aged(`perYear: ${perYear}, doublesEvery: 10, perCycle: 0%`);
    return firstOffDay(await runScenario(worldOf({ duration: "120d", twin, chemistry })));
  };
  const days = await lived("0%");
  expect(days).toBeGreaterThan(90);
  const a = 0.9 / 365;
  expect((await lived("90%")) / ((1 - Math.exp(-a * days)) / a)).toBeCloseTo(1, 2);
});

test("by its cycles: a cell that is emptied by half each night goes dark once as many have made it smaller than a night", async () => {
  const lived = async (perCycle: string): Promise<number> => {
    // Ten hours of darkness and more take about half of 100 mAh.
    const twin = reporter(
      "{source: battery, ambient: {mean: 25degC, swing: 0degC}, sleep: 4mA, battery: {chemistry: ideal, capacity: 100mAh, nominal: 3V, selfDischargePerYear: 0%}, solar: {panel: 2W, latitude: 45, cloud: {mean: 100%, spread: 0%}}}",
      HOURLY,
    );
    const chemistry = aged(`perYear: 0%, doublesEvery: 10, perCycle: ${perCycle}`);
    const world = worldOf({ duration: "20d", twin, chemistry, startsAt: "2026-06-01T10:00:00Z" });
    return firstOffDay(await runScenario(world));
  };
  expect(await lived("0%")).toBeNaN();
  // About 0.9 cycles a day (nights of half the cell, days on the panel): ten per cent a cycle leave half after six days.
  const day = await lived("10%");
  expect(day).toBeGreaterThan(3);
  expect(day).toBeLessThan(16);
});
