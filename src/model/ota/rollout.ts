// OTA-1, OTA-2: the staged rollout with AWS IoT Jobs' names: exponential rate, stages with soak, abort criteria over
// finished executions, rollback of what already runs the new version. It acts at its own ticks only; what devices
// report in between waits for the next one.
import { deriveKey, KeyedRandom } from "../../core/rng.js";
import { EventKind } from "../../event/event.js";
import { Answer, type MessageColumns, MessageKind } from "../../event/message.js";
import { JOB_STATUSES, ROLLOUT_STATUSES, type RolloutStatus } from "../../event/vocabulary.js";
import type { AbortRule, FailureRule, RolloutSpec } from "../../scenario/scenario.js";
import type { RolloutResult } from "../actor.js";
import type { CloudState } from "../cloud/cloud-state.js";
import { meterMessage } from "../cloud/metering.js";
import { firmwareStore } from "./firmware-store.js";
import { createGateBooks } from "./gate-books.js";
import { brokenGate } from "./gates.js";
import type { RolloutState } from "./rollout-state.js";
import { REMOVED } from "./withdraw.js";

/** While devices are being notified, and while a stage soaks. */
const NOTIFY_TICK_MS = 10_000;
const SOAK_TICK_MS = 60_000;
/** A stage may end when this share of its devices has finished. */
const STAGE_EXECUTED_PPM = 900_000;
const NOTIFY_BYTES = 300;
const DOCUMENT_BYTES = 900;

const job = (status: (typeof JOB_STATUSES)[number]): number => JOB_STATUSES.indexOf(status) + 1;
const QUEUED = job("QUEUED");
const IN_PROGRESS = job("IN_PROGRESS");
const SUCCEEDED = job("SUCCEEDED");
const CANCELED = job("CANCELED");
const TIMED_OUT = job("TIMED_OUT");
const ROLLED_BACK = job("ROLLED_BACK");
const isFailure = (code: number): boolean =>
  code === job("FAILED") || code === job("REJECTED") || code === TIMED_OUT;

/** The rollouts' targets, shuffled by a draw of each device's own, so a canary is not the first street of the list. */
export const createRollouts = (state: CloudState, targets: readonly Int32Array[]): RolloutState[] =>
  state.plan.scenario.rollouts.map((spec, index) => {
    const { plan } = state;
    const randoms = plan.groups.map((group) => new KeyedRandom(deriveKey(group.key, `rollout:${spec.id}`)));
    const ranked = Array.from(targets[index], (device) => {
      const group = plan.groups[plan.groupOf[device]];
      randoms[group.index].draw(device - group.first, 0, 0);
      return { device, rank: randoms[group.index].uniform() };
    });
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
      stage: 0,
      notified: 0,
      ratePerMinute: spec.rate.basePerMinute,
      notifiedAtRate: 0,
      carry: 0,
      stageStartedMs: spec.stages.map(() => -1),
      stageNotifiedMs: spec.stages.map(() => -1),
      stageEndedMs: spec.stages.map(() => -1),
      nextTickMs: spec.atMs,
      startedAtMs: -1,
      endedAtMs: -1,
      counts: { attempted: 0, succeeded: 0, failed: 0, rejected: 0, timedOut: 0, rolledBack: 0, removed: 0 },
      stageCounts: spec.stages.map(() => ({ succeeded: 0, failed: 0 })),
      gates: createGateBooks(spec, plan.groups.length),
      rollingBack: false,
      reason: "",
    };
  });

const statusOf = (rollout: RolloutState): RolloutStatus => ROLLOUT_STATUSES[rollout.status];

const stageSize = (rollout: RolloutState, spec: RolloutSpec, stage: number): number =>
  Math.min(
    rollout.order.length,
    Math.max(1, Math.ceil((rollout.order.length * spec.stages[stage].sharePpm) / 1e6)),
  );

const stageOf = (rollout: RolloutState, spec: RolloutSpec, position: number): number => {
  let stage = 0;
  while (stage < spec.stages.length - 1 && position >= stageSize(rollout, spec, stage)) stage++;
  return stage;
};

const setStatus = (
  state: CloudState,
  index: number,
  status: RolloutStatus,
  reason: string,
  nowMs: number,
): void => {
  const rollout = state.columns.rollouts[index];
  rollout.status = ROLLOUT_STATUSES.indexOf(status);
  rollout.reason = reason;
  if (status === "completed" || status === "aborted") rollout.endedAtMs = nowMs;
  state.emit(EventKind.rollout, nowMs, index, rollout.status, rollout.stage, reason);
};

