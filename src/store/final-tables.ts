// What the final zone takes from the report side (SLA folds, cost, expectations, rollouts): as tables.
// The field names are those of summary.json, so its parts can be handed over as they are. Everything else in the final
// zone is SQL over the usable zone (zone-final.ts).
import type { CostLine } from "../result/cost.js";
import type { ExpectationResult } from "../result/expectation.js";
import type { RolloutResult } from "../result/rollout.js";
import type { SliFigure, TenantSla } from "../result/service-level.js";
import { PLATFORM } from "./owners.js";
import type { Cell } from "./session.js";

export interface FinalTables {
  /** Virtual time reached, ms. */
  endMs: number;
  digest: string;
  /** Readings still under way at the end, by device group. */
  inFlight?: readonly number[];
  sla?: readonly TenantSla[];
  slis?: Readonly<Record<string, SliFigure>>;
  rollouts?: readonly RolloutResult[];
  costLines?: readonly CostLine[];
  expectations?: readonly ExpectationResult[];
  /** summary.json; stored as one row for each leaf, without its `environment` (not decided by the inputs). */
  summary?: object;
}

interface FinalTable {
  name: string;
  columns: string;
  rows(tables: FinalTables): Cell[][];
}

/** Leaves of a JSON-like value as path and JSON text, in the order they stand. */
const leaves = (value: unknown, path: string): [string, string][] => {
  if (value === null || typeof value !== "object") return [[path, JSON.stringify(value) ?? "null"]];
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((item, index) => [`[${index}]`, item])
    : Object.entries(value).map(([key, item]) => [path === "" ? key : `.${key}`, item]);
  return entries.flatMap(([key, item]) => leaves(item, path + key));
};

const summaryRows = (summary: object | undefined): Cell[][] => {
  if (summary === undefined) return [];
  const { environment: _, ...decided } = summary as Record<string, unknown>;
  return leaves(decided, "").map(([path, value], position) => [PLATFORM, position, path, value]);
};

/** Tables of the final zone that finish() fills; each row starts with its tenant. */
export const FINAL_TABLES: readonly FinalTable[] = [
  {
    name: "sla",
    columns: `availability double, target double, met boolean, freshness double, freshness_target double,
      freshness_met boolean, devices bigint, error_budget_used double`,
    rows: ({ sla = [] }) =>
      sla.map((row) => [
        row.tenant,
        row.availability,
        row.target,
        row.met,
        row.freshness,
        row.freshnessTarget,
        row.freshnessMet,
        row.devices,
        row.errorBudgetUsed,
      ]),
  },
  {
    name: "slis",
    columns: "sli varchar, value double, unit varchar, target varchar, met boolean, help varchar",
    rows: ({ slis = {} }) =>
      Object.entries(slis).map(([name, sli]) => [
        PLATFORM,
        name,
        sli.value,
        sli.unit,
        sli.target,
        sli.met,
        sli.help,
      ]),
  },
  {
    name: "rollout",
    columns: `rollout varchar, version varchar, status varchar, targeted bigint, attempted bigint, succeeded bigint,
      failed bigint, rolled_back bigint, updated_late bigint, blast_radius double, started_ms bigint, ended_ms bigint, reason varchar`,
    rows: ({ rollouts = [] }) =>
      rollouts.map((row) => [
        PLATFORM,
        row.id,
        row.version,
        row.status,
        row.targeted,
        row.attempted,
        row.succeeded,
        row.failed,
        row.rolledBack,
        row.late,
        row.blastRadius,
        row.startedMs,
        row.endedMs,
        row.reason,
      ]),
  },
  {
    name: "rollout_stages",
    columns: `rollout varchar, stage integer, share_ppm bigint, started_ms bigint, ended_ms bigint, notified bigint,
      succeeded bigint, failed bigint`,
    rows: ({ rollouts = [] }) =>
      rollouts.flatMap((row) =>
        row.stages.map((stage, index) => [
          PLATFORM,
          row.id,
          index,
          stage.sharePpm,
          stage.startedMs,
          stage.endedMs,
          stage.notified,
          stage.succeeded,
          stage.failed,
        ]),
      ),
  },
  {
    name: "cost_lines",
    columns: "meter varchar, quantity double, unit varchar, amount_usd double, source varchar",
    rows: ({ costLines = [] }) =>
      costLines.map((line) => [PLATFORM, line.meter, line.quantity, line.unit, line.amount, line.source]),
  },
  {
    name: "expectations",
    columns: `id varchar, verdict varchar, severity varchar, text varchar, measured varchar, threshold varchar,
      measured_value double, threshold_value double, unit varchar, at_ms bigint`,
    rows: ({ expectations = [] }) =>
      expectations.map((row) => [
        PLATFORM,
        row.id,
        row.verdict,
        row.severity,
        row.text,
        row.measured,
        row.threshold,
        row.measuredValue?.value ?? null,
        row.thresholdValue?.value ?? null,
        (row.measuredValue ?? row.thresholdValue)?.unit ?? null,
        row.atMs,
      ]),
  },
  {
    name: "summary",
    columns: "position integer, path varchar, value varchar",
    rows: ({ summary }) => summaryRows(summary),
  },
];
