// Runs one statement somebody else wrote: exactly one, with a row limit and a time limit.
import { type DuckDBConnection, StatementType } from "@duckdb/node-api";
import { type PlainValue, plainValue } from "./plain-value.js";
import { RESULT_TEXT_MAX_BYTES } from "./query-limits.js";
import { StoreError, sqlError } from "./store-error.js";

/** Rows a result holds at most unless asked otherwise. */
const RESULT_ROWS_MAX = 100_000;
const STATEMENT_TIMEOUT_MS = 60_000;
const INTERRUPT_EVERY_MS = 50;

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
  /** Permit SELECT, SHOW and DESCRIBE alone. Else EXPLAIN, too; never a statement that writes, attaches, loads or sets. */
  selectOnly?: boolean;
}

export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: PlainValue[][];
  /** True when there were more rows than the limit. */
  truncated: boolean;
}

/** Exactly one statement, prepared; with `selectOnly` one that only reads. */
export const prepareOne = async (connection: DuckDBConnection, sql: string, selectOnly: boolean) => {
  const statements = await connection.extractStatements(sql);
  if (statements.count !== 1)
    throw new StoreError("STORE_SQL", `${statements.count} statements; exactly one is allowed`, {
      hint: "drop what follows the first semicolon",
    });
  const prepared = await statements.prepare(0);
  const type = prepared.statementType;
  if (type !== StatementType.SELECT && (selectOnly || type !== StatementType.EXPLAIN)) {
    prepared.destroySync();
    throw new StoreError("STORE_SQL", `a ${StatementType[type]} statement is not permitted here`, {
      hint: "only statements that read are: SELECT, WITH ... SELECT, SHOW, DESCRIBE; `iotctl export` writes files",
    });
  }
  return prepared;
};

const resultTooLarge = (): StoreError =>
  new StoreError(
    "STORE_MEMORY",
    `the result holds more than ${RESULT_TEXT_MAX_BYTES / 1_048_576} MB of text`,
    {
      hint: "ask for fewer rows or columns; `iotctl export` writes whole tables",
    },
  );

/** About what a value takes as text; numbers are bounded by the number of rows. */
const textBytes = (value: PlainValue): number => {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  let bytes = 0;
  for (const item of Object.values(value)) bytes += textBytes(item);
  return bytes + 8;
};

/** The result of `sql`. Throws StoreError STORE_SQL, STORE_TIMEOUT, STORE_MEMORY, or an environment code. */
export const runStatement = async (
  connection: DuckDBConnection,
  sql: string,
  options: StatementOptions = {},
): Promise<QueryResult> => {
  const { maxRows = RESULT_ROWS_MAX, timeoutMs = STATEMENT_TIMEOUT_MS } = options;
  // Again and again: an interruption that comes between two steps of a statement is lost on DuckDB.
  let repeat: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    connection.interrupt();
    repeat = setInterval(() => connection.interrupt(), INTERRUPT_EVERY_MS);
  }, timeoutMs);
  try {
    const prepared = await prepareOne(connection, sql, options.selectOnly ?? false);
    try {
      if (options.params !== undefined) prepared.bind(options.params);
      const result = await prepared.stream();
      const columns = result
        .columnNames()
        .map((name, column) => ({ name, type: result.columnType(column).toString() }));
      const rows: PlainValue[][] = [];
      let bytes = 0;
      for (;;) {
        const chunk = await result.fetchChunk();
        if (chunk === null || chunk.rowCount === 0) return { columns, rows, truncated: false };
        for (const row of chunk.getRows()) {
          if (rows.length === maxRows) return { columns, rows, truncated: true };
          const plain = row.map(plainValue);
          for (const value of plain) bytes += textBytes(value);
          if (bytes > RESULT_TEXT_MAX_BYTES) throw resultTooLarge();
          rows.push(plain);
        }
      }
    } finally {
      prepared.destroySync();
    }
  } catch (cause) {
    throw sqlError(cause, sql, timeoutMs);
  } finally {
    clearTimeout(timer);
    clearInterval(repeat);
  }
};
