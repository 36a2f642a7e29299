// Checkpoints on disk (src/engine/checkpoint.ts is what one is) and, beside them, what the run had handed to the store
// before as batches, so that a resumed run ends with the same tables as an unbroken one. Each batch has its checksum, and
// the checkpoint knows the rows: none can be damaged or exchanged.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { type CheckpointHeader, checkpointHeader, DAMAGED_HINT } from "../engine/checkpoint.js";
import { RowsHanded, type SavedRowsHanded } from "../engine/rows-handed.js";
import type { Batch } from "../event/batch.js";
import { CliFailure, Exit } from "./exit.js";
import { type CheckpointWish, KeptCheckpoints } from "./kept-checkpoints.js";
import type { Files, System } from "./system.js";

/** Before each batch: its length and its SHA-256. */
const LENGTH_BYTES = 4;
const SUM_BYTES = 32;
export const BATCHES_FILE = "checkpoint.batches";

const sumOf = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();

/** `checkpoint-6h.iotctl` for a name made of hours, minutes, seconds. */
export const checkpointName = (atMs: number): string => {
  const seconds = Math.floor(atMs / 1000);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds / 60) % 60, "m"],
    [seconds % 60, "s"],
  ] as const;
  const name = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`);
  return `checkpoint-${name.join("") || "0s"}.iotctl`;
};

/** Keeps a run's batches and its checkpoints in one folder. */
export class CheckpointWriter {
  private readonly kept: KeptCheckpoints;

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    wish: Pick<CheckpointWish, "atMs"> = { atMs: [] },
  ) {
    this.kept = new KeptCheckpoints(files, folder, wish);
  }

  addBatch(batch: Batch): void {
    const bytes = serialize(batch);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    this.files.append(`${this.folder}/${BATCHES_FILE}`, Buffer.concat([length, sumOf(bytes), bytes]));
  }

  write(atMs: number, checkpoint: Uint8Array): void {
    const file = checkpointName(atMs);
    this.files.write(`${this.folder}/${file}`, checkpoint);
    this.kept.add({ atMs, file, bytes: checkpoint.length });
  }
}

export interface OpenCheckpoint {
  header: CheckpointHeader;
  bytes: Uint8Array;
  /** What the store had got before, in order. */
  batches(): Iterable<Batch>;
}

/** Reads a checkpoint that this version wrote; whose it is, the caller has to ask (demandSameRun). */
export const openCheckpoint = ({ files }: System, file: string, version: string): OpenCheckpoint => {
  if (!files.exists(file)) throw new CliFailure(Exit.usage, `there is no checkpoint ${file}`);
  const bytes = files.readBytes(file);
  const header = checkpointHeader(bytes, file);
  if (header.version !== version)
    throw new CliFailure(
      Exit.usage,
      `${file} was written by iotctl ${header.version}; this is ${version}`,
      "a checkpoint goes on only with the version that wrote it",
    );
  const sidecar = `${file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "."}/${BATCHES_FILE}`;
  const isThere = files.exists(sidecar);
  const rows = isThere ? files.readBytes(sidecar) : new Uint8Array(0);
  demandRows(header.handed, rows, { file, sidecar, isThere });
  return { header, bytes, batches: () => batchesUntil(header.handed, rows) };
};

/** The batches up to those rows; ends early where the bytes end or are damaged. Those of a run that went on may follow. */
function* batchesUntil(handed: SavedRowsHanded, bytes: Uint8Array): Generator<Batch> {
  const rows = new RowsHanded();
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; !rows.isAsMuch(handed); ) {
    const from = at + LENGTH_BYTES + SUM_BYTES;
    if (from > all.length) return;
    const end = from + all.readUInt32LE(at);
    const batchBytes = all.subarray(from, end);
    if (end > all.length || !sumOf(batchBytes).equals(all.subarray(at + LENGTH_BYTES, from))) return;
    const batch = deserialize(batchBytes) as Batch;
    rows.add(batch);
    yield batch;
    at = end;
  }
}

/** The rows before a checkpoint must be there, whole, and the ones it goes on from. */
const demandRows = (
  handed: SavedRowsHanded,
  bytes: Uint8Array,
  { file, sidecar, isThere }: { file: string; sidecar: string; isThere: boolean },
): void => {
  const rows = new RowsHanded();
  for (const batch of batchesUntil(handed, bytes)) rows.add(batch);
  if (rows.isSame(handed)) return;
  if (rows.isAsMuch(handed))
    throw new CliFailure(
      Exit.usage,
      `${sidecar} is damaged: its rows are not those that ${file} goes on from`,
      DAMAGED_HINT,
    );
  throw new CliFailure(
    Exit.usage,
    `${sidecar} is ${isThere ? "cut short or damaged" : "missing"}`,
    "the rows before the checkpoint stand in it: keep it beside the checkpoint, whole",
  );
};
