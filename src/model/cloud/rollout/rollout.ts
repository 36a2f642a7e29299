// OTA-1, OTA-2: the staged rollout with AWS IoT Jobs' names: exponential rate, stages with soak, abort criteria (abort.ts).
// It acts at its own ticks only; what devices report in between (jobs.ts) waits for the next one.
import { assert } from "../../../core/assert.js";
import { MINUTE_MS } from "../../../core/duration.js";
import { Events } from "../../../event/events.js";
import { ROLLOUT_STATUSES, type RolloutStatus } from "../../../event/vocabulary.js";
import type { AbortRule, RolloutSpec } from "../../../spec/rollout.js";
import type { CloudState } from "../cloud-state.js";
import { brokenRule, cancelQueued, notify, rollBack } from "./abort.js";
import { endExecution, IN_PROGRESS, REMOVED, stageSize } from "./execution.js";
import { EXECUTION_TABLE } from "./execution-states.js";
import { outcomesOf } from "./rollout-result.js";
import type { RolloutState } from "./rollout-state.js";
import { ROLLOUT_TABLE, type RolloutEvent } from "./rollout-states.js";
import { isEnough, stallOf, standingOf } from "./stage.js";

/** While devices are being notified, and while a stage soaks. */
const NOTIFY_TICK_MS = 10_000;
const SOAK_TICK_MS = MINUTE_MS;

export const statusOf = (rollout: RolloutState): RolloutStatus => ROLLOUT_STATUSES[rollout.status];

const say = (state: CloudState, index: number, reason: string, nowMs: number): void => {
  const rollout = state.rollout.rollouts[index];
  rollout.reason = reason;
  const { status, stage } = rollout;
  state.emit(Events.rollout, nowMs, { rollout: index, status, stage, note: reason });
};

export const change = (
  state: CloudState,
  index: number,
  { event, reason }: { event: RolloutEvent; reason: string },
  nowMs: number,
): void => {
  const rollout = state.rollout.rollouts[index];
  rollout.status = ROLLOUT_TABLE.next(rollout.status, event);
  const status = statusOf(rollout);
  if (status === "completed" || status === "aborted" || status === "failed") rollout.endedAtMs = nowMs;
  say(state, index, reason, nowMs);
};

/** Notifies as many devices as the rate allows since the last tick; the rate grows as AWS' exponentialRate does. */
const notifySome = (state: CloudState, index: number, limit: number, nowMs: number): void => {
  const { rate } = state.plan.scenario.rollouts[index];
  const rollout = state.rollout.rollouts[index];
  rollout.carry += rollout.ratePerMinute * NOTIFY_TICK_MS;
  let allowance = Math.floor(rollout.carry / MINUTE_MS);
  rollout.carry -= allowance * MINUTE_MS;
  while (allowance-- > 0 && rollout.notified < limit) {
    const position = rollout.notified++;
    assert(position < rollout.order.length, "a rollout notifies more than its target");
    if (rollout.execution[position] === REMOVED) continue;
    rollout.execution[position] = EXECUTION_TABLE.next(rollout.execution[position], "notified");
    rollout.notifiedAtRate++;
    state.count("meter.remote.actions", rollout.order[position]);
    notify(state, rollout.order[position], { rollout: index, isCancelled: false }, nowMs);
    if (rollout.notifiedAtRate < rate.everyNotified) continue;
    rollout.notifiedAtRate = 0;
    // Not rounded: one a minute that grows by a tenth would stay at one.
    const faster = rollout.ratePerMinute * rate.incrementFactor;
    rollout.ratePerMinute = Math.min(rate.maximumPerMinute, faster);
  }
};

const abort = (
  state: CloudState,
  index: number,
  { rule, reason }: { rule: AbortRule; reason: string },
  nowMs: number,
): void => {
  const rollout = state.rollout.rollouts[index];
  if (rule.action === "PAUSE") {
    change(state, index, { event: "rule-pauses", reason }, nowMs);
    return;
  }
  cancelQueued(state, index, "called-off: the rollout was aborted", nowMs);
  const isRollback = rule.action === "ROLLBACK";
  change(state, index, { event: isRollback ? "rule-rolls-back" : "rule-cancels", reason }, nowMs);
  if (!isRollback) return;
  rollout.rollingBack = true;
  rollBack(state, index, nowMs);
};

