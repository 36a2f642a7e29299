// Runs one statement somebody else wrote: exactly one, with a row limit and a time limit.
import { type DuckDBConnection, StatementType } from "@duckdb/node-api";
import { type PlainValue, plainValue } from "./plain-value.js";
import { StoreError, sqlError } from "./store-error.js";

/** Rows a result holds at most unless asked otherwise. */
const RESULT_ROWS_MAX = 100_000;
const STATEMENT_TIMEOUT_MS = 60_000;

/** Values for $1, $2 ... or for $name. */
type StatementParams =
  | (string | number | boolean | null)[]
  | Record<string, string | number | boolean | null>;

export interface StatementOptions {
  params?: StatementParams;
  /** Default {@link RESULT_ROWS_MAX}. */
  maxRows?: number;
  /** Default {@link STATEMENT_TIMEOUT_MS}. */
  timeoutMs?: number;
  /** Permit statements that only read: SELECT, SHOW, DESCRIBE. Not EXPLAIN, whose ANALYZE executes what it explains. */
  selectOnly?: boolean;
}

export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: PlainValue[][];
  /** True when there were more rows than the limit. */
  truncated: boolean;
}

const prepareOne = async (connection: DuckDBConnection, sql: string, selectOnly: boolean) => {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new StoreError("STORE_SQL", `${statements.count} statements; exactly one is allowed`, {
      hint: "drop what follows the first semicolon",
    });
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  if (selectOnly && type !== StatementType.SELECT) {
    prepared.destroySync();
    throw new StoreError("STORE_SQL", `a ${StatementType[type]} statement is not permitted here`, {
      hint: "only statements that read are: SELECT, WITH ... SELECT, SHOW, DESCRIBE",
    });
  }
  return prepared;
};

/** The result of `sql`. Throws StoreError STORE_SQL, STORE_TIMEOUT, or an environment code. */
export const runStatement = async (
  connection: DuckDBConnection,
  sql: string,
  options: StatementOptions = {},
): Promise<QueryResult> => {
  const { maxRows = RESULT_ROWS_MAX, timeoutMs = STATEMENT_TIMEOUT_MS } = options;
  // Again and again: an interruption that comes before DuckDB has begun the statement is lost.
  const timer = setInterval(() => connection.interrupt(), timeoutMs);
  try {
    const prepared = await prepareOne(connection, sql, options.selectOnly ?? false);
    try {
      if (options.params !== undefined) prepared.bind(options.params);
      const result = await prepared.stream();
      const columns = result
        .columnNames()
        .map((name, column) => ({ name, type: result.columnType(column).toString() }));
      const rows: PlainValue[][] = [];
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return { columns, rows, truncated: false };
        for (const row of chunk.getRows()) {
          if (rows.length === maxRows) return { columns, rows, truncated: true };
          rows.push(row.map(plainValue));
        }
      }
    } finally {
      prepared.destroySync();
    }
  } catch (cause) {
    throw sqlError(cause, timeoutMs);
  } finally {
    clearInterval(timer);
  }
};
