// What becomes of one device's part of a rollout (AWS IoT Jobs: an execution): its codes, and the one place where it ends, so
// that outcomes, counts and the metric are the same book.
import { Events } from "../../../event/events.js";
import {
  JOB_STATUSES,
  type JobStatus,
  OUTCOME_REASONS,
  type OutcomeReason,
} from "../../../event/vocabulary.js";
import type { RolloutSpec } from "../../../spec/rollout.js";
import type { CloudState } from "../cloud-state.js";
import { EXECUTION_STATES, EXECUTION_TABLE, type ExecutionEvent } from "./execution-states.js";
import type { RolloutState } from "./rollout-state.js";

/** Execution codes are EXECUTION_STATES indices, so JOB_STATUSES indices + 1. */
const job = (status: JobStatus): number => EXECUTION_STATES.indexOf(status);
export const QUEUED = job("QUEUED");
export const IN_PROGRESS = job("IN_PROGRESS");
export const SUCCEEDED = job("SUCCEEDED");
export const FAILED = job("FAILED");
export const TIMED_OUT = job("TIMED_OUT");
export const REJECTED = job("REJECTED");
export const REMOVED = job("REMOVED");
export const CANCELED = job("CANCELED");
export const ROLLED_BACK = job("ROLLED_BACK");
export const ROLLBACK_FAILED = job("ROLLBACK_FAILED");

export const REASONS = Object.keys(OUTCOME_REASONS) as OutcomeReason[];

/** What an outcome without a reason of ours means: a real device may join a live run and say what it likes. */
const UNNAMED: Partial<Record<JobStatus, OutcomeReason>> = {
  SUCCEEDED: "updated",
  FAILED: "other-failure",
  REJECTED: "other-refusal",
  TIMED_OUT: "no-outcome",
  CANCELED: "called-off",
  REMOVED: "decommissioned",
  ROLLED_BACK: "went-back",
  ROLLBACK_FAILED: "no-way-back",
};

/** The reason an outcome's text begins with, where that is one of its status. */
export const reasonOf = (status: JobStatus, text: string): OutcomeReason | undefined => {
  const colon = text.indexOf(":");
  const word = colon < 0 ? text : text.slice(0, colon);
  const isOurs = Object.hasOwn(OUTCOME_REASONS, word) && OUTCOME_REASONS[word as OutcomeReason] === status;
  return isOurs ? (word as OutcomeReason) : UNNAMED[status];
};

export const stageSize = (rollout: RolloutState, spec: RolloutSpec, stage: number): number =>
  Math.min(
    rollout.order.length,
    Math.max(1, Math.ceil((rollout.order.length * spec.stages[stage].sharePpm) / 1e6)),
  );

const stageOf = (rollout: RolloutState, spec: RolloutSpec, position: number): number => {
  let stage = 0;
  while (stage < spec.stages.length - 1 && position >= stageSize(rollout, spec, stage)) stage++;
  return stage;
};

const countEnd = (rollout: RolloutState, code: number): void => {
  const { counts } = rollout;
  if (code === SUCCEEDED) counts.succeeded++;
  else if (code === FAILED) counts.failed++;
  else if (code === REJECTED) counts.rejected++;
  else if (code === TIMED_OUT) counts.timedOut++;
  else if (code === ROLLED_BACK) counts.rolledBack++;
  else if (code === REMOVED) counts.removed++;
};

/** One device's part of a rollout: the rollout by its index, the device by its position in the order. */
export interface Execution {
  rollout: number;
  position: number;
}

/** An execution ends, or goes from one end to another: counted, and a row of its own. */
export const endExecution = (
  state: CloudState,
  { rollout: index, position }: Execution,
  { event, text }: { event: ExecutionEvent; text: string },
  nowMs: number,
): void => {
  const rollout = state.rollout.rollouts[index];
  const device = rollout.order[position];
  const code = EXECUTION_TABLE.next(rollout.execution[position], event);
  const reason = reasonOf(JOB_STATUSES[code - 1], text);
  // Who leaves the fleet while it updates is no part of the target, so it was none of those that began.
  if (code === REMOVED && rollout.execution[position] === IN_PROGRESS) rollout.counts.attempted--;
  rollout.execution[position] = code;
  countEnd(rollout, code);
  if (reason !== undefined) rollout.outcomes[REASONS.indexOf(reason)]++;
  const stage = rollout.stageCounts[stageOf(rollout, state.plan.scenario.rollouts[index], position)];
  if (code === SUCCEEDED) stage.succeeded++;
  else if (code === FAILED || code === REJECTED || code === TIMED_OUT) stage.failed++;
  state.count("update.outcome", device, 1, code - 1);
  state.emit(Events.jobOutcome, nowMs, { rollout: index, status: code - 1, device, note: text });
};
