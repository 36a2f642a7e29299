// What the run is too short for, and a promise of nothing: accepted, and told.
import { expect, test } from "vitest";
import { load, SOUND } from "./reading.js";

test.each([
  [
    "alerts: [{id: x, metric: offline-share, for: 2h}]",
    "SCN086 9:46 alert `x` can never be raised: it must hold for 2h",
  ],
  [
    "firmware: [{version: 9.9.9, size: 1KB}]\nrollouts: [{id: r, at: 10m, to: 9.9.9, target: {twin: parking-lora}, stages: [{percent: 10, soak: 2h}, {percent: 100}]}]",
    "SCN086 10:104 rollout `r`: stage 2 cannot begin before 2h10m, and the run ends at 1h",
  ],
  ["tenants: [{id: t, sla: {availability: 0%}}]", "SCN082 9:39 tenant `t` is promised 0 % availability"],
])("%s", (more, says) => {
  const told = load(`${SOUND}${more}\n`).diagnostics.map(
    ({ severity, code, line, column, message }) => `${severity} ${code} ${line}:${column} ${message}`,
  );
  expect(told).toEqual([expect.stringContaining(`warning ${says}`)]);
});

test("what the run has time for is not told", () => {
  const more =
    "alerts: [{id: x, metric: offline-share, for: 20m}]\ntenants: [{id: t, sla: {availability: 1%}}]\n";
  expect(load(SOUND + more).diagnostics).toEqual([]);
});
