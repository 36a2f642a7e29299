// A recorded sensor log (CSV) -> TraceSpec. Every row is accounted for: kept, merged into another by the rule below, or
// told as a problem. Rule: a reading stands at its own timestamp; where a clock went back and a timestamp comes again,
// the later reading replaces the earlier one (last wins), for the device had no other way to say which hour was right.

import type { z } from "zod";
import { formatDuration, YEAR_MS } from "../core/duration.js";
import { formatCount } from "../core/units.js";
import type { TraceSpec } from "../spec/fleet.js";
import { gapRows, heldThrough, heldTotal, lapsWithin, rowsBeyond, usualStepMs } from "../spec/trace-gaps.js";
import type { ScenarioCode } from "./codes.js";
import type { Context } from "./context.js";
import { type CsvRow, type CsvTable, columnOf, readTable, rowSpan } from "./csv.js";
import { beside, inside } from "./files.js";
import { shown } from "./issues.js";
import { CSV_BYTES_MAX, OUTAGES_MAX, PROBLEMS_MAX, RECORDED_VALUE_MAX, TRACE_ROWS_MAX } from "./limits.js";
import type { Problems } from "./problems.js";
import { readTimes } from "./recorded-time.js";
import type { replaySchema } from "./schema/trace.js";
import { positionOf, type Span } from "./source-text.js";
import { withoutStrays } from "./stray-readings.js";
import { spanAt, type Tree } from "./tree.js";

export type ReplayText = z.output<typeof replaySchema>;

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** The CSV file a recording names: beside the file that names it, then among the shipped scenarios; null after telling. */
export const openRecording = (
  context: Context,
  name: string,
  asked: Span,
  rowsMax: number,
): CsvTable | null => {
  const { files, problems } = context;
  const { shippedRoot } = files.access;
  const candidates = [
    beside(asked.source.file, name),
    inside(shippedRoot, "scenarios", name),
    inside(shippedRoot, name),
  ];
  const found = files.find(candidates);
  if (found === undefined) {
    problems.error(asked, "SCN001", `file \`${name}\` does not exist`, `looked for ${candidates[0]}`);
    return null;
  }
  const source = files.read(found, asked, CSV_BYTES_MAX);
  return source === null ? null : readTable(source, rowsMax, problems);
};

interface Reading {
  timeMs: number;
  value: number;
  row: CsvRow;
}

/** A number as it stands in a cell, or undefined when it is none, or beyond what a reading can be. */
const numberIn = (cell: string): number | undefined =>
  NUMBER.test(cell) && Math.abs(Number(cell)) <= RECORDED_VALUE_MAX ? Number(cell) : undefined;

const mustBeNumber = (cell: string): string =>
  NUMBER.test(cell)
    ? `it must be between -${RECORDED_VALUE_MAX} and ${RECORDED_VALUE_MAX}`
    : "it must be a number";

/** From this share of rows on that have the time of another, the times are likely too coarse. */
const MERGED_SHARE_TOLD = 0.1;
/** Readings nearer than this, by numbers that may not be seconds, are told. */
const ELAPSED_STEP_TOLD_MS = 100;
const GAP_TOLD_MS = YEAR_MS;

const readReadings = (
  context: Context,
  table: CsvTable,
  replay: ReplayText,
  tree: Tree,
): Reading[] | null => {
  const { problems } = context;
  const asked = (key: string): Span => spanAt(tree, [key]);
  const timeAt =
    replay.timeColumn === undefined ? -1 : columnOf(table, replay.timeColumn, asked("timeColumn"), problems);
  const valueAt = columnOf(table, replay.valueColumn, asked("valueColumn"), problems);
  const filters = Object.entries(replay.where).map(([column, text]) => ({
    text,
    at: columnOf(table, column, spanAt(tree, ["where", column]), problems),
  }));
  if (timeAt === undefined || valueAt === undefined || filters.some(({ at }) => at === undefined))
    return null;
  const rows = table.rows.filter((row) =>
    filters.every(({ at, text }) => (row.cells[at as number] ?? "").trim() === text),
  );
  const timeCells = timeAt < 0 ? [] : rows.map((row) => row.cells[timeAt].trim());
  const times = readTimes(timeCells);
  if ("message" in times) {
    problems.error(rowSpan(table, rows[times.index]), "SCN061", `row: ${times.message}`, times.hint);
    return null;
  }
  const readings: Reading[] = [];
  let bad = 0;
  for (const [index, row] of rows.entries()) {
    const valueCell = row.cells[valueAt].trim();
    const value = numberIn(valueCell);
    const timeMs = timeAt < 0 ? index * (replay.step as number) : times.timesMs[index];
    if (value === undefined || timeMs === undefined) {
      const wrong =
        timeMs === undefined
          ? `${replay.timeColumn} is ${shown(timeCells[index])}; it must be ${times.must}`
          : `${replay.valueColumn} is ${shown(valueCell)}; ${mustBeNumber(valueCell)}`;
      problems.error(rowSpan(table, row), "SCN061", `row: ${wrong}`, "mend or remove the row");
      if (++bad >= PROBLEMS_MAX) return null;
      continue;
    }
    readings.push({ timeMs, value, row });
  }
  const stepMs = usualStepMs(readings.map(({ timeMs }) => timeMs));
  if (times.isElapsed && bad === 0 && readings.length > 2 && stepMs < ELAPSED_STEP_TOLD_MS)
    problems.warning(
      asked("timeColumn"),
      "SCN068",
      `the numbers in ${replay.timeColumn} are read as seconds since the start; the readings then lie ${stepMs} ms apart`,
      "if they are another unit, write dates, or leave timeColumn out and give `step`",
    );
  if (readings.length === 0 && bad === 0) {
    problems.error(
      asked("where"),
      "SCN065",
      `no row of ${table.source.file} has ${JSON.stringify(replay.where)}`,
    );
  }
  return bad > 0 || readings.length === 0 ? null : readings;
};

