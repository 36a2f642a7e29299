// `verify` finds what breaks the promise of equal results, and where it begins.
import { expect, test } from "vitest";
import { verifyScenario } from "../../src/engine/verify.js";
import { PING_PONG_URL, smallScenario } from "./record.js";

const SETTINGS = [
  { workers: 1, batchMs: 700 },
  { workers: 2, cellDevices: 4, batchMs: 5_000 },
];

test("runs that differ in workers, cells and batches agree", async () => {
  const scenario = smallScenario({ devices: 8, intervalMs: 80 });
  const { agree, digests, firstDifference } = await verifyScenario(scenario, SETTINGS, {
    modelUrl: PING_PONG_URL,
  });
  expect(firstDifference).toBeUndefined();
  expect(agree).toBe(true);
  expect(digests[1]).toBe(digests[0]);
});

test("a model that draws from Math.random is found, and the first row that shows it is named", async () => {
  const scenario = smallScenario({ devices: 8, intervalMs: 80, bug: "random", bugAtMs: 2_000 });
  const { agree, firstDifference } = await verifyScenario(scenario, SETTINGS, { modelUrl: PING_PONG_URL });
  expect(agree).toBe(false);
  expect(firstDifference?.stream).toBe("events");
  expect(firstDifference?.atMs).toBeGreaterThan(2_000);
  // The planted noise is in the second field of devices beyond the first cell.
  expect(firstDifference?.entity).toBeGreaterThanOrEqual(4);
  expect(firstDifference?.left).toMatch(/probe x=0 y=0/);
  expect(firstDifference?.right).toMatch(/probe x=0 y=[1-9]/);
});