/** Executions that began too long ago are written off (AWS: inProgressTimeoutInMinutes). Returns whether any is left. */
const timeOut = (state: CloudState, index: number, spec: RolloutSpec, nowMs: number): boolean => {
  const rollout = state.rollout.rollouts[index];
  let isUnderWay = false;
  for (let position = 0; position < rollout.notified; position++) {
    if (rollout.execution[position] !== IN_PROGRESS) continue;
    if (nowMs - rollout.startedMs[position] < spec.timeoutMs) isUnderWay = true;
    else
      endExecution(
        state,
        { rollout: index, position },
        { event: "timed-out", text: "no-outcome: none came in time" },
        nowMs,
      );
  }
  return isUnderWay;
};

/** The last stage is over: who never began is let go, and a rollout without a success is none that was completed. */
const finish = (state: CloudState, index: number, nowMs: number): void => {
  const rollout = state.rollout.rollouts[index];
  cancelQueued(state, index, "absent: had not begun when the rollout ended", nowMs);
  const { counts, order } = rollout;
  const targeted = order.length - counts.removed;
  assert(counts.succeeded + counts.removed <= order.length, "more of a rollout has ended than was targeted");
  if (targeted > 0 && counts.succeeded === 0) {
    const words = outcomesOf(rollout).map(({ reason, devices }) => `${devices} ${reason}`);
    const reason = `none of ${targeted} updated: ${words.join(", ")}`;
    change(state, index, { event: "nobody-updated", reason }, nowMs);
    return;
  }
  const reason = `${counts.succeeded} of ${targeted} updated`;
  change(state, index, { event: "last-stage-done", reason }, nowMs);
};

/** Moves on within a running rollout: notify, soak, next stage, end. */
const advance = (state: CloudState, index: number, spec: RolloutSpec, nowMs: number): void => {
  const rollout = state.rollout.rollouts[index];
  const { stage } = rollout;
  const limit = stageSize(rollout, spec, stage);
  if (rollout.notified < limit) {
    notifySome(state, index, limit, nowMs);
    if (rollout.notified === limit) rollout.stageNotifiedMs[stage] = nowMs;
    return;
  }
  const standing = standingOf(state, rollout, limit);
  if (standing.boxed > 0) rollout.boxedMs = nowMs;
  const soakedMs = nowMs - rollout.stageNotifiedMs[stage];
  if (!rollout.soakIsOver && soakedMs < spec.stages[stage].soakMs) return;
  const isLast = stage === spec.stages.length - 1;
  let words = "";
  if (!isEnough(standing, isLast)) {
    const stall = stallOf(rollout, spec, standing, nowMs);
    if (stall.is === "wait") {
      if (stall.words !== "" && stall.words !== rollout.reason) say(state, index, stall.words, nowMs);
      return;
    }
    if (stall.is === "stuck") {
      change(state, index, { event: "nobody-there", reason: stall.words }, nowMs);
      return;
    }
    words = `, ${stall.words}`;
  }
  rollout.stageEndedMs[stage] = nowMs;
  if (isLast) {
    finish(state, index, nowMs);
    return;
  }
  rollout.stage++;
  assert(rollout.stage < spec.stages.length, "a rollout goes beyond its last stage");
  rollout.soakIsOver = false;
  rollout.stageStartedMs[rollout.stage] = nowMs;
  say(state, index, `stage ${rollout.stage + 1}${words}`, nowMs);
};

/** One tick of a rollout at `nowMs`. */
export const tickRollout = (state: CloudState, index: number, nowMs: number): void => {
  const rollout = state.rollout.rollouts[index];
  const spec = state.plan.scenario.rollouts[index];
  if (statusOf(rollout) === "scheduled") {
    rollout.startedAtMs = nowMs;
    rollout.stageStartedMs[0] = nowMs;
    change(state, index, { event: "its-time-came", reason: `to ${spec.version}` }, nowMs);
  }
  // Clocks run on whatever has become of the rollout: what is in progress goes on.
  const isUnderWay = timeOut(state, index, spec, nowMs);
  if (statusOf(rollout) === "running") {
    const broken = brokenRule(rollout, spec, nowMs);
    if (broken === null) advance(state, index, spec, nowMs);
    else abort(state, index, broken, nowMs);
  } else if (rollout.rollingBack) rollBack(state, index, nowMs);
  const isRunning = statusOf(rollout) === "running";
  const isNotifying = isRunning && rollout.notified < stageSize(rollout, spec, rollout.stage);
  // Who has not been reached a timeout after the abort is away, and will ask when it is back.
  const isFresh = rollout.rollingBack && nowMs - rollout.endedAtMs < spec.timeoutMs;
  if (!isRunning && !isUnderWay && !isFresh) rollout.nextTickMs = Infinity;
  else rollout.nextTickMs = nowMs + (isNotifying ? NOTIFY_TICK_MS : SOAK_TICK_MS);
};
