// The cloud's half of AWS IoT Jobs: what a device that asks is given, and what it says in the end.

import { JobDocument } from "../../../event/downlinks.js";
import { Events } from "../../../event/events.js";
import { letter } from "../../../event/letter.js";
import type { Mail } from "../../../event/message.js";
import { JobNext, JobStatus } from "../../../event/uplinks.js";
import { Answer, JOB_STATUSES, ROLLOUT_STATUSES } from "../../../event/vocabulary.js";
import { firmwareStore } from "../../protocol/firmware-store.js";
import type { CloudState } from "../cloud-state.js";
import { deviceName } from "../registry/credential.js";
import { mustGoBack } from "./abort.js";
import {
  endExecution,
  IN_PROGRESS,
  QUEUED,
  ROLLBACK_FAILED,
  ROLLED_BACK,
  SUCCEEDED,
  TIMED_OUT,
} from "./execution.js";
import { EXECUTION_TABLE, SAID_BY_DEVICE } from "./execution-states.js";

const DOCUMENT_BYTES = 900;
const RUNNING = ROLLOUT_STATUSES.indexOf("running");

/** The job's document: the patch for a device that runs its base, the whole image for others. */
const sendDocument = (
  state: CloudState,
  device: number,
  { rollout, version, running }: { rollout: number; version: number; running: number },
  nowMs: number,
): void => {
  const store = firmwareStore(state.plan);
  const isDelta = store.baseOf(version) === running;
  const imageBytes = store.fileBytes(version, isDelta);
  const body = isDelta ? JSON.stringify({ delta: { from: state.plan.versions[running] } }) : undefined;
  const said = { answer: Answer.ok, rollout, version, imageBytes };
  state.send(letter(JobDocument, said, DOCUMENT_BYTES, body), device, nowMs);
};

/** The next piece of work for a device: a rollback, what is in progress, or a queued update; in the order of rollouts. */
export const onJobNext = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const { plan } = state;
  const device = inbox.entity[row];
  const running = JobNext.version(inbox)[row];
  state.registry.version[device] = running;
  for (let index = 0; index < state.rollout.rollouts.length; index++) {
    const rollout = state.rollout.rollouts[index];
    const position = rollout.position[device];
    if (position < 0) continue;
    const target = plan.versions.indexOf(plan.scenario.rollouts[index].version);
    if (mustGoBack(rollout, position, running, target)) {
      const version = rollout.before[position];
      const said = { answer: Answer.ok, rollout: index, version, imageBytes: 0 };
      state.send(letter(JobDocument, said, DOCUMENT_BYTES), device, nowMs);
      return;
    }
    // AWS: what is in progress comes first. Its document got lost, or the device would not ask; one that runs the version
    // has only not been heard of yet.
    const isUnderWay = rollout.execution[position] === IN_PROGRESS && !rollout.rollingBack;
    if (isUnderWay && running !== target) {
      sendDocument(state, device, { rollout: index, version: target, running }, nowMs);
      return;
    }
    if (rollout.execution[position] !== QUEUED || rollout.status !== RUNNING) continue;
    rollout.execution[position] = EXECUTION_TABLE.next(rollout.execution[position], "asked");
    rollout.startedMs[position] = nowMs;
    rollout.before[position] = running;
    rollout.counts.attempted++;
    sendDocument(state, device, { rollout: index, version: target, running }, nowMs);
    return;
  }
  const nothing = { answer: Answer.none, rollout: -1, version: -1, imageBytes: 0 };
  state.send(letter(JobDocument, nothing, DOCUMENT_BYTES), device, nowMs);
};

/** AWS: an execution that was written off stays so, whatever comes later. What the device runs is known all the same. */
const noteLate = (state: CloudState, index: number, device: number, nowMs: number): void => {
  const { plan } = state;
  state.rollout.rollouts[index].counts.late++;
  const { id, version } = plan.scenario.rollouts[index];
  const name = deviceName(state, device);
  const note = `rollout ${id}: the execution of ${name} that had timed out ended on ${version} all the same`;
  state.emit(Events.audit, nowMs, { note });
};

/** A device says how it ended. */
export const onJobStatus = (state: CloudState, { inbox, row }: Mail, nowMs: number): void => {
  const index = JobStatus.rollout(inbox)[row];
  const rollout = state.rollout.rollouts[index];
  if (rollout === undefined) return;
  const device = inbox.entity[row];
  const position = rollout.position[device];
  const code = JobStatus.status(inbox)[row] + 1;
  state.registry.version[device] = JobStatus.version(inbox)[row];
  if (position < 0) return;
  const execution = rollout.execution[position];
  const text = inbox.body.get(row) ?? "";
  const event = SAID_BY_DEVICE[JOB_STATUSES[code - 1]];
  if (event === undefined) return;
  // Only what it did before can be undone, and once.
  const isUndone = code === ROLLED_BACK || code === ROLLBACK_FAILED;
  if (!isUndone) rollout.said[position] = code;
  if (EXECUTION_TABLE.allows(execution, event))
    endExecution(state, { rollout: index, position }, { event, text }, nowMs);
  else if (execution === TIMED_OUT && code === SUCCEEDED) noteLate(state, index, device, nowMs);
};
