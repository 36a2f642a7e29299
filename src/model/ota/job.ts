// One update under way on a device, and what an interrupted one resumes from.

export interface UpdateJob {
  rollout: number;
  /** Target version index. */
  version: number;
  /** UPDATE_STATES index. */
  state: number;
  imageBytes: number;
  leftBytes: number;
  /** Back to the other slot, nothing to download. */
  rollback: boolean;
  /** Version that ran before. */
  from: number;
  /** Set once the installing reboot has happened. */
  booted: boolean;
}
