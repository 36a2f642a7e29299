// The cloud goes on under another scenario than the one it has run under: what its limits, alert rules and rollouts remember
// is taken over where it still holds, and made anew where the scenario's word has changed.

import { LIMITS } from "../../spec/cloud.js";
import type { Scenario } from "../../spec/scenario.js";
import { rolloutIn } from "../../spec/scenario-hash.js";
import { LOOK_EVERY_MS } from "./alert/alert-look.js";
import type { CloudState } from "./cloud-state.js";
import { refreshLimits } from "./limits.js";
import type { RolloutState } from "./rollout/rollout-state.js";
import { leaveOut } from "./rollout/withdraw.js";

/** Another word of the profile counts from now on; what faults and operators have made of it goes on being made of the new one. */
const forkLimits = (state: CloudState, before: Scenario, nowMs: number): void => {
  const { cloud } = state.plan.scenario;
  if (LIMITS.some((limit) => cloud[limit] !== before.cloud[limit])) refreshLimits(state, nowMs);
};

/** A rule keeps what it has seen under whatever threshold; a new one has seen nothing. */
const forkAlerts = (state: CloudState, nowMs: number): void => {
  const { columns, plan } = state;
  const added = plan.scenario.alerts.slice(columns.alertSinceMs.length);
  if (added.length === 0) return;
  columns.alertSinceMs.push(...added.map(() => -1));
  columns.alertRaisedMs.push(...added.map(() => -1));
  if (columns.alertTickMs < Infinity) return;
  columns.alertTickMs = (Math.floor(nowMs / LOOK_EVERY_MS) + 1) * LOOK_EVERY_MS;
  columns.window = { authErrors: 0, attempts: 0, refused: 0, reboots: 0, queueMax: 0, sinceMs: nowMs };
};

/** A rollout that says what it said goes on; another one is as if it had always been planned: who has left is out of it. */
const forkRollouts = (state: CloudState, before: Scenario, planned: RolloutState[]): void => {
  const { columns, plan } = state;
  const saved = columns.rollouts;
  columns.rollouts = planned.map((fresh, index) => {
    const known = saved[rolloutIn(before, plan.scenario.rollouts[index])];
    if (known !== undefined) return known;
    for (const device of columns.revoked.keys()) leaveOut(fresh, device);
    return fresh;
  });
};

/** @param planned the new scenario's rollouts, none of them begun */
export const forkCloud = (
  state: CloudState,
  before: Scenario,
  planned: RolloutState[],
  nowMs: number,
): void => {
  forkLimits(state, before, nowMs);
  forkAlerts(state, nowMs);
  forkRollouts(state, before, planned);
};