const notify = (
  state: CloudState,
  index: number,
  device: number,
  nowMs: number,
  isCancelled = false,
): void => {
  if (!state.isPresent(device)) return;
  state.send(MessageKind.jobNotify, device, nowMs, index, Number(isCancelled), 0, 0, NOTIFY_BYTES);
};

/** Notifies as many devices as the rate allows since the last tick. */
const notifySome = (
  state: CloudState,
  index: number,
  spec: RolloutSpec,
  limit: number,
  nowMs: number,
): void => {
  const rollout = state.columns.rollouts[index];
  rollout.carry += rollout.ratePerMinute * NOTIFY_TICK_MS;
  let allowance = Math.floor(rollout.carry / 60_000);
  rollout.carry -= allowance * 60_000;
  while (allowance-- > 0 && rollout.notified < limit) {
    const position = rollout.notified++;
    if (rollout.execution[position] === REMOVED) continue;
    rollout.execution[position] = QUEUED;
    rollout.notifiedAtRate++;
    state.count("meter.remote.actions", rollout.order[position]);
    notify(state, index, rollout.order[position], nowMs);
    if (rollout.notifiedAtRate < spec.rate.everyNotified) continue;
    rollout.notifiedAtRate = 0;
    const faster = Math.floor(rollout.ratePerMinute * spec.rate.incrementFactor);
    rollout.ratePerMinute = Math.min(spec.rate.maximumPerMinute, faster);
  }
};

const executed = ({ counts }: RolloutState): number =>
  counts.succeeded + counts.failed + counts.rejected + counts.timedOut;

const failuresOf = ({ counts }: RolloutState, type: FailureRule["failureType"]): number => {
  const byType = { FAILED: counts.failed, REJECTED: counts.rejected, TIMED_OUT: counts.timedOut };
  return type === "ALL" ? counts.failed + counts.rejected + counts.timedOut : byType[type];
};

/** The first abort rule that holds, with its words, or null. */
const brokenRule = (
  rollout: RolloutState,
  spec: RolloutSpec,
  nowMs: number,
): { rule: AbortRule; reason: string } | null => {
  const done = executed(rollout);
  for (const [index, rule] of spec.abort.entries()) {
    if (rule.kind === "gate") {
      const reason = rollout.gates === null ? null : brokenGate(rollout.gates, index, rule, nowMs);
      if (reason !== null) return { rule, reason };
      continue;
    }
    const failures = failuresOf(rollout, rule.failureType);
    if (done < rule.minExecuted || failures * 1e6 <= rule.thresholdPpm * done) continue;
    const reason = `${failures} of ${done} executions failed (${rule.failureType}), above ${rule.thresholdPpm / 10_000} %`;
    return { rule, reason };
  }
  return null;
};

/** Sends everybody who got the new version back to the old one, and calls off what is still downloading. */
const startRollback = (state: CloudState, index: number, nowMs: number): void => {
  const rollout = state.columns.rollouts[index];
  rollout.rollingBack = true;
  for (let position = 0; position < rollout.notified; position++) {
    const execution = rollout.execution[position];
    if (execution === SUCCEEDED) notify(state, index, rollout.order[position], nowMs);
    else if (execution === IN_PROGRESS) notify(state, index, rollout.order[position], nowMs, true);
  }
};

const abort = (state: CloudState, index: number, rule: AbortRule, reason: string, nowMs: number): void => {
  const rollout = state.columns.rollouts[index];
  if (rule.action === "PAUSE") {
    setStatus(state, index, "paused", reason, nowMs);
    return;
  }
  for (let position = 0; position < rollout.notified; position++) {
    if (rollout.execution[position] === QUEUED) rollout.execution[position] = CANCELED;
  }
  setStatus(state, index, "aborted", reason, nowMs);
  if (rule.action === "ROLLBACK") startRollback(state, index, nowMs);
};

