// A recorded list of outages (CSV: name, down, up) -> intervals of virtual time; one without an `up` is still open. Without `startAt` virtual 0 is the
// midnight before the first outage. Overlapping outages of one name are joined, with a warning; what lies outside the
// run is left out or cut, with a warning.

import type { z } from "zod";
import { isoToMs, midnightBefore } from "../core/iso-time.js";
import { formatCount } from "../core/units.js";
import type { OutageReplay } from "../spec/fleet.js";
import { countMatching } from "../spec/selection.js";
import { type CsvRow, type CsvTable, columnOf, rowSpan } from "./csv.js";
import { type Item, readItems, shown } from "./issues.js";
import { OUTAGES_MAX } from "./limits.js";
import { outagesSchema } from "./schema/trace.js";
import { keyHint } from "./schema-parts.js";
import { positionOf } from "./source-text.js";
import { resolveTarget, type TargetScope } from "./targets.js";
import type { TimeScope } from "./times.js";
import { openRecording } from "./trace.js";
import { itemsOf, pathText, spanAt } from "./tree.js";
import { checkUnique } from "./unique.js";

type OutagesText = z.output<typeof outagesSchema>;
interface Outage {
  name: string;
  /** As the recording writes it. */
  recorded: string;
  downMs: number;
  upMs: number;
  row: CsvRow;
}

/** The rows as calendar times; bad ones are told with their line. */
const readOutages = (
  { context }: TargetScope,
  table: CsvTable,
  { value, tree }: Item<OutagesText>,
): Outage[] | null => {
  const { problems } = context;
  const column = (key: "name" | "down" | "up"): number | undefined =>
    columnOf(table, value.columns[key], spanAt(tree, ["columns", key]), problems);
  const [nameAt, downAt, upAt] = [column("name"), column("down"), column("up")];
  if (nameAt === undefined || downAt === undefined || upAt === undefined) return null;
  const outages: Outage[] = [];
  const seen = new Set<string>();
  for (const row of table.rows) {
    const [written, down, up] = [nameAt, downAt, upAt].map((at) => (row.cells[at] ?? "").trim());
    const downMs = isoToMs(down);
    const upMs = up === "" ? Number.POSITIVE_INFINITY : isoToMs(up);
    if (written === "" || downMs === undefined || upMs === undefined) {
      const wrong =
        written === ""
          ? "the name is empty"
          : `${downMs === undefined ? value.columns.down : value.columns.up} is ${shown(downMs === undefined ? down : up)}; it must be an ISO 8601 time${downMs === undefined ? "" : ", or empty where it is still open"}`;
      problems.error(rowSpan(table, row), "SCN061", `row: ${wrong}`);
      continue;
    }
    seen.add(written);
    if (upMs <= downMs) {
      problems.error(
        rowSpan(table, row),
        "SCN062",
        `the outage of \`${written}\` ends at ${up}, not after it starts at ${down}`,
      );
      continue;
    }
    outages.push({
      name: Object.hasOwn(value.map, written) ? value.map[written] : written,
      recorded: written,
      downMs,
      upMs,
      row,
    });
  }
  for (const name of Object.keys(value.map)) {
    if (!seen.has(name))
      problems.error(
        spanAt(tree, ["map", name]),
        "SCN030",
        `${table.source.file} has no outage of \`${name}\``,
        keyHint(name, [...seen]),
      );
  }
  return outages;
};

/** Outages of one name that overlap become one; told with the later line. */
const join = (scope: TargetScope, table: CsvTable, outages: Outage[]): Outage[] => {
  const ordered = outages.map((outage, index) => ({ outage, index }));
  ordered.sort((x, y) => x.outage.downMs - y.outage.downMs || x.index - y.index);
  const joined: Outage[] = [];
  const last = new Map<string, Outage>();
  for (const { outage } of ordered) {
    const before = last.get(outage.name);
    if (before !== undefined && outage.downMs < before.upMs) {
      const line = positionOf(rowSpan(table, before.row)).line;
      const message = `the outage of \`${outage.name}\` begins before the one of line ${line} has ended; they count as one`;
      scope.context.problems.warning(rowSpan(table, outage.row), "SCN063", message);
      before.upMs = Math.max(before.upMs, outage.upMs);
      if (!before.recorded.split(", ").includes(outage.recorded)) before.recorded += `, ${outage.recorded}`;
      continue;
    }
    last.set(outage.name, outage);
    joined.push(outage);
  }
  return joined;
};

