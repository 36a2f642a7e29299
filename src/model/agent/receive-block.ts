// What a device does with a block that came: checks its length and sum, keeps it or refuses it. Harm is done to real bytes:
// by a fault on the downlink, or by the store that serves a damaged block every time. A block that nothing has harmed is
// what was sealed, so its sum is only worked out for harmed ones.
import { Events } from "../../event/events.js";
import { Purpose } from "../plan/purpose.js";
import { type ChunkHarm, chunkFault, harmChunk, sealChunk } from "../protocol/chunk.js";
import { firmwareStore } from "../protocol/firmware-store.js";
import type { CellState } from "../state/cell-state.js";
import type { UpdateJob } from "../state/update-job.js";

/** The same block is asked for this often after a refusal; then the update fails. */
export const BLOCK_TRIES_MAX = 5;

/** The harm that befalls a block of `length` bytes at `offset`, and the bit it hits; null for none. */
const harmOf = (
  cell: CellState,
  job: UpdateJob,
  offset: number,
  length: number,
): { harm: ChunkHarm; bit: number } | null => {
  const { device } = job;
  const name = cell.plan.versions[job.version];
  const defect = cell.plan.scenario.firmware.find(({ version }) => version === name)?.defect;
  if (defect === "corrupt-chunk" || defect === "truncated-chunk") {
    const middle = job.imageBytes >> 1;
    if (offset <= middle && middle < offset + length)
      return { harm: defect === "corrupt-chunk" ? "bit-flip" : "cut-short", bit: (middle - offset) * 8 };
  }
  const ppm = cell.harmedPpm.sums.get(device) ?? 0;
  if (ppm === 0) return null;
  const attempt = cell.dev.attempts[device];
  if (!cell.chance.chancePpm(device, Purpose.harm, attempt, ppm)) return null;
  return { harm: "bit-flip", bit: cell.chance.word(device, Purpose.harmBit, attempt) };
};

/** Checks the block that has just come. Returns true where it is whole and may be kept. */
export const isBlockWhole = (cell: CellState, job: UpdateJob, length: number, nowMs: number): boolean => {
  const { device } = job;
  const offset = job.imageBytes - job.leftBytes;
  const harmed = harmOf(cell, job, offset, length);
  if (harmed === null) return true;
  const file = firmwareStore(cell.plan).file(job.version, job.isDelta);
  const arrived = harmChunk(sealChunk(file.subarray(offset, offset + length)), harmed.harm, harmed.bit);
  const fault = chunkFault(arrived, length);
  if (fault === null) return true;
  job.refusals++;
  cell.values[cell.group(device).series.chunksRefused]++;
  cell.emit(Events.chunkRefused, device, nowMs, {
    rollout: job.rollout,
    fileOffset: offset,
    times: job.refusals,
    note: fault,
  });
  return false;
};
