// A run written down at an exchange point, where no message is between threads: every host's state, the rows not handed
// out yet, the digests. Written with the structured clone format of node:v8; cells are separate, so that any number of
// workers can go on with them. Only the same scenario with the same cell size can.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { Scenario } from "../scenario/scenario.js";
import type { SavedBatcher } from "./batcher.js";
import type { SavedCloud } from "./cloud-host.js";
import { EngineError } from "./error.js";
import type { CellBytes } from "./port.js";

const MAGIC = "iotctl checkpoint";
/** Raised whenever what is written changes its meaning. */
const CHECKPOINT_VERSION = 2;

export interface CheckpointHeader {
  magic: string;
  version: number;
  /** SHA-256 of the scenario, without the places its parts stand at in their files. */
  scenario: string;
  /** Devices per cell, or -1 for the default: the partition must be the same. */
  cellDevices: number;
  atMs: number;
}

export interface Checkpoint {
  header: CheckpointHeader;
  cells: CellBytes[];
  cloud: SavedCloud;
  batcher: SavedBatcher;
}

/** Identifies what a scenario means: file names and positions do not count. */
export const scenarioHash = (scenario: Scenario): string => {
  const meaning = JSON.stringify(scenario, (key, value) =>
    key === "position" || key === "file" ? undefined : value,
  );
  return createHash("sha256").update(meaning).digest("hex");
};

interface Contents {
  atMs: number;
  cells: CellBytes[];
  cloud: SavedCloud;
  batcher: SavedBatcher;
}

export const packCheckpoint = (
  scenario: Scenario,
  cellDevices: number | undefined,
  contents: Contents,
): Uint8Array => {
  const { atMs, cells, cloud, batcher } = contents;
  const header: CheckpointHeader = {
    magic: MAGIC,
    version: CHECKPOINT_VERSION,
    scenario: scenarioHash(scenario),
    cellDevices: cellDevices ?? -1,
    atMs,
  };
  cells.sort((x, y) => x.cell - y.cell);
  return serialize({ header, cells, cloud: serialize(cloud), batcher: serialize(batcher) });
};

/** Reads a checkpoint of this scenario and cell size; throws {@link EngineError} when the bytes are none. */
export const readCheckpoint = (
  bytes: Uint8Array,
  scenario: Scenario,
  cellDevices: number | undefined,
): Checkpoint => {
  const packed = parse(bytes);
  const { header } = packed;
  if (header.version !== CHECKPOINT_VERSION)
    refuse(`was written in format ${header.version}; this version reads format ${CHECKPOINT_VERSION}`);
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
  let packed: Packed | undefined;
  try {
    packed = deserialize(bytes) as Packed;
  } catch {
    return refuse("cannot be read: cut off, or not a checkpoint");
  }
  if (packed?.header?.magic !== MAGIC) return refuse("is not a checkpoint");
  return packed;
};

const refuse = (why: string): never => {
  throw new EngineError("ENGINE_CHECKPOINT", `the checkpoint ${why}`);
};

const sizeName = (cellDevices: number): string =>
  cellDevices < 0 ? "the default number of" : `${cellDevices}`;
