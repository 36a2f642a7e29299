// SHD-2, SHD-4: the shipped thermostats, by every policy and every clock.
import { expect, test } from "vitest";
import type { Summary } from "../../src/result/summary.js";
import { capturedSystem, iotctl, PACKAGE_ROOT } from "../cli/captured-system.js";

test("thermostat: every policy and every clock gives what it promises, played", async () => {
  const system = capturedSystem();
  const file = `${PACKAGE_ROOT}/scenarios/thermostat.yaml`;
  expect(await iotctl(system, "simulate", file, "--json", "--out", "run")).toBe(0);
  const summaries = JSON.parse(system.out()) as Summary[];
  const measured = (summary: Summary, id: string): unknown =>
    summary.expectations.find((expectation) => expectation.id === id)?.measured;
  const told = summaries.map((summary) => [
    summary.run.variant,
    ...["who-won", "misjudged", "once-each"].map((id) => measured(summary, id)),
  ]);
  // Heating in the end means that 72 won; a misjudged conflict is one that a true clock would have settled otherwise.
  expect(told).toEqual([
    ["cloud", "200", "0", "200"],
    ["device", "0", "0", "200"],
    ["latest", "200", "0", "200"],
    ["manual", "0", "0", "200"],
    ["latest-half-a-second", "200", "0", "200"],
    ["latest-five-seconds", "0", "200", "200"],
  ]);
  // Who changed what, and when: the wish, the hand, and the wish again when the device has won.
  const sql = `select changed_by, side, changes, count(distinct device) as devices
    from usable.shadows group by all order by min(at_ms), min(shadow_version)`;
  expect(await iotctl(system, "query", "run/device", sql, "--json")).toBe(0);
  expect((JSON.parse(system.out()) as { rows: unknown[][] }).rows).toEqual([
    ["spring", "desired", "targetTemperature nothing -> 66", 200],
    ["hand-68", "reported", "targetTemperature 66 -> 68", 200],
    ["app-72", "desired", "targetTemperature 66 -> 72", 200],
    ["device", "desired", "targetTemperature 72 -> 68", 200],
  ]);
  system.dispose();
});
