// What can go wrong between us and the disk or the database, as one error type with a stable code and a hint.
// The world's failures (disk full, locked, bad SQL) only; our own bugs stay plain Errors.

export type StoreErrorCode =
  /** Another process or thread has this run open for writing. */
  | "ENV_STORE_LOCKED"
  | "ENV_DISK_FULL"
  /** Any other failure to read or write the run's file. */
  | "ENV_STORE"
  /** The folder holds no run. */
  | "STORE_NOT_FOUND"
  /** A tenant, region or site the run does not know. */
  | "STORE_SCOPE"
  /** The SQL text is wrong or not permitted. */
  | "STORE_SQL"
  /** The statement ran longer than its limit. */
  | "STORE_TIMEOUT"
  /** The statement or its result took more than their limit. */
  | "STORE_MEMORY";

export class StoreError extends Error {
  readonly code: StoreErrorCode;
  readonly hint: string | undefined;

  constructor(code: StoreErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "StoreError";
    this.code = code;
    this.hint = options.hint;
  }
}

const DISK_FULL = /no space left|disk full|quota exceeded|file too large|ENOSPC|EDQUOT|EFBIG/i;
const LOCKED = /could not set lock|conflicting lock/i;
const TIMED_OUT = /^INTERRUPT/i;
const OUT_OF_MEMORY = /^Out of Memory|bad allocation|Array buffer allocation failed|Invalid string length/i;

const READS_ONLY = "a query reads the run's own tables and nothing else; `iotctl export` writes files";

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** The environment's failure behind `cause`; `doing` completes "could not ...". A StoreError passes through. */
export const environmentError = (cause: unknown, doing: string): StoreError => {
  if (cause instanceof StoreError) return cause;
  const message = `could not ${doing}: ${messageOf(cause)}`;
  if (DISK_FULL.test(message))
    return new StoreError("ENV_DISK_FULL", message, {
      cause,
      hint: "free space or choose another output folder; what was written before is kept",
    });
  if (LOCKED.test(message))
    return new StoreError("ENV_STORE_LOCKED", message, {
      cause,
      hint: "another process has this run open; close it first",
    });
  return new StoreError("ENV_STORE", message, { cause });
};

/** DuckDB adds settings to turn, which a reader cannot. */
const firstLine = (message: string): string => message.split("\n", 1)[0];

/** The tables a statement reads, as it writes them: `final.sla`. */
const tablesIn = (sql: string): string[] => [
  ...new Set(
    Array.from(sql.matchAll(/\b(?:raw|usable|final|log)\.[a-z_]+/gi), ([name]) => name.toLowerCase()),
  ),
];

const columnHint = (sql: string): string => {
  const tables = tablesIn(sql);
  if (tables.length === 0) return "name a table: `iotctl query RUN --tables` lists them";
  return `${tables.map((table) => `\`describe ${table}\``).join(" and ")} ${tables.length === 1 ? "lists its" : "list their"} columns`;
};

const sqlHint = (message: string, sql: string): string => {
  if (/^Parser/.test(message)) return "give exactly one statement, in DuckDB's SQL";
  if (/^Catalog.*Function/.test(message))
    return "functions are DuckDB's own: https://duckdb.org/docs/sql/functions";
  if (/^Catalog/.test(message))
    return "`iotctl query RUN --tables` lists the tables with their meaning, `show all tables` those a query sees";
  if (/^Binder.*column/i.test(message)) return columnHint(sql);
  if (/^Permission/.test(message)) return READS_ONLY;
  return "see the message above; times are in ms of virtual time, ids are text";
};

/** The failure of a statement somebody else wrote. Environment failures keep their own code. */
export const sqlError = (cause: unknown, sql: string, timeoutMs?: number): StoreError => {
  if (cause instanceof StoreError) return cause;
  const message = messageOf(cause).replace(/^Failed to extract statements: /, "");
  if (TIMED_OUT.test(message))
    return new StoreError("STORE_TIMEOUT", `the statement was stopped after ${timeoutMs ?? 0} ms`, {
      cause,
      hint: "narrow it by time or device group, or raise the time limit",
    });
  if (OUT_OF_MEMORY.test(message))
    return new StoreError(
      "STORE_MEMORY",
      `the statement took more memory than it may: ${firstLine(message)}`,
      {
        cause,
        hint: "narrow it by time, device group or columns; `iotctl export` writes whole tables",
      },
    );
  if (/^IO Error/.test(message) && (DISK_FULL.test(message) || LOCKED.test(message)))
    return environmentError(cause, "run the statement");
  return new StoreError("STORE_SQL", message, { cause, hint: sqlHint(message, sql) });
};
