// Contract A1 put to the test: the same scenario played with different workers, cell sizes and batch lengths must leave
// the same rows. If not, the first row that differs is named, which is where the search for the cause begins.
import type { Batch } from "../event/batch.js";
import { eventKindName, eventOf } from "../event/events.js";
import type { Scenario } from "../spec/scenario.js";
import { EngineError } from "./error.js";
import { runVirtual, type VirtualRunOptions } from "./run-virtual.js";

export type VerifySettings = Pick<VirtualRunOptions, "workers" | "cellDevices" | "batchMs">;

export interface Difference {
  /** Which stream, and the row's index in it. */
  stream: "events" | "windows" | "metrics";
  index: number;
  /** When it happened (metrics: the bucket's start), and to whom (metrics: -1). */
  atMs: number;
  entity: number;
  /** The row in the first run and in the other; "" where a run has no further row. */
  left: string;
  right: string;
  /** Index into the settings of the run that differs from the first. */
  setting: number;
}

export interface Verification {
  agree: boolean;
  digests: string[];
  firstDifference?: Difference;
  /** Rows of the first run beyond the bound, compared by digest alone. */
  rowsNotKept: number;
}

/** Rows of the first run kept for comparison; beyond, only the digests tell (about 60 bytes a row). */
const ROWS_KEPT_MAX = 5_000_000;

const STREAMS = ["events", "windows", "metrics"] as const;
type Stream = (typeof STREAMS)[number];

const show: { [S in Stream]: (rows: Batch[S], row: number) => string } = {
  events: (rows, row) => {
    const note = rows.note.get(row);
    const { names = [], columns = {} } = eventOf(rows.kind[row]) ?? {};
    const numbers = names.map((name) => `${name}=${columns[name](rows)[row]}`).join(" ");
    const place = `${rows.atMs[row]} ms entity ${rows.entity[row]} seq ${rows.seq[row]}`;
    return `${place} ${eventKindName(rows.kind[row])} ${numbers}${note === undefined ? "" : ` ${note}`}`;
  },
  windows: (rows, row) =>
    `window from ${rows.startMs[row]} ms closed ${rows.closedMs[row]} late ${rows.late[row]} gateway ${rows.gateway[row]} group ${rows.group[row]} readings ${rows.readings[row]} ` +
    `alarms ${rows.alarms[row]} duplicates ${rows.duplicates[row]} mean ${rows.mean[row]} min ${rows.min[row]} max ${rows.max[row]} ` +
    `stddev ${rows.stddev[row]} bytes ${rows.bytesIn[row]}/${rows.bytesOut[row]}`,
  metrics: (rows, row) => `bucket ${rows.bucket[row]} series ${rows.series[row]} value ${rows.value[row]}`,
};

/** The columns of one stream, without counts and notes. */
const columnsOf = (rows: Batch[Stream]): Record<string, ArrayLike<number>> => {
  const { count: _, ...columns } = rows;
  if ("note" in columns) {
    const { note: __, ...numbers } = columns;
    return numbers as unknown as Record<string, ArrayLike<number>>;
  }
  return columns as unknown as Record<string, ArrayLike<number>>;
};

const sameRow = (x: Batch[Stream], rowX: number, y: Batch[Stream], rowY: number): boolean => {
  const columnsX = columnsOf(x);
  const columnsY = columnsOf(y);
  for (const name of Object.keys(columnsX))
    if (!Object.is(columnsX[name][rowX], columnsY[name][rowY])) return false;
  return !("note" in x && "note" in y) || x.note.get(rowX) === y.note.get(rowY);
};

/** Walks through the first run's rows of one stream as another run's batches come in. */
class Comparison {
  difference: Omit<Difference, "setting"> | undefined;
  private block = 0;
  private row = 0;
  private index = 0;

  constructor(
    private readonly stream: Stream,
    private readonly kept: readonly Batch[],
    /** The first run had more rows than were kept. */
    private readonly cut: boolean,
    private readonly resolutionMs: number,
  ) {}

