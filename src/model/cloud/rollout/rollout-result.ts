// What a rollout came to, for the summary.
import { OUTCOME_REASONS, ROLLOUT_STATUSES } from "../../../event/vocabulary.js";
import type { RolloutResult } from "../../../result/rollout.js";
import type { RolloutSpec } from "../../../spec/rollout.js";
import { REASONS, stageSize } from "./execution.js";
import type { RolloutState } from "./rollout-state.js";

const orNull = (ms: number): number | null => (ms < 0 ? null : ms);

/** How executions ended, grouped, the most frequent first. */
export const outcomesOf = ({ outcomes }: RolloutState): RolloutResult["outcomes"] =>
  REASONS.map((reason, at) => ({ status: OUTCOME_REASONS[reason], reason, devices: outcomes[at] }))
    .filter(({ devices }) => devices > 0)
    .sort((x, y) => y.devices - x.devices || REASONS.indexOf(x.reason) - REASONS.indexOf(y.reason));

/** The cloud's account; who ran what at once is the driver's to say (engine/blast-radius.ts). */
export const rolloutResult = (rollout: RolloutState, spec: RolloutSpec): RolloutResult => {
  const { counts, order } = rollout;
  return {
    id: spec.id,
    version: spec.version,
    status: ROLLOUT_STATUSES[rollout.status],
    targeted: order.length - counts.removed,
    attempted: counts.attempted,
    succeeded: counts.succeeded,
    failed: counts.failed + counts.rejected + counts.timedOut,
    rolledBack: counts.rolledBack,
    late: counts.late,
    outcomes: outcomesOf(rollout),
    blastRadius: 0,
    startedMs: orNull(rollout.startedAtMs),
    endedMs: orNull(rollout.endedAtMs),
    reason: rollout.reason,
    stages: spec.stages.map(({ sharePpm }, stage) => ({
      sharePpm,
      startedMs: orNull(rollout.stageStartedMs[stage]),
      endedMs: orNull(rollout.stageEndedMs[stage]),
      notified: Math.max(
        0,
        Math.min(rollout.notified, stageSize(rollout, spec, stage)) -
          (stage === 0 ? 0 : stageSize(rollout, spec, stage - 1)),
      ),
      ...rollout.stageCounts[stage],
    })),
  };
};
