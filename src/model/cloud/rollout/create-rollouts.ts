// Rollouts as they stand before they begin: who is meant, in which order.
import { ROLLOUT_STATUSES } from "../../../event/vocabulary.js";
import { Chance } from "../../plan/chance.js";
import { type FleetPlan, NO_VERSION } from "../../plan/plan.js";
import { Purpose } from "../../plan/purpose.js";
import { REASONS } from "./execution.js";
import { createGateBooks } from "./gate-books.js";
import type { RolloutState } from "./rollout-state.js";

/** The rollouts' targets, shuffled by a draw of each device's own, so a canary is not the first street of the list. */
export const createRollouts = (plan: FleetPlan): RolloutState[] =>
  plan.scenario.rollouts.map((spec, index) => {
    const chance = new Chance(plan, `rollout:${spec.id}`);
    const ranked = Array.from(plan.rolloutTargets[index], (device) => ({
      device,
      rank: chance.uniform(device, Purpose.rank, 0),
    }));
    ranked.sort((x, y) => x.rank - y.rank || x.device - y.device);
    const position = new Int32Array(plan.deviceCount).fill(-1);
    ranked.forEach(({ device }, at) => {
      position[device] = at;
    });
    return {
      status: ROLLOUT_STATUSES.indexOf("scheduled"),
      position,
      order: Int32Array.from(ranked, ({ device }) => device),
      execution: new Uint8Array(ranked.length),
      startedMs: new Float64Array(ranked.length),
      before: new Uint16Array(ranked.length).fill(NO_VERSION),
      said: new Uint8Array(ranked.length),
      stage: 0,
      notified: 0,
      ratePerMinute: spec.rate.basePerMinute,
      notifiedAtRate: 0,
      carry: 0,
      stageStartedMs: spec.stages.map(() => -1),
      stageNotifiedMs: spec.stages.map(() => -1),
      stageEndedMs: spec.stages.map(() => -1),
      boxedMs: -1,
      nextTickMs: spec.atMs,
      startedAtMs: -1,
      endedAtMs: -1,
      counts: {
        attempted: 0,
        succeeded: 0,
        failed: 0,
        rejected: 0,
        timedOut: 0,
        rolledBack: 0,
        late: 0,
        removed: 0,
      },
      outcomes: REASONS.map(() => 0),
      stageCounts: spec.stages.map(() => ({ succeeded: 0, failed: 0 })),
      gates: createGateBooks(spec, plan.groups.length),
      rollingBack: false,
      soakIsOver: false,
      waived: [],
      reason: "",
    };
  });
