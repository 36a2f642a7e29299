// The first half of an update: the file comes down (download.ts), waits for charge where it has to, and is looked at. What is
// not written yet costs nothing but the bytes when it is given up.
import { UPDATE_STATES } from "../../event/vocabulary.js";
import { UPDATE } from "../battery/load.js";
import { drain, settle } from "../power/battery.js";
import { firmwareStore } from "../protocol/firmware-store.js";
import type { CellState } from "../state/cell-state.js";
import type { UpdateJob } from "../state/update-job.js";
import { UPDATE_TABLE } from "../state/update-states.js";
import { downloadTurn, isTooLow } from "./download.js";
import { again, busy, refuse, step, stepNoting } from "./update-step.js";

/** Checking an image: an Ed25519 signature, and SHA-256 over its bytes on a Cortex-M4 (estimates, ms and bytes per ms). */
const SIGNATURE_MS = 400;
const HASH_BYTES_PER_MS = 1_000;
/** How often a device that waits for charge looks at its battery. */
const PAUSE_LOOK_MS = 600_000;

/**
 * An update can be called off until its image has begun to run. One that is being written, or waits for its restart, only where
 * the device runs from another slot; what the slot being written held is gone.
 */
export const canStop = (job: UpdateJob, slots: number): boolean => {
  if (job.rollback) return false;
  const state = UPDATE_STATES[job.state];
  const isWritten = state === "installing" || state === "swapping";
  return UPDATE_TABLE.allows(job.state, "called-off") && (slots > 1 || !isWritten);
};

/** OTA-5: a patch that does not lead to a genuine image is thrown away, the whole image fetched instead. */
export const fetchWhole = (cell: CellState, job: UpdateJob, reason: string, nowMs: number): void => {
  const { device } = job;
  job.isDelta = false;
  job.imageBytes = firmwareStore(cell.plan).imageBytes(job.version);
  job.leftBytes = job.imageBytes;
  cell.values[cell.group(device).series.updateFallbacks]++;
  stepNoting(cell, job, { event: "patch-failed", note: `whole image: ${reason}` }, nowMs);
  again(cell, device, 1, nowMs);
};

/** Too little charge: waits where the sun may bring it back, gives up where nothing will. */
export const saveCharge = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  if ((cell.group(device).pack?.sun ?? null) === null) {
    const detail = "the charge is below the least for an update";
    refuse(cell, job, { reason: "low-battery", detail }, nowMs);
    return;
  }
  step(cell, job, "charge-low", nowMs);
  again(cell, device, PAUSE_LOOK_MS, nowMs);
};

/** True where the job's time is over: the cloud has written it off. */
const isLate = (cell: CellState, job: UpdateJob, nowMs: number): boolean =>
  nowMs - job.startedMs > cell.plan.scenario.rollouts[job.rollout].timeoutMs;

/** All bytes are there: the processor is busy with them for a while. */
export const verify = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  const group = cell.group(device);
  const ms = SIGNATURE_MS + firmwareStore(cell.plan).imageBytes(job.version) / HASH_BYTES_PER_MS;
  drain(cell, device, UPDATE, group.twin.power.computeUA * ms);
  busy(cell, job, ms, nowMs);
};

export const download = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  if (cell.dev.online[device] === 0) return;
  if (isLate(cell, job, nowMs)) {
    refuse(cell, job, { reason: "too-late", detail: "not downloaded within the timeout" }, nowMs);
    return;
  }
  const turn = downloadTurn(cell, job, nowMs);
  switch (turn.is) {
    case "again":
      again(cell, device, turn.atMs - nowMs, nowMs);
      break;
    case "complete":
      step(cell, job, "downloaded", nowMs);
      verify(cell, job, nowMs);
      break;
    case "low":
      saveCharge(cell, job, nowMs);
      break;
    case "failed":
      refuse(cell, job, { reason: "block-refused", detail: turn.reason }, nowMs);
      break;
    case "browned-out":
      // The cell restarts the device at once; the download goes on after the boot.
      break;
  }
};

/** A pause ends with the charge that was waited for. */
export const lookAtCharge = (cell: CellState, job: UpdateJob, nowMs: number): void => {
  const { device } = job;
  settle(cell, device, nowMs);
  if (!isLate(cell, job, nowMs) && isTooLow(cell, device, cell.group(device))) {
    again(cell, device, PAUSE_LOOK_MS, nowMs);
    return;
  }
  step(cell, job, "resumed", nowMs);
  download(cell, job, nowMs);
};
