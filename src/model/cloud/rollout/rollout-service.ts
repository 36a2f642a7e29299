// Rollouts as a service: devices ask for jobs and say how they ended, vitals are compared, each rollout ticks at its own times.
import type { RolloutResult } from "../../../result/rollout.js";
import { rolloutIn } from "../../../spec/scenario-hash.js";
import type { CloudState } from "../cloud-state.js";
import type { CloudService } from "../service.js";
import { createRollouts } from "./create-rollouts.js";
import { onVitals } from "./gates.js";
import { onJobNext, onJobStatus } from "./jobs.js";
import { tickRollout } from "./rollout.js";
import { rolloutResult } from "./rollout-result.js";
import { leaveOut } from "./withdraw.js";

const nextTickMs = ({ rollout }: CloudState): number => {
  let nextMs = Infinity;
  for (const { nextTickMs } of rollout.rollouts) if (nextTickMs < nextMs) nextMs = nextTickMs;
  return nextMs;
};

const resultsOf = ({ plan, rollout }: CloudState): RolloutResult[] =>
  rollout.rollouts.map((one, index) => rolloutResult(one, plan.scenario.rollouts[index]));

export const ROLLOUT = {
  name: "rollout",
  uplinks: { jobNext: onJobNext, jobStatus: onJobStatus, vitals: onVitals },
  ticks: {
    nextTickMs,
    quietUntilMs: nextTickMs,
    onTick: (state, nowMs) => {
      state.rollout.rollouts.forEach((rollout, index) => {
        if (rollout.nextTickMs <= nowMs) tickRollout(state, index, nowMs);
      });
    },
  },
  start: (state) => {
    state.rollout.rollouts = createRollouts(state.plan);
  },
  /** A rollout that says what it said goes on; another one is as if it had always been planned: who has left is out of it. */
  fork: ({ plan, rollout, registry }, before) => {
    const saved = rollout.rollouts;
    rollout.rollouts = createRollouts(plan).map((fresh, index) => {
      const known = saved[rolloutIn(before, plan.scenario.rollouts[index])];
      if (known !== undefined) return known;
      for (const device of registry.revoked.keys()) leaveOut(fresh, device);
      return fresh;
    });
  },
  finish: (state) => ({ rollouts: resultsOf(state) }),
  view: (state) => ({
    // From 0: the dashboard counts from one.
    rollouts: resultsOf(state).map(({ id, status, stages, succeeded, failed, targeted }, index) => {
      const { stage } = state.rollout.rollouts[index];
      return { id, status, stage, stages: stages.length, succeeded, failed, targeted };
    }),
  }),
} satisfies CloudService;
