// A fault that struck nobody and logged 40: devices behind gateways have no session, so a certificate that runs out at a site is
// felt by its gateways, and by all behind them. Where nobody can feel a fault the file is refused.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { runScenario, scenarioOf } from "../run-scenario.js";

const text = readFileSync("tests/cases/cert-expiry-attached/scenario.yaml", "utf8");
const ENTRY = "fault: cert.expiry, target: {site: hall}";
const MINUTE = 60_000;

test("a certificate that runs out at a site takes its gateways and all behind them away, until it is renewed", async () => {
  const run = await runScenario(text);
  expect(run.broken()).toEqual([]);
  expect(run.total("auth.errors")).toBeGreaterThan(0);
  expect(run.events(Events.faultStart)).toMatchObject([{ devices: 2 }]);
  expect(run.events(Events.offline).filter(({ atMs }) => atMs === 30 * MINUTE)).toHaveLength(40 + 2);
  const back = run.events(Events.online).filter(({ atMs }) => atMs >= 60 * MINUTE && atMs < 70 * MINUTE);
  expect(back).toHaveLength(40 + 2);
});

test.each([
  ["cert.expiry, target: {twin: temperature-wifi}", /no session of their own/],
  [
    "clock.jump, params: {by: 1h}, target: {site: hall}",
    /would show nowhere: nothing is changed at a device/,
  ],
  ["cloud.outage, target: {twin: temperature-wifi}", /no session of their own/],
  ["sensor.drift, params: {perHour: 0}, target: all", /must not be 0/],
  ["command.replay, target: all", /no command is given before it/],
])("what nobody could feel is refused: %s", (fault, reason) => {
  expect(() => scenarioOf(text.replace(ENTRY, `fault: ${fault}`))).toThrow(reason);
});

test("a command that is given after a replay is none to be replayed", () => {
  const replayed = text.replace(ENTRY, "fault: command.replay, target: all");
  const withCommand = (at: string): string =>
    replayed.replace("timeline:\n", `timeline:\n  - {id: c, at: ${at}, command: blink, target: all}\n`);
  expect(() => scenarioOf(withCommand("1m"))).not.toThrow();
  expect(() => scenarioOf(withCommand("119m"))).toThrow(/no command is given before it/);
});

test("a change that is made before or after a clock was off shows nothing of it", () => {
  const rooms = text.replace("temperature-wifi, count: 40", "thermostat, count: 40");
  const jumped = rooms.replace(ENTRY, "fault: clock.jump, params: {by: 1h}, target: all");
  const withChange = (at: string): string =>
    jumped.replace(
      "timeline:\n",
      `timeline:\n  - {id: c, at: ${at}, local: {set: {targetTemperature: 75}}, target: {twin: thermostat}}\n`,
    );
  expect(() => scenarioOf(withChange("40m"))).not.toThrow();
  for (const at of ["1m", "119m"]) expect(() => scenarioOf(withChange(at))).toThrow(/would show nowhere/);
});

test("a power cut of the mains strikes no battery: alone it is refused, with gateways it strikes those", () => {
  const batteries = text.replace("temperature-wifi, count: 40", "parking-lora, count: 40");
  expect(() =>
    scenarioOf(batteries.replace(ENTRY, "fault: power.outage, target: {twin: parking-lora}")),
  ).toThrow(/nobody of .* \(40 devices, 0 gateways\) can feel it: they all run on batteries/);
  expect(() =>
    scenarioOf(
      batteries.replace(ENTRY, "fault: power.outage, params: {scope: all}, target: {twin: parking-lora}"),
    ),
  ).not.toThrow();
  expect(() =>
    scenarioOf(batteries.replace(ENTRY, "fault: power.outage, target: {site: hall}")),
  ).not.toThrow();
});

test("an outage of the cloud can be one of a region", async () => {
  const two = text.replace(
    "timeline:",
    `  - id: annex
    region: us
    gateways: {twin: fog-gateway, count: 1}
    devices: [{id: annex/rooms, twin: temperature-wifi, count: 7, overrides: {mtbf: 0s}}]
timeline:`,
  );
  const run = await runScenario(
    two
      .replace(ENTRY, "fault: cloud.outage, target: {region: us}")
      .replace(/ {2}- \{id: (felt|away).*\n/g, ""),
  );
  expect(run.broken()).toEqual([]);
  expect(run.events(Events.faultStart)).toMatchObject([{ devices: 1 }]);
  const gone = run.events(Events.offline).filter(({ atMs }) => atMs === 30 * MINUTE);
  expect(gone.map(({ entity }) => entity.split("/")[0])).toEqual(Array(7 + 1).fill("annex"));
});