/** Executions that began too long ago count as timed out (AWS: inProgressTimeoutInMinutes). */
const timeOut = (state: CloudState, index: number, spec: RolloutSpec, nowMs: number): void => {
  const rollout = state.columns.rollouts[index];
  for (let position = 0; position < rollout.notified; position++) {
    if (rollout.execution[position] !== IN_PROGRESS || nowMs - rollout.startedMs[position] < spec.timeoutMs)
      continue;
    rollout.execution[position] = TIMED_OUT;
    rollout.counts.timedOut++;
    rollout.stageCounts[stageOf(rollout, spec, position)].failed++;
    state.emit(
      EventKind.jobOutcome,
      nowMs,
      index,
      TIMED_OUT - 1,
      rollout.order[position],
      "no outcome in time",
    );
  }
};

/** Somebody among the first `limit` has begun and not ended: it ends, or times out. */
const isUnderWayUpTo = (rollout: RolloutState, limit: number): boolean => {
  for (let position = 0; position < limit; position++)
    if (rollout.execution[position] === IN_PROGRESS) return true;
  return false;
};

const finishedUpTo = (rollout: RolloutState, limit: number): number => {
  let finished = 0;
  for (let position = 0; position < limit; position++)
    if (rollout.execution[position] > IN_PROGRESS) finished++;
  return finished;
};

/** Moves on within a running rollout: notify, soak, next stage, end. */
const advance = (state: CloudState, index: number, spec: RolloutSpec, nowMs: number): void => {
  const rollout = state.columns.rollouts[index];
  const limit = stageSize(rollout, spec, rollout.stage);
  if (rollout.notified < limit) {
    notifySome(state, index, spec, limit, nowMs);
    if (rollout.notified === limit) rollout.stageNotifiedMs[rollout.stage] = nowMs;
    return;
  }
  const soakedMs = nowMs - rollout.stageNotifiedMs[rollout.stage];
  const finished = finishedUpTo(rollout, limit);
  const isLast = rollout.stage === spec.stages.length - 1;
  const isEnough = isLast
    ? finished === limit || (soakedMs >= spec.timeoutMs && !isUnderWayUpTo(rollout, limit))
    : finished * 1e6 >= limit * STAGE_EXECUTED_PPM;
  if (soakedMs < spec.stages[rollout.stage].soakMs || !isEnough) return;
  rollout.stageEndedMs[rollout.stage] = nowMs;
  if (isLast) {
    setStatus(
      state,
      index,
      "completed",
      `${rollout.counts.succeeded} of ${rollout.order.length} updated`,
      nowMs,
    );
    return;
  }
  rollout.stage++;
  rollout.stageStartedMs[rollout.stage] = nowMs;
  state.emit(EventKind.rollout, nowMs, index, rollout.status, rollout.stage, `stage ${rollout.stage + 1}`);
};

const hasRollbackLeft = (rollout: RolloutState): boolean =>
  rollout.rollingBack && rollout.execution.some((code) => code === SUCCEEDED || code === IN_PROGRESS);

/** One tick of a rollout at `nowMs`. */
export const tickRollout = (state: CloudState, index: number, nowMs: number): void => {
  const rollout = state.columns.rollouts[index];
  const spec = state.plan.scenario.rollouts[index];
  if (statusOf(rollout) === "scheduled") {
    rollout.startedAtMs = nowMs;
    rollout.stageStartedMs[0] = nowMs;
    setStatus(state, index, "running", `to ${spec.version}`, nowMs);
  }
  if (statusOf(rollout) === "running") {
    timeOut(state, index, spec, nowMs);
    const broken = brokenRule(rollout, spec, nowMs);
    if (broken === null) advance(state, index, spec, nowMs);
    else abort(state, index, broken.rule, broken.reason, nowMs);
  } else if (rollout.rollingBack) startRollback(state, index, nowMs);
  const isRunning = statusOf(rollout) === "running";
  const isNotifying = isRunning && rollout.notified < stageSize(rollout, spec, rollout.stage);
  if (!isRunning && !hasRollbackLeft(rollout)) rollout.nextTickMs = Infinity;
  else rollout.nextTickMs = nowMs + (isNotifying ? NOTIFY_TICK_MS : SOAK_TICK_MS);
};

const positionOf = (rollout: RolloutState, device: number): number => rollout.position[device];

