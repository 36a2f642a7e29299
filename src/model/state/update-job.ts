// One update under way on a device, and what an interrupted one resumes from.
import type { JobStatus } from "../../event/vocabulary.js";

export interface UpdateJob {
  /** Whose it is, by local number. */
  device: number;
  rollout: number;
  /** Target version index. */
  version: number;
  /** UPDATE_STATES index. */
  state: number;
  /** The file to fetch: a patch or the whole image, its length, and what is not there yet. */
  isDelta: boolean;
  imageBytes: number;
  leftBytes: number;
  /** Back to the other slot, nothing to download. */
  rollback: boolean;
  /** Version that ran before. */
  from: number;
  /** Set once the installing reboot has happened. */
  booted: boolean;
  startedMs: number;
  /** What is under way (writing the slot, waiting for the restart) is over then; 0: nothing is. */
  dueMs: number;
  /** The block under way: when it was asked for, its length, when its last byte comes. */
  askedMs: number;
  arrivingBytes: number;
  arrivesMs: number;
  /** The cellular connection stays until then. */
  connectedMs: number;
  /** Times the present block was refused in a row, and lost in a row. */
  refusals: number;
  losses: number;
  /** Class A: least time between two requests, grown where they stay unanswered, ms. */
  paceMs: number;
  /** How it ended, where the cloud could not be told yet; the text begins with the reason. */
  ended: { status: JobStatus; text: string } | null;
}

/** A job as it begins. */
export const newJob = (
  what: Pick<UpdateJob, "device" | "rollout" | "version" | "isDelta" | "imageBytes" | "from">,
  nowMs: number,
): UpdateJob => ({
  ...what,
  state: 0,
  leftBytes: what.imageBytes,
  rollback: what.imageBytes === 0,
  booted: false,
  startedMs: nowMs,
  dueMs: 0,
  askedMs: 0,
  arrivingBytes: 0,
  arrivesMs: 0,
  connectedMs: 0,
  refusals: 0,
  losses: 0,
  paceMs: 0,
  ended: null,
});
