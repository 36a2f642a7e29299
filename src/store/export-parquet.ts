// Writes a run's zones as Parquet: <out>/<zone>/<table>/tenant_id=<tenant>/part_0.parquet. Sorted and on one thread, so
// the same run gives the same files.
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { PAYLOAD } from "./event-sql.js";
import { readableRunFile } from "./open-run.js";
import { Session } from "./session.js";
import { quote } from "./sql-text.js";
import { environmentError, StoreError } from "./store-error.js";

export interface ExportedFile {
  zone: string;
  table: string;
  path: string;
  rows: number;
}

const ZONES = ["raw", "usable", "final"] as const;

/** Columns that order a table's rows; every column, left to right, where none are named. */
const ORDER: Readonly<Record<string, string>> = {
  "raw.events": ["at_ms", "entity", "seq", "kind", ...PAYLOAD].join(", "),
  "raw.windows": "at_ms, entity, group_index",
  "raw.metrics": "bucket, series, value",
};

const assertEmpty = (outDir: string): void => {
  if (existsSync(outDir) && readdirSync(outDir).length > 0)
    throw new StoreError("ENV_STORE", `${outDir} is not empty`, {
      hint: "an export never mixes with or overwrites files; name a new folder",
    });
};

const exportTable = async (
  session: Session,
  zone: string,
  table: string,
  outDir: string,
): Promise<ExportedFile[]> => {
  const target = join(outDir, zone, table);
  mkdirSync(join(outDir, zone), { recursive: true });
  const rows = await session.rows(
    `copy (select * from ${zone}."${table}" order by ${ORDER[`${zone}.${table}`] ?? "all"}) to ${quote(target)}
     (format parquet, compression zstd, partition_by (tenant_id), write_partition_columns true,
      filename_pattern 'part_{i}', return_stats true)`,
  );
  return rows
    .map(([path, count]) => ({ zone, table, path: String(path), rows: Number(count) }))
    .sort((x, y) => (x.path < y.path ? -1 : 1));
};

/** Exports every table of the chosen zones; tables without rows give no file. `outDir` must be new or empty. */
export const exportParquet = async (
  dir: string,
  outDir: string,
  options: { zones?: readonly (typeof ZONES)[number][] } = {},
): Promise<ExportedFile[]> => {
  assertEmpty(outDir);
  const path = readableRunFile(dir);
  let session: Session | undefined;
  try {
    session = await Session.open(path, { access_mode: "READ_ONLY", threads: "1" });
    const files: ExportedFile[] = [];
    for (const zone of options.zones ?? ZONES) {
      const names = await session.rows(
        `select distinct table_name from duckdb_columns()
         where database_name = current_database() and schema_name = ${quote(zone)} order by 1`,
      );
      for (const [name] of names) files.push(...(await exportTable(session, zone, String(name), outDir)));
    }
    return files;
  } catch (cause) {
    throw environmentError(cause, `export to ${outDir}`);
  } finally {
    session?.close();
  }
};
