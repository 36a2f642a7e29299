// Steps of an update: each is an event of its device, the last one is told to the cloud.
import { Events } from "../../event/events.js";
import { letter } from "../../event/letter.js";
import { JobStatus } from "../../event/uplinks.js";
import { JOB_STATUSES, OUTCOME_REASONS, type OutcomeReason } from "../../event/vocabulary.js";
import { tell, Want, want } from "../device/requests.js";
import { carriesFrame } from "../power/supply.js";
import { type CellState, Timer } from "../state/cell-state.js";
import type { UpdateJob } from "../state/update-job.js";
import { type RefusalReason, UPDATE_TABLE, type UpdateEvent } from "../state/update-states.js";

const STATUS_BYTES = 180;

/** Moves an update on by what has happened, with a note for the record. */
export const stepNoting = (
  cell: CellState,
  job: UpdateJob,
  { event, note }: { event: UpdateEvent; note: string | undefined },
  nowMs: number,
): void => {
  job.state = UPDATE_TABLE.next(job.state, event);
  const { device, rollout, version } = job;
  cell.emit(Events.updateStep, device, nowMs, { rollout, step: job.state, version, note });
};

/** Moves an update on by what has happened. */
export const step = (cell: CellState, job: UpdateJob, event: UpdateEvent, nowMs: number): void =>
  stepNoting(cell, job, { event, note: undefined }, nowMs);

export const again = (cell: CellState, device: number, afterMs: number, nowMs: number): void =>
  cell.wake(device, Timer.update, nowMs + Math.max(1, Math.ceil(afterMs)));

/** Something takes until then, whatever wakes the agent in between. */
export const busy = (cell: CellState, job: UpdateJob, forMs: number, nowMs: number): void => {
  job.dueMs = nowMs + Math.max(1, Math.ceil(forMs));
  again(cell, job.device, forMs, nowMs);
};

/** Notes how a job ended; the cloud is told by {@link conclude}. */
export const end = (job: UpdateJob, reason: OutcomeReason, detail = ""): void => {
  job.ended = { status: OUTCOME_REASONS[reason], text: detail === "" ? reason : `${reason}: ${detail}` };
};

/** Why a device does not go on with an update: what the cloud is told of it, and what the record notes. */
interface UpdateRefusal {
  reason: RefusalReason;
  detail: string;
  note?: string;
}

/** The device does not go on with an update. */
export const refuse = (cell: CellState, job: UpdateJob, why: UpdateRefusal, nowMs: number): void => {
  stepNoting(cell, job, { event: why.reason, note: why.note }, nowMs);
  end(job, why.reason, why.detail);
  conclude(cell, job, nowMs);
};

/**
 * Tells the cloud how a job ended, forgets it and asks for the next (AWS: StartNextPendingJobExecution); waits for a way if
 * there is none. Who can say it only later asks once it is acknowledged (device/requests.ts).
 */
export const conclude = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  if (job.ended === null || cell.dev.online[device] === 0) return;
  const group = cell.group(device);
  if (!carriesFrame(cell, device, group, nowMs)) return;
  const { status, text } = job.ended;
  const { rollout } = job;
  const ended = { rollout, status: JOB_STATUSES.indexOf(status), version: cell.dev.version[device] };
  cell.jobs.delete(device);
  if (!job.rollback) cell.endedJobs.set(device, rollout);
  const isSaid = tell(cell, device, letter(JobStatus, ended, STATUS_BYTES, text), nowMs);
  if (isSaid) want(cell, device, Want.job, nowMs);
};
