// The shipped models keep the engine's promises: other threads, cells and batches, other bytes never.
import { existsSync, readFileSync, statSync } from "node:fs";
import { expect, test } from "vitest";
import { runVirtual } from "../../src/engine/run-virtual.js";
import { verifyScenario } from "../../src/engine/verify.js";
import { loadScenario } from "../../src/scenario/load.js";

const storm = () => {
  const { scenarios } = loadScenario("scenarios/reboot-storm.yaml", {
    set: {},
    readText: (path) => readFileSync(path, "utf8"),
    exists: (path) => existsSync(path) && !statSync(path).isDirectory(),
    shippedRoot: process.cwd(),
  });
  return scenarios[0];
};

test("a reboot storm leaves the same rows on one and two workers and with smaller cells", async () => {
  const settings = [{ workers: 1 }, { workers: 2, cellDevices: 1_500, batchMs: 60_000 }];
  const { agree, firstDifference } = await verifyScenario(storm(), settings, { untilMs: 2_000_000 });
  expect(firstDifference).toBeUndefined();
  expect(agree).toBe(true);
});

test("a run resumed in the middle of the storm ends with the same digest and balanced books", async () => {
  const scenario = storm();
  const common = { workers: 1, untilMs: 2_000_000, onBatch: () => {}, strict: true, inProcess: true };
  const saved: Uint8Array[] = [];
  const whole = await runVirtual(scenario, {
    ...common,
    checkpointsAtMs: [1_850_000],
    onCheckpoint: (_, bytes) => void saved.push(bytes),
  });
  const rest = await runVirtual(scenario, { ...common, resume: saved[0] });
  expect(rest.digest).toBe(whole.digest);
  expect(rest.invariants).toEqual(whole.invariants);
  expect(rest.invariants.filter((each) => !each.ok)).toEqual([]);
});
