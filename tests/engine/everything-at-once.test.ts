// Contract A1 and A3 where everything comes together: random worlds of all twins, faults, configurations, commands,
// rollouts and rules. tests/slow/everything-at-once.test.ts plays many more of them.
import { describe, expect, it } from "vitest";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { playAllWays, waysOf } from "./all-ways.js";
import { scenarioOfWorld, worldsOf } from "./worlds/everything.js";

/** The same eight worlds every time; together they show what is asked for below, and some are played in all ways. */
const SEED = 21;
const WORLDS = 8;
const ALL_WAYS = 3;
const NAIVE_MINUTES_MAX = 200;

describe("a world of everything at once", () => {
  it("is the same over any cells, batches, checkpoints and the naive loop, and its ledgers balance", async () => {
    const runs: ScenarioRun[] = [];
    for (const [at, world] of worldsOf(SEED, WORLDS).entries()) {
      const { scenario, text } = scenarioOfWorld(world);
      if (at >= ALL_WAYS) {
        const run = await runScenario(scenario);
        expect(run.broken(), text).toEqual([]);
        runs.push(run);
        continue;
      }
      const { whole, findings } = await playAllWays(scenario, {
        ...waysOf(scenario, world.seed),
        // Some hundred times as slow; the slow tests let it play longer worlds, too.
        naive: world.minutes < NAIVE_MINUTES_MAX,
      });
      expect(findings, text).toEqual([]);
      runs.push(whole);
    }
    // It would prove little if nothing had happened.
    const total = (...of: Parameters<ScenarioRun["total"]>): number =>
      runs.reduce((sum, run) => sum + run.total(...of), 0);
    for (const metric of [
      "actions.failed",
      "actions.local",
      "commands.acked",
      "commands.rejected",
      "connect.refused",
      "device.brownouts",
      "device.depleted",
      "device.erased",
      "device.failures",
      "ingest.errors",
      "messages.duplicates",
      "net.collisions",
      "net.duty.waits",
      "shadow.applied",
      "shadow.conflicts",
      "shadow.refused",
      "shadow.rolledback",
      "update.bytes",
      "update.chunks.refused",
      "update.fallbacks",
    ] as const)
      expect(total(metric), metric).toBeGreaterThan(0);
  }, 120_000);
});
