// A byte counter of 32 bits wrapped: 8.1 GB in an hour's window were negative, the rows failed promotion and were gone from
// the usable zone, under a green verdict.
import { expect, test } from "vitest";
import { playAndStore, scenarioOfCase } from "../stored-run.js";

test("an hour of 250 cameras is 8.1 GB in one window, and every row is promoted", async () => {
  const { rows, rejections, unmet } = await playAndStore({
    ...scenarioOfCase("window-bytes-32bit"),
    durationMs: 2.1 * 3_600_000,
  });
  expect(unmet).toEqual([]);
  expect(rejections).toEqual([]);
  expect(await rows("select readings, bytes_in from usable.fog_windows order by start_ms")).toEqual([
    [90_000, 8_100_000_000],
    [90_000, 8_100_000_000],
  ]);
});
