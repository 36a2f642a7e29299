// The tables and views a run offers, with columns, types, units and meanings. Names alone: of rows it says nothing, so it is
// the same for everybody.
import { COLUMN_WORDS, TABLE_WORDS } from "./catalog.js";
import { OpenRun } from "./open-run.js";
import type { Session } from "./session.js";

export interface TableColumn {
  name: string;
  type: string;
  unit: string;
  meaning: string;
}

export interface TableOfRun {
  zone: string;
  name: string;
  says: string;
  columns: TableColumn[];
}

const ZONES = ["usable", "final", "raw"];

const COLUMNS = `select schema_name, table_name, column_name, data_type from duckdb_columns()
  where schema_name in ('raw', 'usable', 'final') and database_name = current_database()
  order by schema_name, table_name, column_index`;

export const tablesOf = async (session: Session): Promise<TableOfRun[]> => {
  const tables = new Map<string, TableOfRun>();
  for (const [zone, name, column, type] of (await session.rows(COLUMNS)).map((row) => row.map(String))) {
    const id = `${zone}.${name}`;
    const table = tables.get(id) ?? { zone, name, says: TABLE_WORDS[id] ?? "", columns: [] };
    const [unit, meaning] = COLUMN_WORDS[`${id}.${column}`] ?? COLUMN_WORDS[column] ?? ["", ""];
    table.columns.push({ name: column, type, unit, meaning });
    tables.set(id, table);
  }
  return [...tables.values()].sort((x, y) => ZONES.indexOf(x.zone) - ZONES.indexOf(y.zone));
};

/** The tables of the run in `dir`. */
export const listTables = async (dir: string): Promise<TableOfRun[]> => {
  const run = await OpenRun.open(dir);
  try {
    return await tablesOf(run.session);
  } finally {
    run.close();
  }
};
