// Rows of our own that may not pass from raw to usable were left out without a word, under a green verdict.
import { afterEach, expect, test, vi } from "vitest";
import { RunStore } from "../../src/store/run-store.js";
import { capturedSystem, iotctl } from "./captured-system.js";
import { smallFleet } from "./small-fleet.js";

afterEach(() => vi.restoreAllMocks());

test("a run whose rows were turned away ends with exit 5 and says which check did it", async () => {
  const system = capturedSystem();
  system.files.write("small.yaml", smallFleet());
  vi.spyOn(RunStore.prototype, "rejections").mockResolvedValue([
    { source: "windows", check: "counts not negative", rows: 3 },
  ]);
  expect(await iotctl(system, "simulate", "small.yaml", "--quiet")).toBe(5);
  const { verdict, invariants } = JSON.parse(system.files.readText("reports/small-1/summary.json"));
  expect(verdict).toBe("broken");
  expect(invariants).toContainEqual({
    name: "rows-promoted",
    ok: false,
    detail: "3 of windows: counts not negative",
  });
  system.dispose();
});
