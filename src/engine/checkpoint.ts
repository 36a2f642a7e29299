// A run written down at an exchange point, where no message is between threads: every host's state, the rows not handed
// out yet, the digests. Written with the structured clone format of node:v8; cells are separate, so that any number of
// workers can go on with them. Only the same scenario with the same cell size can. Everything stands under one SHA-256:
// a flipped bit would otherwise be read as another state and go on to a wrong result without a word.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import type { SavedBatcher } from "./batcher.js";
import type { SavedCloud } from "./cloud-host.js";
import { EngineError } from "./error.js";
import type { CellBytes } from "./port.js";
import type { SavedRowsHanded } from "./rows-handed.js";

/** The first bytes: what it is and its format, then the checksum of all that follows. */
const MAGIC = "iotctl checkpoint ";
/** Raised whenever what is written changes its meaning. */
const CHECKPOINT_VERSION = 5;
const VERSION_DIGITS = 4;
const PREFIX_BYTES = MAGIC.length + VERSION_DIGITS + 1;
const CHECKSUM_BYTES = 32;

export interface CheckpointHeader {
  /** SHA-256 of the scenario, without the places its parts stand at in their files. */
  scenario: string;
  /** Devices per cell, or -1 for the default: the partition must be the same. */
  cellDevices: number;
  atMs: number;
  /** The rows handed out before, which the checkpoint does not hold itself. */
  handed: SavedRowsHanded;
  /** What had been put on the agenda by then. */
  journal: JournalEntry[];
}

export interface Checkpoint {
  header: CheckpointHeader;
  cells: CellBytes[];
  cloud: SavedCloud;
  batcher: SavedBatcher;
}

interface Contents {
  atMs: number;
  handed: SavedRowsHanded;
  journal: JournalEntry[];
  cells: CellBytes[];
  cloud: SavedCloud;
  batcher: SavedBatcher;
}

export const packCheckpoint = (
  scenario: Scenario,
  cellDevices: number | undefined,
  contents: Contents,
): Uint8Array => {
  const { atMs, handed, journal, cells, cloud, batcher } = contents;
  const header: CheckpointHeader = {
    scenario: scenarioHash(scenario),
    cellDevices: cellDevices ?? -1,
    atMs,
    handed,
    journal,
  };
  cells.sort((x, y) => x.cell - y.cell);
  const body = serialize({ header, cells, cloud: serialize(cloud), batcher: serialize(batcher) });
  return Uint8Array.from(Buffer.concat([prefixOf(CHECKPOINT_VERSION), checksumOf(body), body]));
};

const prefixOf = (version: number): Buffer =>
  Buffer.from(`${MAGIC}${String(version).padStart(VERSION_DIGITS, "0")}\n`, "latin1");

const checksumOf = (body: Uint8Array): Buffer => createHash("sha256").update(body).digest();

/** Reads a checkpoint of this scenario and cell size; throws {@link EngineError} when the bytes are none. */
export const readCheckpoint = (
  bytes: Uint8Array,
  scenario: Scenario,
  cellDevices: number | undefined,
): Checkpoint => {
  const packed = parse(bytes);
  const { header } = packed;
  if (header.scenario !== scenarioHash(scenario))
    refuse("belongs to another scenario, variant, seed or parameter set");
  if (header.cellDevices !== (cellDevices ?? -1))
    refuse(
      `was written with ${sizeName(header.cellDevices)} devices per cell, not ${sizeName(cellDevices ?? -1)}`,
    );
  return {
    header,
    cells: packed.cells,
    // Copies: typed arrays read back may be views into the bytes, and two runs may start from the same ones.
    cloud: deserialize(Uint8Array.from(packed.cloud)) as SavedCloud,
    batcher: deserialize(Uint8Array.from(packed.batcher)) as SavedBatcher,
  };
};

/** What a checkpoint says of itself, without reading the rest. */
export const checkpointHeader = (bytes: Uint8Array): CheckpointHeader => parse(bytes).header;

/** The cells of a checkpoint that live at one port. */
export const cellsOf = (checkpoint: Checkpoint, indices: readonly number[]): CellBytes[] => {
  const wanted = new Set(indices);
  return checkpoint.cells.filter(({ cell }) => wanted.has(cell));
};

interface Packed {
  header: CheckpointHeader;
  cells: CellBytes[];
  cloud: Uint8Array;
  batcher: Uint8Array;
}

const parse = (bytes: Uint8Array): Packed => {
  const prefix = Buffer.from(bytes.subarray(0, PREFIX_BYTES)).toString("latin1");
  const version = new RegExp(`^${MAGIC}(\\d{${VERSION_DIGITS}})\n$`).exec(prefix)?.[1];
  if (version === undefined) return refuse("cannot be read: cut off, damaged, or not a checkpoint");
  if (Number(version) !== CHECKPOINT_VERSION)
    return refuse(
      `was written in format ${Number(version)}; this version reads format ${CHECKPOINT_VERSION}`,
    );
  const body = bytes.subarray(PREFIX_BYTES + CHECKSUM_BYTES);
  const checksum = Buffer.from(bytes.subarray(PREFIX_BYTES, PREFIX_BYTES + CHECKSUM_BYTES));
  if (!checksum.equals(checksumOf(body)))
    return refuse("is damaged: its checksum does not fit; take a copy that is whole, or run from the start");
  try {
    return deserialize(body) as Packed;
  } catch {
    // Whole, but from a Node whose format this one does not know.
    return refuse("cannot be read by this version of Node");
  }
};

const refuse = (why: string): never => {
  throw new EngineError("ENGINE_CHECKPOINT", `the checkpoint ${why}`);
};

const sizeName = (cellDevices: number): string =>
  cellDevices < 0 ? "the default number of" : `${cellDevices}`;
