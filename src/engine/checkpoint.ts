// A run written down at an exchange point, where no message is between threads: every host's state, the rows not handed
// out yet, the digests; and what wrote it, so that its reader can decide whether to go on with it. The one container:
//   iotctl checkpoint 0007      what it is, and its format
//   <SHA-256, hex>              of all that follows
//   {...}                       the header, one line of JSON
//   {...}                       the scenario that wrote it, one line of JSON
//   <bytes>                     the state, in the structured clone format of node:v8
// A flipped bit would otherwise be read as another state and go on to a wrong result without a word.
import { createHash } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import type { SavedBatcher } from "./batcher.js";
import type { SavedCloud } from "./cloud-host.js";
import { EngineError } from "./error.js";
import type { Ancestor } from "./lineage.js";
import { demandFutureOnly } from "./past.js";
import type { CellBytes } from "./port.js";
import type { SavedRowsHanded } from "./rows-handed.js";

const MAGIC = "iotctl checkpoint ";
/** Raised whenever what is written changes its meaning. */
const CHECKPOINT_FORMAT = 8;
const FORMAT_DIGITS = 4;
const PREFIX = `${MAGIC}${String(CHECKPOINT_FORMAT).padStart(FORMAT_DIGITS, "0")}\n`;
const FORMAT = new RegExp(`^${MAGIC}(\\d{${FORMAT_DIGITS}})\n$`);
const CHECKSUM_BYTES = 64 + 1;
const NEWLINE = 0x0a;

/** Who writes a checkpoint, and in which partition. */
export interface CheckpointOrigin {
  scenario: Scenario;
  /** Devices per cell; the default when undefined. */
  cellDevices: number | undefined;
  /** Of the program. */
  version: string;
}

export interface CheckpointHeader {
  version: string;
  name: string;
  variant: string;
  seed: string;
  /** Of the scenario; see spec/scenario-hash.ts. */
  scenarioHash: string;
  /** Devices per cell, or null for the default: the partition must be the same. */
  cellDevices: number | null;
  atMs: number;
  /** The rows handed out before, which the checkpoint does not hold itself. */
  handed: SavedRowsHanded;
  /** What had been put on the agenda by then. */
  journal: JournalEntry[];
  /** The scenarios it went under before, where it is a fork. */
  lineage: Ancestor[];
}

/** What goes on; cells are separate, so that any number of workers can. */
export interface RunState {
  cells: CellBytes[];
  cloud: SavedCloud;
  batcher: SavedBatcher;
}

export interface Checkpoint extends RunState {
  header: CheckpointHeader;
}

export const packCheckpoint = (
  { scenario, cellDevices, version }: CheckpointOrigin,
  { atMs, handed, journal, lineage }: Pick<CheckpointHeader, "atMs" | "handed" | "journal" | "lineage">,
  { cells, cloud, batcher }: RunState,
): Uint8Array => {
  const { name, variant, seed } = scenario;
  const header: CheckpointHeader = {
    version,
    name,
    variant,
    seed,
    scenarioHash: scenarioHash(scenario),
    cellDevices: cellDevices ?? null,
    atMs,
    handed,
    journal,
    lineage,
  };
  cells.sort((x, y) => x.cell - y.cell);
  const lines = Buffer.from(`${JSON.stringify(header)}\n${JSON.stringify(scenario)}\n`);
  const state = serialize({ cells, cloud: serialize(cloud), batcher: serialize(batcher) } satisfies Packed);
  const start = Buffer.from(`${PREFIX}${checksumOf(lines, state)}\n`);
  // Memory of its own: it is handed to another thread as it is.
  const bytes = new Uint8Array(start.length + lines.length + state.length);
  bytes.set(start);
  bytes.set(lines, start.length);
  bytes.set(state, start.length + lines.length);
  return bytes;
};

const checksumOf = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** Reads a checkpoint. Whether it is of this run is for {@link demandSameRun} to say. `called`: what a refusal calls it. */
export const readCheckpoint = (bytes: Uint8Array, called?: string): Checkpoint => {
  const { header, state } = partsOf(bytes, called);
  let packed: Packed;
  try {
    packed = deserialize(state) as Packed;
  } catch {
    // Whole, but from a Node whose format this one does not know.
    return refuse({ called, why: "cannot be read by this version of Node" });
  }
  return {
    header,
    cells: packed.cells,
    // Copies: typed arrays read back may be views into the bytes, and two runs may start from the same ones.
    cloud: deserialize(Uint8Array.from(packed.cloud)) as SavedCloud,
    batcher: deserialize(Uint8Array.from(packed.batcher)) as SavedBatcher,
  };
};

