// A recorded sensor log (CSV) -> TraceSpec. Every row is accounted for: kept, merged into another by the rule below, or
// told as a problem. Rule: a reading stands at its own timestamp; where a clock went back and a timestamp comes again,
// the later reading replaces the earlier one (last wins), for the device had no other way to say which hour was right.

import type { z } from "zod";
import { formatDuration } from "../core/duration.js";
import { formatCount } from "../core/units.js";
import type { Context } from "./context.js";
import { type CsvRow, type CsvTable, columnOf, readTable, rowSpan } from "./csv.js";
import { beside, inside } from "./files.js";
import { isoToMs } from "./iso-time.js";
import { shown } from "./issues.js";
import { CSV_BYTES_MAX, TRACE_ROWS_MAX } from "./limits.js";
import type { TraceSpec } from "./scenario.js";
import type { replaySchema } from "./schema/trace.js";
import { positionOf, type Span } from "./source-text.js";
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

/** Ms of a time cell: a date, or a number of seconds. */
const timeOf = (cell: string): number | undefined => {
  if (NUMBER.test(cell)) return Math.round(Number(cell) * 1_000);
  return isoToMs(cell);
};

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
  const readings: Reading[] = [];
  let bad = 0;
  for (const row of table.rows) {
    if (filters.some(({ at, text }) => (row.cells[at as number] ?? "").trim() !== text)) continue;
    const valueCell = (row.cells[valueAt] ?? "").trim();
    const timeCell = timeAt < 0 ? "" : (row.cells[timeAt] ?? "").trim();
    const timeMs = timeAt < 0 ? readings.length * (replay.step as number) : timeOf(timeCell);
    if (!NUMBER.test(valueCell) || timeMs === undefined) {
      bad++;
      const wrong =
        timeMs === undefined
          ? `time is ${shown(timeCell)}; it must be a date or seconds`
          : `${replay.valueColumn} is ${shown(valueCell)}; it must be a number`;
      problems.error(rowSpan(table, row), "SCN061", `row: ${wrong}`, "mend or remove the row");
      continue;
    }
    readings.push({ timeMs, value: Number(valueCell), row });
  }
  if (readings.length === 0 && bad === 0) {
    problems.error(
      asked("where"),
      "SCN065",
      `no row of ${table.source.file} has ${JSON.stringify(replay.where)}`,
    );
  }
  return bad > 0 || readings.length === 0 ? null : readings;
};

/** Readings in time order, later ones in place of earlier ones of the same time; and what was done, in words. */
const settle = (readings: Reading[], table: CsvTable): { kept: Reading[]; notes: string[] } => {
  const notes: string[] = [];
  const back = readings.findIndex(
    (reading, index) => index > 0 && reading.timeMs < readings[index - 1].timeMs,
  );
  if (back > 0) {
    const byMs = readings[back - 1].timeMs - readings[back].timeMs;
    const line = positionOf(rowSpan(table, readings[back].row)).line;
    notes.push(
      `the clock goes back by ${formatDuration(byMs)} at line ${line}; readings stand at their own timestamps`,
    );
  }
  const last = new Map<number, Reading>();
  for (const reading of readings) last.set(reading.timeMs, reading);
  const kept = [...last.values()].sort((x, y) => x.timeMs - y.timeMs);
  const merged = readings.length - kept.length;
  if (merged > 0) {
    notes.push(
      `${formatCount(merged)} timestamps come twice; the later reading replaces the earlier one (last wins)`,
    );
  }
  notes.unshift(
    `${formatCount(readings.length)} rows: ${formatCount(kept.length)} kept, ${formatCount(merged)} merged`,
  );
  return { kept, notes };
};

/** The traces of a scenario; one recording that feeds several groups is kept once. */
export class Traces {
  readonly specs: TraceSpec[] = [];
  private readonly known = new Map<string, string>();

  constructor(private readonly context: Context) {}

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
    const { kept, notes } = settle(readings, table);
    const filtered = table.rows.length - readings.length;
    if (filtered > 0) notes.push(`${formatCount(filtered)} other rows of the file are not asked for (where)`);
    const id = this.freeId(replay.file);
    const startMs = kept[0].timeMs;
    this.specs.push({
      id,
      file: table.source.file,
      timesMs: kept.map(({ timeMs }) => timeMs - startMs),
      values: kept.map(({ value }) => value),
      gaps: replay.gaps,
      loop: replay.loop,
      shiftMs: replay.shift,
      speed: replay.speed,
      notes,
    });
    this.known.set(key, id);
    return id;
  }

  private freeId(file: string): string {
    const base = file.replace(/^.*\//, "").replace(/\.[^.]*$/, "");
    let id = base;
    for (let n = 2; this.specs.some((spec) => spec.id === id); n++) id = `${base}-${n}`;
    return id;
  }
}