/** What is told of a recording: problems at the place that asks for it, notes for the report. */
class Account {
  readonly notes: string[] = [];

  constructor(
    private readonly problems: Problems,
    private readonly table: CsvTable,
    private readonly tellAt: Span,
  ) {}

  lineOf({ row }: Reading): number {
    return positionOf(rowSpan(this.table, row)).line;
  }

  warn(code: ScenarioCode, message: string, hint: string): void {
    this.problems.warning(this.tellAt, code, message, hint);
  }
}

const noteClockBack = (readings: readonly Reading[], account: Account): void => {
  const back = readings.findIndex(
    (reading, index) => index > 0 && reading.timeMs < readings[index - 1].timeMs,
  );
  if (back <= 0) return;
  const byMs = readings[back - 1].timeMs - readings[back].timeMs;
  account.notes.push(
    `the clock goes back by ${formatDuration(byMs)} at line ${account.lineOf(readings[back])}; readings stand at their own timestamps`,
  );
};

/** Of readings of the same time the last one stays. */
const merge = (readings: readonly Reading[], account: Account): Reading[] => {
  const last = new Map<number, Reading>();
  for (const reading of readings) last.set(reading.timeMs, reading);
  const distinct = [...last.values()].sort((x, y) => x.timeMs - y.timeMs);
  const merged = readings.length - distinct.length;
  if (merged > 0)
    account.notes.push(
      `${formatCount(merged)} timestamps come twice; the later reading replaces the earlier one (last wins)`,
    );
  if (merged > readings.length * MERGED_SHARE_TOLD) {
    const message = `${formatCount(merged)} of ${formatCount(readings.length)} rows have the time of another; of those only the last is played`;
    account.warn("SCN068", message, "a column with the time of day, or `where` for the rows of one device");
  }
  return distinct;
};

/** Without those of a clock that was not set. */
const dropStrays = (distinct: Reading[], account: Account): Reading[] => {
  const { kept, strays } = withoutStrays(distinct);
  if (strays.length > 0) {
    const line = Math.min(...strays.map((stray) => account.lineOf(stray)));
    const message = `${formatCount(strays.length)} of ${formatCount(distinct.length)} readings lie years from the others (the first at line ${line}); they are left out`;
    account.warn("SCN067", message, "a clock that was not set? mend their times, or remove the rows");
    account.notes.push(message);
  }
  const gaps = gapRows(kept.map(({ timeMs }) => timeMs));
  const widest = Math.max(0, ...gaps.map((row) => kept[row + 1].timeMs - kept[row].timeMs));
  if (widest > GAP_TOLD_MS) {
    const message = `two neighbouring readings lie ${formatDuration(widest)} apart`;
    account.warn("SCN068", message, "a clock that was not set? mend the times, or remove the rows");
  }
  return kept;
};

/** Readings in time order, later ones in place of earlier ones of the same time, none of a clock that was not set. */
const settle = (readings: Reading[], account: Account): Reading[] => {
  noteClockBack(readings, account);
  const distinct = merge(readings, account);
  const kept = dropStrays(distinct, account);
  const merged = formatCount(readings.length - distinct.length);
  account.notes.unshift(
    `${formatCount(readings.length)} rows: ${formatCount(kept.length)} kept, ${merged} merged`,
  );
  return kept;
};

