// A checkpoint on disk: a line of JSON that says what it belongs to, a line with that line's checksum, then the engine's
// bytes. What the run had already handed to the store stands beside it as batches, so a resumed run ends with the same
// tables as an unbroken one. Each part has its checksum, and the engine's bytes know the rows: none can be exchanged.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { checkpointHeader } from "../engine/checkpoint.js";
import { RowsHanded, type SavedRowsHanded } from "../engine/rows-handed.js";
import type { Batch } from "../event/batch.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import { CliFailure, Exit } from "./exit.js";
import type { CliWorld } from "./process.js";

const MAGIC = "iotctl.checkpoint/2";
const MAGIC_ANY = /^iotctl\.checkpoint\/\d+$/;
/** The header is two short lines; more is not one of our files. */
const HEADER_BYTES_MAX = 4_096;
const LENGTH_BYTES = 4;
export const BATCHES_FILE = "checkpoint.batches";

interface CheckpointHeader {
  format: typeof MAGIC;
  version: string;
  scenario: string;
  variant: string;
  seed: string;
  /** A checkpoint goes on only with the world it was taken in. */
  scenarioHash: string;
  atMs: number;
  /** Bytes of the batches file that were written before this checkpoint. */
  batchesBytes: number;
  /** SHA-256 of those bytes. */
  batchesSha256: string;
  /** SHA-256 of what follows the header's two lines. */
  engineSha256: string;
}

const sha256 = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");

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

/** Keeps a run's batches and writes its checkpoints into one folder. */
export class CheckpointWriter {
  private batchesBytes = 0;
  private readonly batchesHash = createHash("sha256");

  constructor(
    private readonly world: CliWorld,
    private readonly folder: string,
    private readonly scenario: Scenario,
    private readonly version: string,
  ) {}

  addBatch(batch: Batch): void {
    const bytes = serialize(batch);
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(bytes.length);
    this.world.files.append(`${this.folder}/${BATCHES_FILE}`, Buffer.concat([length, bytes]));
    this.batchesHash.update(length).update(bytes);
    this.batchesBytes += LENGTH_BYTES + bytes.length;
  }

  write(atMs: number, engine: Uint8Array): void {
    const header: CheckpointHeader = {
      format: MAGIC,
      version: this.version,
      scenario: this.scenario.name,
      variant: this.scenario.variant,
      seed: this.scenario.seed,
      scenarioHash: scenarioHash(this.scenario),
      atMs,
      batchesBytes: this.batchesBytes,
      batchesSha256: this.batchesHash.copy().digest("hex"),
      engineSha256: sha256(engine),
    };
    const line = JSON.stringify(header);
    const lines = Buffer.from(`${line}\n${sha256(line)}\n`);
    this.world.files.write(`${this.folder}/${checkpointName(atMs)}`, Buffer.concat([lines, engine]));
  }
}

const notOurs = (file: string): CliFailure =>
  new CliFailure(Exit.usage, `${file} is not a checkpoint`, "checkpoints are written with --checkpoint-at");

const damaged = (file: string, what: string): CliFailure =>
  new CliFailure(
    Exit.usage,
    `${file} is damaged: ${what}`,
    "nothing of it can be trusted: take a copy that is whole, another checkpoint, or run from the start",
  );

const headerOf = (file: string, bytes: Uint8Array): { header: CheckpointHeader; engine: Uint8Array } => {
  const head = bytes.subarray(0, HEADER_BYTES_MAX);
  const lineEnd = head.indexOf(0x0a);
  if (lineEnd < 0) throw notOurs(file);
  const sumEnd = head.indexOf(0x0a, lineEnd + 1);
  const line = Buffer.from(bytes.subarray(0, lineEnd));
  let header: CheckpointHeader;
  try {
    header = JSON.parse(line.toString("utf8")) as CheckpointHeader;
  } catch {
    throw notOurs(file);
  }
  if (typeof header?.format !== "string" || !MAGIC_ANY.test(header.format)) throw notOurs(file);
  if (header.format !== MAGIC)
    throw new CliFailure(
      Exit.usage,
      `${file} is a checkpoint of another format (${header.format}); this version reads ${MAGIC}`,
      "a checkpoint goes on only with the version that wrote it",
    );
  const sum = Buffer.from(bytes.subarray(lineEnd + 1, Math.max(lineEnd + 1, sumEnd))).toString("latin1");
  if (sum !== sha256(line)) throw damaged(file, "the checksum of its header does not fit");
  return { header, engine: bytes.subarray(sumEnd + 1) };
};