  add(batch: Batch): void {
    const rows = batch[this.stream];
    // Columns of one block at a time, so that the loop does not look them up for every row.
    for (let row = 0; row < rows.count && this.difference === undefined; row++) {
      const own = this.next();
      if (own === undefined) {
        if (!this.cut) this.note(undefined, rows, row);
        return;
      }
      if (!sameRow(own, this.row, rows, row)) this.note(own, rows, row);
      this.row++;
      this.index++;
    }
  }

  /** The other run has ended: rows left over are a difference too. */
  end(): void {
    const own = this.next();
    if (own !== undefined && this.difference === undefined) this.note(own, undefined, -1);
  }

  private next(): Batch[Stream] | undefined {
    while (this.block < this.kept.length && this.row >= this.kept[this.block][this.stream].count) {
      this.block++;
      this.row = 0;
    }
    return this.kept[this.block]?.[this.stream];
  }

  private note(own: Batch[Stream] | undefined, other: Batch[Stream] | undefined, row: number): void {
    const text = show[this.stream] as (rows: Batch[Stream], row: number) => string;
    const earlier = [own && this.placeOf(own, this.row), other && this.placeOf(other, row)]
      .filter((place) => place !== undefined)
      .sort((x, y) => x.atMs - y.atMs)[0] as { atMs: number; entity: number };
    this.difference = {
      stream: this.stream,
      index: this.index,
      ...earlier,
      left: own === undefined ? "" : text(own, this.row),
      right: other === undefined ? "" : text(other, row),
    };
  }

  private placeOf(rows: Batch[Stream], row: number): { atMs: number; entity: number } {
    if ("entity" in rows) return { atMs: rows.atMs[row], entity: rows.entity[row] };
    if ("gateway" in rows) return { atMs: rows.startMs[row], entity: rows.gateway[row] };
    return { atMs: rows.bucket[row] * this.resolutionMs, entity: -1 };
  }
}

/**
 * Plays the scenario once per setting and compares every run with the first. `more` goes to all runs (a test's world).
 * Runs that leave the same rows but another digest differ in what only the digest records (single device steps).
 */
export const verifyScenario = async (
  scenario: Scenario,
  settings: readonly VerifySettings[],
  more: Pick<VirtualRunOptions, "modelUrl" | "signal" | "untilMs" | "onSnapshot" | "journal"> = {},
): Promise<Verification> => {
  if (settings.length < 2)
    throw new EngineError("ENGINE_FAILED", "a verification needs at least two settings");
  const kept: Batch[] = [];
  let rowsKept = 0;
  let rowsNotKept = 0;
  const keep = (batch: Batch): void => {
    const rows = batch.events.count + batch.windows.count + batch.metrics.count;
    // Whole batches from the start on, never one after a gap.
    if (rowsNotKept > 0 || rowsKept + rows > ROWS_KEPT_MAX) rowsNotKept += rows;
    else {
      kept.push(batch);
      rowsKept += rows;
    }
  };
  const digests: string[] = [];
  let firstDifference: Difference | undefined;
  for (let setting = 0; setting < settings.length; setting++) {
    const others = STREAMS.map((each) => new Comparison(each, kept, rowsNotKept > 0, scenario.resolutionMs));
    const compare = (batch: Batch): void => {
      for (const each of others) each.add(batch);
    };
    const onBatch = setting === 0 ? keep : compare;
    const { digest } = await runVirtual(scenario, { ...more, ...settings[setting], onBatch });
    digests.push(digest);
    if (setting === 0) continue;
    for (const each of others) each.end();
    const found = others
      .map((each) => each.difference)
      .filter((each) => each !== undefined)
      .sort((x, y) => x.atMs - y.atMs)[0];
    if (found !== undefined) firstDifference ??= { ...found, setting };
  }
  const agree = firstDifference === undefined && digests.every((digest) => digest === digests[0]);
  return { agree, digests, firstDifference, rowsNotKept };
};
