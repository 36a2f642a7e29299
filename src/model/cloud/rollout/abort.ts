// OTA-2: when a rollout is stopped, and what that does. Rules are AWS IoT Jobs' (a share of the executions that have ended)
// or compare the canary with the others (gates.ts). A rollback sends every device back to what it ran before this rollout.
import { JobNotify } from "../../../event/downlinks.js";
import { letter } from "../../../event/letter.js";
import { OUTCOME_REASONS } from "../../../event/vocabulary.js";
import type { AbortRule, FailureRule, RolloutSpec } from "../../../spec/rollout.js";
import { NO_VERSION } from "../../plan/plan.js";
import type { CloudState } from "../cloud-state.js";
import { isPresent } from "../front/carrier.js";
import { endExecution, IN_PROGRESS, QUEUED, REASONS, SUCCEEDED, TIMED_OUT } from "./execution.js";
import { brokenGate } from "./gates.js";
import type { RolloutState } from "./rollout-state.js";

const NOTIFY_BYTES = 300;

/** Tells a device that there is work, or that what it does is called off. */
export const notify = (
  state: CloudState,
  device: number,
  said: { rollout: number; isCancelled: boolean },
  nowMs: number,
): void => {
  if (!isPresent(state, device)) return;
  state.send(letter(JobNotify, said, NOTIFY_BYTES), device, nowMs);
};

const executed = ({ counts }: RolloutState): number =>
  counts.succeeded + counts.failed + counts.rejected + counts.timedOut;

/** Executions that ended in a way the rule is about. */
const failuresOf = (rollout: RolloutState, { failureType, reasons }: FailureRule): number => {
  const { counts, outcomes } = rollout;
  if (reasons.length > 0)
    return reasons.reduce((sum, reason) => {
      const isMeant = failureType === "ALL" || OUTCOME_REASONS[reason] === failureType;
      return sum + (isMeant ? outcomes[REASONS.indexOf(reason)] : 0);
    }, 0);
  const byType = { FAILED: counts.failed, REJECTED: counts.rejected, TIMED_OUT: counts.timedOut };
  return failureType === "ALL" ? counts.failed + counts.rejected + counts.timedOut : byType[failureType];
};

/**
 * AWS: `thresholdPercentage` is the least percentage of failures that starts the abort, of the executions that have ended.
 * In integers: parts per million of at most two million stay far below 2^53.
 */
const brokenShare = (rollout: RolloutState, rule: FailureRule): string | null => {
  const done = executed(rollout);
  const failures = failuresOf(rollout, rule);
  if (done < rule.minExecuted || failures * 1e6 < rule.thresholdPpm * done) return null;
  const what = [rule.failureType, ...rule.reasons].join(", ");
  return `${failures} of ${done} executions failed (${what}); the limit is ${rule.thresholdPpm / 10_000} %`;
};

/** The first abort rule that holds, with its words, or null. */
export const brokenRule = (
  rollout: RolloutState,
  spec: RolloutSpec,
  nowMs: number,
): { index: number; rule: AbortRule; reason: string } | null => {
  for (const [index, rule] of spec.abort.entries()) {
    if (rollout.waived.includes(index)) continue;
    const reason =
      rule.kind === "failures"
        ? brokenShare(rollout, rule)
        : rollout.gates && brokenGate(rollout.gates, index, rule, nowMs);
    if (reason !== null) return { index, rule, reason };
  }
  return null;
};

/** AWS: what has not begun is cancelled, what is in progress goes on. */
export const cancelQueued = (state: CloudState, index: number, text: string, nowMs: number): void => {
  const { execution, notified } = state.rollout.rollouts[index];
  for (let position = 0; position < notified; position++)
    if (execution[position] === QUEUED)
      endExecution(state, { rollout: index, position }, { event: "called-off", text }, nowMs);
};

/** True where a device can have the new version by this rollout: another one may bring it to who failed here. */
const mayHaveIt = ({ execution, said }: RolloutState, position: number): boolean =>
  execution[position] === SUCCEEDED ||
  execution[position] === IN_PROGRESS ||
  (execution[position] === TIMED_OUT && (said[position] === 0 || said[position] === SUCCEEDED));

/** True where a device that asks, running `running`, has the new version by this rollout, which takes it back. */
export const mustGoBack = (
  rollout: RolloutState,
  position: number,
  running: number,
  target: number,
): boolean => {
  if (!rollout.rollingBack || running !== target || !mayHaveIt(rollout, position)) return false;
  const before = rollout.before[position];
  return before !== NO_VERSION && before !== target;
};

/** A device that may still end on the new version: under way, or written off without a word from it. */
const isAtIt = ({ execution, said }: RolloutState, position: number): boolean =>
  execution[position] === IN_PROGRESS || (execution[position] === TIMED_OUT && said[position] === 0);

/**
 * Sends everybody who is known to run the new version back, and calls off what is still under way. Who is away learns it by
 * asking, as all do when they are back or have ended a job.
 */
export const rollBack = (state: CloudState, index: number, nowMs: number): void => {
  const { plan } = state;
  const rollout = state.rollout.rollouts[index];
  const target = plan.versions.indexOf(plan.scenario.rollouts[index].version);
  for (let position = 0; position < rollout.notified; position++) {
    const device = rollout.order[position];
    const isBack = mustGoBack(rollout, position, state.registry.version[device], target);
    if (isBack || isAtIt(rollout, position))
      notify(state, device, { rollout: index, isCancelled: !isBack }, nowMs);
  }
};
