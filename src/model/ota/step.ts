// Steps of an update: each is an event of its device, the last one is told to the cloud.
import { EventKind } from "../../event/event.js";
import { MessageKind } from "../../event/message.js";
import { JOB_STATUSES, UPDATE_STATES, type UpdateState } from "../../event/vocabulary.js";
import { type CellState, Timer } from "../cell-state.js";
import { tell } from "../device/requests.js";
import { carriesFrame } from "../device/supply.js";
import type { JobEnd, UpdateJob } from "./job.js";

const STATUS_BYTES = 180;

const stateCode = (state: UpdateState): number => UPDATE_STATES.indexOf(state);

export const step = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  state: UpdateState,
  nowMs: number,
  note?: string,
): void => {
  job.state = stateCode(state);
  cell.emit(EventKind.updateStep, device, nowMs, job.rollout, job.state, job.version, note);
};

export const again = (cell: CellState, device: number, afterMs: number, nowMs: number): void =>
  cell.timers.schedule(device * Timer.count + Timer.update, nowMs + Math.max(1, Math.ceil(afterMs)));

/** Something takes until then, whatever wakes the agent in between. */
export const busy = (cell: CellState, device: number, job: UpdateJob, forMs: number, nowMs: number): void => {
  job.dueMs = nowMs + Math.max(1, Math.ceil(forMs));
  again(cell, device, forMs, nowMs);
};

/** The device does not go on with an update. */
export const refuse = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  status: JobEnd,
  reason: string,
  nowMs: number,
  note?: string,
): void => {
  step(cell, device, job, "refused", nowMs, note);
  conclude(cell, device, job, status, reason, nowMs);
};

/** Tells the cloud how it ended and forgets the job; waits for a way if there is none. */
export const conclude = (
  cell: CellState,
  device: number,
  job: UpdateJob,
  status: JobEnd,
  reason: string,
  nowMs: number,
): void => {
  job.ended = { status, reason };
  if (cell.dev.online[device] === 0 || !carriesFrame(cell, device, cell.group(device), nowMs)) return;
  const code = JOB_STATUSES.indexOf(status);
  cell.jobs.delete(device);
  cell.values[cell.group(device).series.updateOutcome + code]++;
  const c = cell.dev.version[device];
  tell(
    cell,
    device,
    { kind: MessageKind.jobStatus, a: job.rollout, b: code, c, bytes: STATUS_BYTES, body: reason },
    nowMs,
  );
};