/** The job's document: the patch for a device that runs its base, the whole image for others. */
const sendDocument = (
  state: CloudState,
  device: number,
  index: number,
  version: number,
  running: number,
  nowMs: number,
): void => {
  const store = firmwareStore(state.plan);
  const isDelta = store.baseOf(version) === running;
  const bytes = store.fileBytes(version, isDelta);
  const body = isDelta ? JSON.stringify({ delta: { from: state.plan.versions[running] } }) : undefined;
  state.send(MessageKind.jobDocument, device, nowMs, Answer.ok, index, version, bytes, DOCUMENT_BYTES, body);
};

/** The next piece of work for a device: a rollback first, then a queued update. */
export const onJobNext = (state: CloudState, inbox: MessageColumns, row: number, nowMs: number): void => {
  const { columns, plan } = state;
  const device = inbox.entity[row];
  columns.version[device] = inbox.a[row];
  meterMessage(state, device, inbox.bytes[row]);
  for (let index = 0; index < columns.rollouts.length; index++) {
    const rollout = columns.rollouts[index];
    const position = positionOf(rollout, device);
    if (position < 0) continue;
    const spec = plan.scenario.rollouts[index];
    const target = plan.versions.indexOf(spec.version);
    if (rollout.rollingBack && rollout.execution[position] === SUCCEEDED && inbox.a[row] === target) {
      const back = plan.versions.indexOf(plan.groups[plan.groupOf[device]].twin.firmware.version);
      state.send(MessageKind.jobDocument, device, nowMs, Answer.ok, index, back, 0, DOCUMENT_BYTES);
      return;
    }
    // AWS: what is in progress comes first. Its document got lost, or the device would not ask; one that runs the version
    // has only not been heard of yet.
    const isUnderWay = rollout.execution[position] === IN_PROGRESS && !rollout.rollingBack;
    if (isUnderWay && inbox.a[row] !== target) {
      sendDocument(state, device, index, target, inbox.a[row], nowMs);
      return;
    }
    if (rollout.execution[position] !== QUEUED || statusOf(rollout) !== "running") continue;
    rollout.execution[position] = IN_PROGRESS;
    rollout.startedMs[position] = nowMs;
    rollout.counts.attempted++;
    sendDocument(state, device, index, target, inbox.a[row], nowMs);
    return;
  }
  state.send(MessageKind.jobDocument, device, nowMs, Answer.none, -1, 0, 0, DOCUMENT_BYTES);
};

/** A device says how it ended. */
export const onJobStatus = (state: CloudState, inbox: MessageColumns, row: number, nowMs: number): void => {
  const index = inbox.a[row];
  const rollout = state.columns.rollouts[index];
  if (rollout === undefined) return;
  const spec = state.plan.scenario.rollouts[index];
  const device = inbox.entity[row];
  const position = positionOf(rollout, device);
  const code = inbox.b[row] + 1;
  state.columns.version[device] = inbox.c[row];
  meterMessage(state, device, inbox.bytes[row]);
  if (position < 0) return;
  if (code === ROLLED_BACK) rollout.counts.rolledBack++;
  else if (rollout.execution[position] === IN_PROGRESS) {
    const stage = rollout.stageCounts[stageOf(rollout, spec, position)];
    if (code === SUCCEEDED) {
      rollout.counts.succeeded++;
      stage.succeeded++;
    } else if (isFailure(code)) {
      if (code === job("REJECTED")) rollout.counts.rejected++;
      else rollout.counts.failed++;
      stage.failed++;
    }
  } else return;
  rollout.execution[position] = code;
  state.emit(EventKind.jobOutcome, nowMs, index, code - 1, device, inbox.body.get(row));
};

const orNull = (ms: number): number | null => (ms < 0 ? null : ms);

/** Share of the target that was given the new version; those who left before that are no part of it. */
const blastRadiusOf = ({ order, counts }: RolloutState): number => {
  const targeted = order.length - counts.removed;
  return targeted <= 0 ? 0 : Math.min(1, counts.attempted / targeted);
};

/** What a rollout came to. */
export const rolloutResult = (rollout: RolloutState, spec: RolloutSpec): RolloutResult => ({
  id: spec.id,
  version: spec.version,
  status: statusOf(rollout),
  targeted: rollout.order.length - rollout.counts.removed,
  attempted: rollout.counts.attempted,
  succeeded: rollout.counts.succeeded,
  failed: rollout.counts.failed + rollout.counts.rejected + rollout.counts.timedOut,
  rolledBack: rollout.counts.rolledBack,
  blastRadius: blastRadiusOf(rollout),
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
});
