// OTA-8: the largest share of a target that ran the version at one moment, from boots and departures alone.
import { expect, test } from "vitest";
import { BlastRadius } from "../../src/engine/blast-radius.js";
import { EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { LIFECYCLE_STATES, ROLLOUT_STATUSES } from "../../src/event/vocabulary.js";
import type { FleetPlan } from "../../src/model/plan/plan.js";
import type { RolloutResult } from "../../src/result/rollout.js";

const [OLD, NEW] = [0, 1];

/** Six devices on the old version, the first four of them targeted. */
const plan = {
  scenario: { rollouts: [{ version: "2.0.0" }] },
  versions: ["1.0.0", "2.0.0"],
  groups: [{ twin: { firmware: { version: "1.0.0" } } }],
  groupOf: new Int32Array(6),
  deviceCount: 6,
  rolloutTargets: [Int32Array.of(0, 1, 2, 3)],
} as unknown as FleetPlan;

type Step = "begin" | { boots: number; version: number } | { leaves: number };

const radiusAfter = (steps: readonly Step[], targeted = 4): number => {
  const events = new EventBlock();
  steps.forEach((step, atMs) => {
    if (step === "begin") {
      const status = ROLLOUT_STATUSES.indexOf("running");
      events.push(Events.rollout, { atMs, entity: -1, seq: 0 }, { rollout: 0, status, stage: 0 });
    } else if ("boots" in step) {
      const { boots: entity, version } = step;
      events.push(Events.reboot, { atMs, entity, seq: 0 }, { cause: 0, version, bootCount: 0 });
    } else {
      const toState = LIFECYCLE_STATES.indexOf("decommissioned");
      events.push(
        Events.lifecycle,
        { atMs, entity: step.leaves, seq: 0 },
        { fromState: 0, toState, cause: 0 },
      );
    }
  });
  const radius = new BlastRadius(plan);
  radius.add(events);
  return radius.complete([{ targeted } as RolloutResult])[0].blastRadius;
};

test.each<[string, readonly Step[], number]>([
  ["nobody", ["begin"], 0],
  ["two at once", ["begin", { boots: 0, version: NEW }, { boots: 1, version: NEW }], 2 / 4],
  [
    "two, but one after the other had fallen back",
    ["begin", { boots: 0, version: NEW }, { boots: 0, version: OLD }, { boots: 1, version: NEW }],
    1 / 4,
  ],
  [
    "one that boots into it again and again",
    [
      "begin",
      { boots: 0, version: NEW },
      { boots: 0, version: OLD },
      { boots: 0, version: NEW },
      { boots: 0, version: OLD },
      { boots: 0, version: NEW },
    ],
    1 / 4,
  ],
  [
    "two, but one after the other had left for good",
    ["begin", { boots: 0, version: NEW }, { leaves: 0 }, { boots: 1, version: NEW }],
    1 / 4,
  ],
  ["one that had it before the rollout began", [{ boots: 2, version: NEW }, "begin"], 1 / 4],
  ["somebody outside of the target", ["begin", { boots: 5, version: NEW }], 0],
])("%s", (_, steps, share) => {
  expect(radiusAfter(steps)).toBe(share);
});
