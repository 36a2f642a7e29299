// A device that was decommissioned while it updated left the target and stayed among those that had begun: more were attempted
// than targeted, and the run ended with a broken invariant.
import { expect, test } from "vitest";
import { runScenario } from "../run-scenario.js";
import { town } from "../worlds.js";

test("who leaves while it updates is neither targeted nor attempted", async () => {
  const run = await runScenario(
    town(
      `firmware:
  - {version: 9.0.0, size: 60KB}
rollouts:
  - {id: fw, at: 5m, to: 9.0.0, target: {twin: parking-lora}, stages: [{percent: 100}], rate: {baseRatePerMinute: 600}, timeout: 10h}
timeline:
  - {id: sold, at: 1h, decommission: {reason: sold}, target: {twin: parking-lora, count: 5}}`,
    ),
  );
  expect(run.broken()).toEqual([]);
  const [{ targeted, attempted, outcomes }] = run.result.rollouts;
  expect(outcomes).toEqual([{ status: "REMOVED", reason: "decommissioned", devices: 5 }]);
  expect(attempted).toBe(targeted);
});