function* batchesIn(bytes: Buffer): Generator<Batch> {
  let at = 0;
  while (at < bytes.length) {
    const end = at + LENGTH_BYTES + bytes.readUInt32LE(at);
    yield deserialize(bytes.subarray(at + LENGTH_BYTES, end)) as Batch;
    at = end;
  }
}

export interface OpenCheckpoint {
  atMs: number;
  engine: Uint8Array;
  /** What the store had got before, in order. */
  batches(): Generator<Batch>;
}

/** Reads a checkpoint for `scenario`; refuses one of another scenario, variant, seed or version. */
export const openCheckpoint = (
  world: CliWorld,
  file: string,
  scenario: Scenario,
  version: string,
): OpenCheckpoint => {
  if (!world.files.exists(file)) throw new CliFailure(Exit.usage, `there is no checkpoint ${file}`);
  const { header, engine } = headerOf(file, world.files.readBytes(file));
  if (header.version !== version)
    throw new CliFailure(
      Exit.usage,
      `${file} was written by iotctl ${header.version}; this is ${version}`,
      "a checkpoint goes on only with the version that wrote it",
    );
  if (header.scenarioHash !== scenarioHash(scenario)) {
    const was = `${header.scenario}${header.variant === "" ? "" : ` / ${header.variant}`}, seed ${header.seed}`;
    throw new CliFailure(
      Exit.usage,
      `${file} belongs to another run (${was})`,
      "give the same scenario, --variant, --set and --seed as the run that wrote it",
    );
  }
  if (header.engineSha256 !== sha256(engine))
    throw damaged(file, "it is cut short or its checksum does not fit");
  const { handed, atMs } = checkpointHeader(engine);
  if (header.atMs !== atMs) throw damaged(file, `it says ${header.atMs} ms and holds ${atMs} ms`);
  const sidecar = `${file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "."}/${BATCHES_FILE}`;
  const bytes = readBatches(world, sidecar, header);
  if (!areRowsOf(handed, bytes)) throw damaged(sidecar, `its rows are not those that ${file} goes on from`);
  return { atMs, engine, batches: () => batchesIn(bytes) };
};

const areRowsOf = (handed: SavedRowsHanded, bytes: Buffer): boolean => {
  const rows = new RowsHanded();
  try {
    for (const batch of batchesIn(bytes)) rows.add(batch);
  } catch {
    return false;
  }
  return rows.isSame(handed);
};

/** The bytes before the checkpoint, checked; those of a run that went on after it may follow. */
const readBatches = (world: CliWorld, sidecar: string, header: CheckpointHeader): Buffer => {
  const { batchesBytes, batchesSha256 } = header;
  const there = world.files.exists(sidecar);
  if (batchesBytes > 0 && (!there || world.files.sizeBytes(sidecar) < batchesBytes))
    throw new CliFailure(
      Exit.usage,
      `${sidecar} is missing or too short`,
      "the rows before the checkpoint stand in it: keep it beside the checkpoint",
    );
  const all = batchesBytes > 0 ? world.files.readBytes(sidecar) : new Uint8Array(0);
  const bytes = Buffer.from(all.buffer, all.byteOffset, batchesBytes);
  if (sha256(bytes) !== batchesSha256) throw damaged(sidecar, "its checksum does not fit");
  return bytes;
};
