// What a weak battery carries was read from the tables of the day that was looked at last. A run that went on from a checkpoint
// had looked at none: a load that sags went through until somebody did.
import { expect, test } from "vitest";
import { runScenario, scenarioOf } from "../run-scenario.js";

const WEAK = scenarioOf(`iotctl: 1
name: weak
seed: weak
duration: 10m
start: {state: active}
tenants: [{id: city}]
sites:
  - id: north
    devices:
      - {id: north/nb, twin: parking-nbiot, count: 3, overrides: {power: {battery: {capacity: 6mAh, initialCharge: 14%, brownout: 3V}, ambient: {mean: -5degC}}, shadow: [{name: note, initial: ""}]}}
timeline: [{id: hand, at: 1ms, local: {set: {note: mine}}, target: {group: north/nb}}]
`);

test("a battery sags after a checkpoint as it does without one", async () => {
  const checkpoints: Uint8Array[] = [];
  const whole = await runScenario(WEAK, {
    checkpointsAtMs: [1],
    onCheckpoint: (_, bytes) => void checkpoints.push(bytes.slice()),
  });
  expect(whole.total("device.brownouts")).toBeGreaterThan(0);
  const resumed = await runScenario(WEAK, { resume: checkpoints[0] });
  expect(resumed.result.digest).toBe(whole.result.digest);
});
