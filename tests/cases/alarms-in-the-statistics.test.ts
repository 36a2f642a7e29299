// The most interesting readings were in no statistic: alarms went past the windows and were stored nowhere.
import { expect, test } from "vitest";
import { playAndStore, scenarioOfCase } from "../stored-run.js";

test("alarms count in their windows, are kept with time and value, and their way to the cloud is timed", async () => {
  const { run, rows, unmet, rejections } = await playAndStore(scenarioOfCase("alarms-in-the-statistics"));
  expect([run.broken(), rejections, unmet]).toEqual([[], [], []]);
  // The last of the 72 readings stands in a window that the run's end leaves open.
  expect(
    await rows(
      "select min(min), max(max), sum(readings), sum(alarms), sum(mean * readings) / sum(readings) from usable.fog_windows",
    ),
  ).toEqual([[30, 80, 71, 6, expect.closeTo((65 * 80 + 6 * 30) / 71, 6)]]);
  expect(
    await rows(
      "select device, sensed_time, value, at_ms > sensed_ms from usable.readings where is_alarm order by at_ms",
    ),
  ).toEqual([30, 35, 40, 45, 50, 55].map((minute) => ["plant/m/0", `2026-03-02 02:${minute}:00`, 30, true]));
  expect(await rows("select count(*) from usable.readings")).toEqual([[6]]);
  expect(run.total("alarms.latency")).toBe(6);
  expect(run.total("messages.delivered")).toBe(71);
});
