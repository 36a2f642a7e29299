// The physical tables of a run, schema `log`: rows in the order they were appended, names as codes. Everything people
// read (raw, usable, final) is a view over these, so a million devices' names cost nothing to keep.
// Run and tenant are enums: one byte a row that reads as text.
import { PAYLOAD } from "./event-sql.js";
import { quote } from "./sql-text.js";

/** Version of this layout; a file with another one is refused. */
export const STORE_VERSION = 4;

const enumType = (name: string, values: readonly string[]): string =>
  `create type log.${name} as enum (${values.map(quote).join(", ")})`;

/** Statements that make the log's types and tables. */
export const logTables = (runId: string, tenants: readonly string[]): string[] => [
  "create schema log",
  enumType("run_ids", [runId]),
  enumType("tenant_ids", tenants),
  `create table log.run (run_id varchar, tenant_id varchar, store_version integer, scenario varchar, starts_at varchar,
    resolution_ms bigint, naming varchar, facts varchar, finished boolean, end_ms bigint, digest varchar)`,
  `create table log.owners (run_id varchar, tenant_id varchar, owner integer, tier varchar, id varchar, site varchar,
    region varchar, twin varchar, via varchar, transport varchar, qos integer, labels varchar,
    first integer, count integer, width integer)`,
  `create table log.series (run_id varchar, tenant_id varchar, series integer, owner integer, metric varchar,
    kind varchar, unit varchar, sub_key varchar, sub varchar)`,
  `create table log.events (run_id log.run_ids, tenant_id log.tenant_ids, at_ms bigint, entity integer, owner integer,
    kind utinyint, seq integer, ${PAYLOAD.map((name) => `${name} double`).join(", ")}, note varchar)`,
  `create table log.windows (run_id log.run_ids, tenant_id log.tenant_ids, start_ms bigint, closed_ms bigint,
    gateway integer, gateway_owner integer, owner integer, late utinyint, readings integer, alarms integer,
    duplicates integer, mean double, min double, max double, stddev double, bytes_in bigint, bytes_out bigint)`,
  "create table log.metrics (run_id log.run_ids, tenant_id log.tenant_ids, bucket integer, series integer, value bigint)",
  "create table log.in_flight (run_id varchar, tenant_id varchar, owner integer, in_flight bigint)",
  // Rows that may not pass from raw to usable: position in their log table, and why.
  'create table log.rejected (run_id varchar, tenant_id varchar, source varchar, "row" bigint, reason varchar)',
];
