// A checkpoint on disk: a line of JSON that says what it belongs to, then the engine's bytes. What the run had already
// handed to the store stands beside it as batches, so a resumed run ends with the same tables as an unbroken one.
import { deserialize, serialize } from "node:v8";
import type { Batch } from "../event/batch.js";
import type { Scenario } from "../scenario/scenario.js";
import { CliFailure, Exit } from "./exit.js";
import type { CliWorld } from "./process.js";
import { scenarioHash } from "./scenario-hash.js";

const MAGIC = "iotctl.checkpoint/1";
/** The header is a short line; more is not one of our files. */
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
}

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
    };
    const line = Buffer.from(`${JSON.stringify(header)}\n`);
    this.world.files.write(`${this.folder}/${checkpointName(atMs)}`, Buffer.concat([line, engine]));
  }
}

const notOurs = (file: string): CliFailure =>
  new CliFailure(Exit.usage, `${file} is not a checkpoint`, "checkpoints are written with --checkpoint-at");

const headerOf = (file: string, bytes: Uint8Array): { header: CheckpointHeader; engine: Uint8Array } => {
  const end = bytes.subarray(0, HEADER_BYTES_MAX).indexOf(0x0a);
  if (end < 0) throw notOurs(file);
  try {
    const header = JSON.parse(Buffer.from(bytes.subarray(0, end)).toString("utf8")) as CheckpointHeader;
    if (header.format !== MAGIC) throw notOurs(file);
    return { header, engine: bytes.subarray(end + 1) };
  } catch {
    throw notOurs(file);
  }
};

function* batchesIn(file: string, bytes: Buffer): Generator<Batch> {
  let at = 0;
  while (at < bytes.length) {
    const end =
      at + LENGTH_BYTES + (at + LENGTH_BYTES <= bytes.length ? bytes.readUInt32LE(at) : bytes.length);
    if (end > bytes.length) throw new CliFailure(Exit.usage, `${file} is cut short`);
    yield deserialize(bytes.subarray(at + LENGTH_BYTES, end)) as Batch;
    at = end;
  }
}

export interface OpenCheckpoint {
  atMs: number;
  engine: Uint8Array;
  /** What the store had got before, in order. Reads the file when called. */
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
  const sidecar = `${file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "."}/${BATCHES_FILE}`;
  if (
    header.batchesBytes > 0 &&
    (!world.files.exists(sidecar) || world.files.sizeBytes(sidecar) < header.batchesBytes)
  )
    throw new CliFailure(
      Exit.usage,
      `${sidecar} is missing or too short`,
      "the rows before the checkpoint stand in it: keep it beside the checkpoint",
    );
  return {
    atMs: header.atMs,
    engine,
    *batches() {
      if (header.batchesBytes === 0) return;
      const bytes = world.files.readBytes(sidecar).subarray(0, header.batchesBytes);
      yield* batchesIn(sidecar, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    },
  };
};
