// Windows, cells, threads and batches are only ways to be fast: whatever they are, a run is the one sequential loop.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { playNaively } from "./oracle.js";
import { record, smallScenario, streamOf } from "./record.js";
import { createWorld } from "./worlds/ping-pong.mjs";

const worlds = fc.record({
  devices: fc.integer({ min: 2, max: 14 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
  intervalMs: fc.integer({ min: 2, max: 400 }),
  dataPpm: fc.integer({ min: 0, max: 1_000_000 }),
  requestPpm: fc.integer({ min: 0, max: 1_000_000 }),
  latencyMs: fc.integer({ min: 1, max: 200 }),
  timeoutMs: fc.integer({ min: 5, max: 400 }),
  tickMs: fc.integer({ min: 1, max: 900 }),
  speakEvery: fc.integer({ min: 1, max: 4 }),
  broadcast: fc.integer({ min: 0, max: 5 }),
  worldEveryMs: fc.integer({ min: 20, max: 1_500 }),
  interleave: fc.boolean(),
});
const durations = fc.integer({ min: 1, max: 2_600 });
const resolutions = fc.constantFrom(50, 100, 1_000);

describe("exactness", () => {
  test("any cell size and batch length gives the rows and the digest of the sequential loop", async () => {
    await fc.assert(
      fc.asyncProperty(
        worlds,
        durations,
        resolutions,
        fc.integer({ min: 2, max: 14 }),
        fc.integer({ min: 1, max: 3_000 }),
        async (params, durationMs, resolutionMs, cellDevices, batchMs) => {
          const scenario = smallScenario(params, durationMs, resolutionMs);
          const oracle = playNaively(createWorld(scenario, {}), scenario);
          for (const options of [{}, { cellDevices, batchMs }, { cellDevices: 2, batchMs: 1 }]) {
            const run = await record(scenario, options);
            expect(streamOf(run.batches)).toEqual(streamOf(oracle.batches));
            expect(run.digest).toBe(oracle.digest);
            expect(run.result.invariants.filter((each) => !each.ok)).toEqual([]);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test("1, 2, 3 and 5 workers give the rows and the digest of the sequential loop", async () => {
    for (const seed of [1, 2]) {
      const scenario = smallScenario({ devices: 20, seed, speakEvery: seed, intervalMs: 60 }, 6_000);
      const oracle = playNaively(createWorld(scenario, {}), scenario);
      for (const workers of [1, 2, 3, 5]) {
        const run = await record(scenario, { workers, cellDevices: 4, batchMs: 500 * workers });
        expect(run.result.workers).toBe(workers);
        expect(streamOf(run.batches)).toEqual(streamOf(oracle.batches));
        expect(run.digest).toBe(oracle.digest);
      }
    }
  });
});