/** What a checkpoint says of itself, without reading the rest. */
export const checkpointHeader = (bytes: Uint8Array, called?: string): CheckpointHeader =>
  partsOf(bytes, called).header;

/** The scenario that wrote a checkpoint. */
export const writtenScenario = (bytes: Uint8Array): Scenario => lineOf(partsOf(bytes).scenario) as Scenario;

/** What goes on from a checkpoint. */
export interface GoingOn extends Pick<CheckpointOrigin, "scenario" | "cellDevices"> {
  /** Of a fork: what wrote the checkpoint, where `scenario` is what goes on. */
  fork?: { before: Scenario };
}

/** A checkpoint of this run, or of the one it forks, to go on from. */
export const resumeFrom = (bytes: Uint8Array, { scenario, cellDevices, fork }: GoingOn): Checkpoint => {
  const checkpoint = readCheckpoint(bytes);
  demandSameRun(checkpoint.header, { scenario: fork?.before ?? scenario, cellDevices });
  const { atMs, journal } = checkpoint.header;
  if (fork !== undefined) demandFutureOnly({ before: fork.before, after: scenario, atMs, journal });
  return checkpoint;
};

/** Refuses a checkpoint of another scenario or cell size. */
export const demandSameRun = (
  { scenarioHash: hash, name, variant, seed, cellDevices: written }: CheckpointHeader,
  { scenario, cellDevices }: Pick<CheckpointOrigin, "scenario" | "cellDevices">,
  called?: string,
): void => {
  if (hash !== scenarioHash(scenario))
    refuse({
      called,
      why: `belongs to another run (${name}${variant === "" ? "" : ` / ${variant}`}, seed ${seed})`,
      hint: "give the same scenario, --variant, --set and --seed as the run that wrote it",
    });
  const asked = cellDevices ?? null;
  if (written === asked) return;
  refuse({ called, why: `was written with ${sizeName(written)} devices per cell, not ${sizeName(asked)}` });
};

/** The cells of a checkpoint that live at one port. */
export const cellsOf = (checkpoint: Checkpoint, indices: readonly number[]): CellBytes[] => {
  const wanted = new Set(indices);
  return checkpoint.cells.filter(({ cell }) => wanted.has(cell));
};

interface Packed {
  cells: CellBytes[];
  cloud: Uint8Array;
  batcher: Uint8Array;
}

interface Parts {
  header: CheckpointHeader;
  scenario: Uint8Array;
  state: Uint8Array;
}

/** Takes a checkpoint apart, if it is whole. */
const partsOf = (bytes: Uint8Array, called?: string): Parts => {
  const start = Buffer.from(bytes.subarray(0, PREFIX.length)).toString("latin1");
  const format = FORMAT.exec(start)?.[1];
  if (format === undefined)
    return refuse({
      called,
      why: "is not a checkpoint",
      hint: "checkpoints are written with --checkpoint-at",
    });
  if (Number(format) !== CHECKPOINT_FORMAT)
    return refuse({
      called,
      why: `was written in format ${Number(format)}; this version reads format ${CHECKPOINT_FORMAT}`,
      hint: "a checkpoint goes on only with the version that wrote it",
    });
  const bodyAt = PREFIX.length + CHECKSUM_BYTES;
  const body = bytes.subarray(bodyAt);
  const checksum = Buffer.from(bytes.subarray(PREFIX.length, bodyAt)).toString("latin1");
  if (checksum !== `${checksumOf(body)}\n`)
    return refuse({ called, why: "is damaged: its checksum does not fit", hint: DAMAGED_HINT });
  const headerEnd = body.indexOf(NEWLINE);
  const scenarioEnd = body.indexOf(NEWLINE, headerEnd + 1);
  return {
    header: lineOf(body.subarray(0, headerEnd)) as CheckpointHeader,
    scenario: body.subarray(headerEnd + 1, scenarioEnd),
    state: body.subarray(scenarioEnd + 1),
  };
};

const lineOf = (line: Uint8Array): unknown => JSON.parse(Buffer.from(line).toString("utf8"));

/** What to do about a checkpoint that is not whole. */
export const DAMAGED_HINT =
  "nothing of it can be trusted: take a copy that is whole, another checkpoint, or run from the start";

interface Refusal {
  called: string | undefined;
  why: string;
  hint?: string;
}

const refuse = ({ called = "the checkpoint", why, hint = "" }: Refusal): never => {
  throw new EngineError("ENGINE_CHECKPOINT", `${called} ${why}`, { hint });
};

const sizeName = (cellDevices: number | null): string =>
  cellDevices === null ? "the default number of" : `${cellDevices}`;
