// A tenant's (or a region's, a site's) own database: a fresh one in memory with only the rows of that scope, copied by
// us. Then the run's file is detached, file and network access is switched off and the configuration locked, so whatever
// SQL runs in it, there is nothing else to read (TEN-1).
import { dirname } from "node:path";
import { assertRunInside, unreadable } from "./open-run.js";
import { PLATFORM } from "./owners.js";
import { QUERY_MEMORY_MAX_MB } from "./query-limits.js";
import { Session } from "./session.js";
import { quote, quoteId } from "./sql-text.js";
import { environmentError, StoreError } from "./store-error.js";

/** Whose rows: each named part narrows it. Headquarters: a tenant; its regional office: tenant and region; a building: site. */
export interface Scope {
  tenant?: string;
  region?: string;
  site?: string;
}

const ZONES = ["raw", "usable", "final"];
const COLUMN_OF = { tenant: "tenant_id", region: "region", site: "site" } as const;
type Part = keyof typeof COLUMN_OF;

interface Relation {
  schema: string;
  name: string;
  columns: string[];
}

const known = async (session: Session, part: Part): Promise<string[]> => {
  const sql =
    part === "tenant"
      ? "select tenant_id from usable.tenants"
      : `select distinct ${part} from log.owners where tier in ('device', 'gateway')`;
  const names = (await session.rows(sql)).map(([name]) => String(name));
  return names.filter((name) => name !== PLATFORM).sort((x, y) => (x < y ? -1 : x > y ? 1 : 0));
};

const assertKnown = async (session: Session, scope: Scope): Promise<void> => {
  for (const part of Object.keys(COLUMN_OF) as Part[]) {
    const name = scope[part];
    if (name === undefined) continue;
    const names = await known(session, part);
    if (!names.includes(name))
      throw new StoreError("STORE_SCOPE", `no ${part} ${JSON.stringify(name)} in this run`, {
        hint: `${part}s of this run: ${names.join(", ") || "none"}`,
      });
  }
};

const relations = async (session: Session): Promise<Relation[]> => {
  const rows = await session.rows(
    `select schema_name, table_name, string_agg(column_name, chr(10) order by column_index)
     from duckdb_columns() where database_name = 'run' and schema_name in (${ZONES.map(quote).join(", ")})
     group by all order by all`,
  );
  return rows.map(([schema, name, columns]) => ({
    schema: String(schema),
    name: String(name),
    columns: String(columns).split("\n"),
  }));
};

/** The condition of a scope, or undefined when the table cannot be split by one of its parts (then it stays empty). */
const condition = (scope: Scope, relation: Relation): string | undefined => {
  const tests: string[] = [];
  for (const part of Object.keys(COLUMN_OF) as Part[]) {
    const name = scope[part];
    if (name === undefined) continue;
    if (!relation.columns.includes(COLUMN_OF[part])) return undefined;
    tests.push(`${COLUMN_OF[part]} = ${quote(name)}`);
  }
  return tests.join(" and ");
};

/**
 * Names in the statement decide which tables are filled (all exist): copying the whole run for one count would be slow.
 * A table name can only be hidden from us inside query() and query_table(), and then everything is filled.
 */
const mayUse = (sql: string, relation: Relation): boolean => {
  const text = sql.toLowerCase();
  return text.includes("query") || text.includes(relation.name) || text.includes(`"${relation.name}"`);
};

/**
 * A session on a database that holds only the rows of `scope`. `sql` is the statement it is for.
 * Throws STORE_SCOPE naming the allowed ones for an unknown tenant, region or site.
 */
export const openScoped = async (path: string, scope: Scope, sql: string): Promise<Session> => {
  // No temporary files: they would lie in the current folder.
  const session = await Session.open(":memory:", {
    temp_directory: "",
    memory_limit: `${QUERY_MEMORY_MAX_MB}MB`,
    home_directory: "",
    secret_directory: "",
    extension_directory: "",
  });
  try {
    await session.execute(`attach ${quote(path)} as run (read_only)`).catch((cause) => {
      throw unreadable(cause, path);
    });
    await session.execute("use run");
    await assertRunInside(session, dirname(path));
    await assertKnown(session, scope);
    for (const zone of ZONES) await session.execute(`create schema memory.${zone}`);
    for (const relation of await relations(session)) {
      const where = mayUse(sql, relation) ? condition(scope, relation) : undefined;
      const table = `${quoteId(relation.schema)}.${quoteId(relation.name)}`;
      await session.execute(
        `create table memory.${table} as select * from run.${table} where ${where ?? "false"}`,
      );
    }
    await session.execute("use memory");
    await session.execute("detach run");
    await session.findZones();
    await session.execute("set enable_external_access = false");
    await session.execute("set lock_configuration = true");
    return session;
  } catch (cause) {
    session.close();
    throw environmentError(cause, "copy the rows of the scope");
  }
};
