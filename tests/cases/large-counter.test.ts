// Numbers that are large against their changes: a meter's register of 250,000,000 that rises by one was "stuck" (single
// precision keeps seven digits) and had no spread (mean of squares less square of the mean loses half of a double's digits).
import { expect, test } from "vitest";
import { playAndStore, scenarioOfCase } from "../stored-run.js";

const WINDOWS = "select readings, min, mean, max, stddev from usable.fog_windows order by start_ms";

test("a register of 250 MWh that rises by one is not stuck, and five of its readings spread by sqrt 2", async () => {
  const { run, rows, unmet } = await playAndStore(scenarioOfCase("large-counter"));
  expect([...run.broken(), ...unmet]).toEqual([]);
  expect(run.total("fog.anomalies", "stuck")).toBe(0);
  const windows = await rows(WINDOWS);
  expect(windows).toHaveLength(23);
  windows.forEach(([readings, min, mean, max, stddev], at) => {
    const first = 250_000_000 + 5 * at;
    expect([readings, min, mean, max, stddev]).toEqual([5, first, first + 2, first + 4, 1.414214]);
  });
});

test("a pressure of 101,325 Pa that changes by thousandths is not stuck, and spreads by thousandths", async () => {
  const scenario = scenarioOfCase("large-counter", { file: "pressure.csv", column: "pa" });
  const { run, rows } = await playAndStore(scenario);
  expect(run.total("fog.anomalies", "stuck")).toBe(0);
  for (const [readings, min, mean, max, stddev] of await rows(WINDOWS)) {
    expect([readings, min, mean, max]).toEqual([5, 101_325, 101_325.002, 101_325.004]);
    expect(stddev).toBeCloseTo(Math.SQRT2 / 1_000, 8);
  }
});