const originOf = (
  { context }: TargetScope,
  { value, tree, path }: Item<OutagesText>,
  outages: Outage[],
): number | undefined => {
  if (value.startAt === undefined)
    return midnightBefore(Math.min(...outages.slice(0, 1).map(({ downMs }) => downMs)));
  const ms = isoToMs(value.startAt);
  if (ms === undefined) {
    const label = pathText([...path, "startAt"]);
    context.problems.error(
      spanAt(tree, ["startAt"]),
      "SCN040",
      `${label} is ${shown(value.startAt)}; it must be an ISO 8601 time`,
      "2026-08-13T00:00:00Z",
    );
  }
  return ms;
};

/** Recorded outages, and the calendar time that is virtual 0. */
interface Recorded {
  outages: readonly Outage[];
  originMs: number;
}

/** Where the recorded outages stand in the run. */
const place = (
  scope: TargetScope,
  { durationMs }: TimeScope,
  { value, tree }: Item<OutagesText>,
  { outages, originMs }: Recorded,
): OutageReplay["outages"] => {
  const virtual = (ms: number): number => Math.round((ms - originMs) / value.speed) + value.shift;
  const placed: OutageReplay["outages"] = [];
  let outside = 0;
  for (const outage of outages) {
    const downMs = Math.max(0, virtual(outage.downMs));
    const upMs = Math.min(durationMs, virtual(outage.upMs));
    if (upMs <= downMs) outside++;
    else {
      const { name, recorded } = outage;
      placed.push({ name, downMs, upMs, ...(recorded === name ? {} : { recorded }) });
    }
  }
  if (outside > 0) {
    const message = `${formatCount(outside)} of ${formatCount(outages.length)} recorded outages lie outside the run and are left out`;
    scope.context.problems.warning(
      spanAt(tree, ["file"]),
      "SCN064",
      message,
      "see duration, startAt, shift and speed",
    );
  }
  return placed;
};

export const readOutageLists = (scope: TargetScope, time: TimeScope): OutageReplay[] => {
  const { context, fleet } = scope;
  checkUnique(context, itemsOf(context.root, "outages"), "outage list");
  return readItems(context.problems, outagesSchema, context.root, "outages").flatMap(
    (item, index): OutageReplay[] => {
      const { value, tree } = item;
      const target = resolveTarget(scope, item, { kind: "devices", feels: "any" });
      const table = openRecording(context, value.file, spanAt(tree, ["file"]), OUTAGES_MAX);
      if (table === null) return [];
      const read = readOutages(scope, table, item);
      if (read === null || read.length === 0) return [];
      const joined = join(scope, table, read);
      const originMs = originOf(scope, item, joined);
      if (target === undefined || originMs === undefined) return [];
      if (target.kind !== "devices") {
        context.problems.error(
          spanAt(tree, ["target"]),
          "SCN052",
          `recorded outages strike devices; the target is ${target.kind}`,
        );
        return [];
      }
      const outages = place(scope, time, item, { outages: joined, originMs });
      const names = new Set(joined.map(({ name }) => name)).size;
      const devices = Math.min(
        countMatching(target, fleet).devices,
        target.count ?? Number.POSITIVE_INFINITY,
      );
      if (fleet.complete && !target.allowEmpty && names > devices) {
        const message = `the recording names ${names} devices; the target has ${devices}`;
        context.problems.error(
          spanAt(tree, ["target"]),
          "SCN066",
          message,
          "widen the target, or map several names to one",
        );
        return [];
      }
      if (devices === 0) return [];
      const id = value.id ?? (index === 0 ? "outages" : `outages-${index + 1}`);
      return [{ id, file: table.source.file, target, outages, position: positionOf(tree.at) }];
    },
  );
};