/** The traces of a scenario; one recording that feeds several groups is kept once. */
export class Traces {
  readonly specs: TraceSpec[] = [];
  private readonly known = new Map<string, string>();

  /** `durationMs`: how far a run plays. */
  constructor(
    private readonly context: Context,
    private readonly durationMs: number,
  ) {}

  /** The id of the trace a group's `replay` asks for, or undefined after telling why not. */
  add(replay: ReplayText, tree: Tree): string | undefined {
    const { problems } = this.context;
    if ((replay.timeColumn === undefined) === (replay.step === undefined)) {
      const message = "replay must have exactly one of timeColumn and step";
      problems.error(tree.at, "SCN017", message, "step: 5s spaces rows evenly; timeColumn reads their times");
      return undefined;
    }
    const asked = spanAt(tree, ["file"]);
    const table = openRecording(this.context, replay.file, asked, TRACE_ROWS_MAX);
    if (table === null) return undefined;
    const key = JSON.stringify([table.source.file, { ...replay, file: "" }]);
    const before = this.known.get(key);
    if (before !== undefined) return before;
    const readings = readReadings(this.context, table, replay, tree);
    if (readings === null) return undefined;
    const account = new Account(problems, table, asked);
    const kept = settle(readings, account);
    const { notes } = account;
    const filtered = table.rows.length - readings.length;
    if (filtered > 0) notes.push(`${formatCount(filtered)} other rows of the file are not asked for (where)`);
    const startMs = kept[0].timeMs;
    const spec: TraceSpec = {
      id: this.freeId(replay.file),
      file: table.source.file,
      timesMs: kept.map(({ timeMs }) => timeMs - startMs),
      values: kept.map(({ value }) => value),
      gaps: replay.gaps,
      loop: replay.loop,
      shiftMs: replay.shift,
      speed: replay.speed,
      notes,
    };
    if (!this.isReached(spec, tree) || !this.fillGaps(spec, tree)) return undefined;
    this.specs.push(spec);
    this.known.set(key, spec.id);
    return spec.id;
  }

  /** Whether the run plays any of it; rows beyond its end are told. */
  private isReached(trace: TraceSpec, tree: Tree): boolean {
    const rows = trace.timesMs.length;
    const beyond = rowsBeyond(trace, this.durationMs);
    if (beyond === 0) return true;
    const message = `${beyond === rows ? "none" : `${formatCount(rows - beyond)}`} of ${formatCount(rows)} recorded readings ${beyond === rows ? "falls" : "fall"} into the run of ${formatDuration(this.durationMs)}`;
    const at = spanAt(tree, [trace.shiftMs > 0 ? "shift" : "file"]);
    const hint = "see duration, shift and speed";
    if (beyond === rows) this.context.problems.error(at, "SCN069", message, hint);
    else this.context.problems.warning(at, "SCN069", message, hint);
    trace.notes.push(message);
    return beyond < rows;
  }

  /** Puts rows into the gaps (`hold`), or counts the times away (`offline`); false after telling that it is too much. */
  private fillGaps(trace: TraceSpec, tree: Tree): boolean {
    const gaps = gapRows(trace.timesMs).length;
    const tooMany = (count: number, max: number, what: string): boolean => {
      if (count <= max) return false;
      const message = `gaps: ${trace.gaps} makes ${formatCount(count)} ${what}; at most ${formatCount(max)} are allowed`;
      this.context.problems.error(
        spanAt(tree, ["gaps"]),
        "SCN065",
        message,
        "gaps: silent plays only what was recorded",
      );
      return true;
    };
    if (gaps === 0) return true;
    const step = formatDuration(usualStepMs(trace.timesMs));
    const found = `${formatCount(gaps)} gaps between readings that lie ${step} apart`;
    if (trace.gaps === "hold") {
      const held = heldTotal(trace.timesMs);
      if (tooMany(held + trace.timesMs.length, TRACE_ROWS_MAX, "readings")) return false;
      trace.notes.push(`${found}: the last value is shown ${formatCount(held)} more times`);
      Object.assign(trace, heldThrough(trace));
    } else if (trace.gaps === "offline") {
      if (tooMany(gaps * lapsWithin(trace, this.durationMs), OUTAGES_MAX, "outages")) return false;
      trace.notes.push(`${found}: the device is offline in them`);
    }
    return true;
  }

  private freeId(file: string): string {
    const base = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
    let id = base;
    for (let n = 2; this.specs.some((spec) => spec.id === id); n++) id = `${base}-${n}`;
    return id;
  }
}
