// A run's database opened for reading, and the questions both a finished and a still open run answer: plain SQL, the
// boolean SQL of an expectation, the names of the run.
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Naming } from "../event/naming.js";
import type { SqlAnswer } from "../result/expectation.js";
import { STORE_VERSION } from "./log-tables.js";
import { READ_ONLY_SETTINGS } from "./query-limits.js";
import { assertNoWriter } from "./run-lock.js";
import { Session } from "./session.js";
import { type QueryResult, runStatement, type StatementOptions } from "./statement.js";
import { environmentError, StoreError } from "./store-error.js";

export const RUN_FILE = "run.duckdb";

export interface RunFacts {
  runId: string;
  scenario: string;
  /** False when the run was interrupted or crashed before its final tables were written. */
  finished: boolean;
  endMs: number | null;
  digest: string | null;
  /** What the writer noted of the run at its start (seed, version, variant ...). */
  facts: Record<string, string>;
}

/** What an open store can be asked; RunStore and OpenRun both are one. */
export interface RunView {
  readonly dir: string;
  readonly naming: Naming;
  /** For files of this folder. */
  readonly session: Session;
  /** Resolves when everything appended so far can be read. */
  ready(): Promise<void>;
}

/** The answer of an expectation's SQL: one row with one boolean. Never throws for what the SQL does. */
export const evaluateOn = async (
  session: Session,
  sql: string,
  options: { timeoutMs?: number } = {},
): Promise<SqlAnswer> => {
  let result: QueryResult;
  try {
    result = await runStatement(session.connection, sql, { ...options, maxRows: 1, selectOnly: true });
  } catch (cause) {
    if (cause instanceof StoreError && !cause.code.startsWith("ENV_"))
      return { value: null, error: cause.message };
    throw cause;
  }
  if (result.columns.length !== 1 || result.truncated)
    return { value: null, error: "an expectation's SQL gives one row with one boolean column" };
  const answer = result.rows[0]?.[0] ?? null;
  if (answer === null || typeof answer === "boolean") return { value: answer };
  return {
    value: null,
    error: `an expectation's SQL gives a boolean, this one gives ${result.columns[0].type}`,
  };
};

/** A database in which the run's tables were never made, or that is another one, is no run. */
export const assertRunInside = async (session: Session, dir: string): Promise<void> => {
  const [[count]] = await session.rows(
    "select count(*) from duckdb_tables() where schema_name = 'log' and table_name = 'run' and not temporary",
  );
  if (Number(count) > 0) return;
  throw new StoreError(
    "ENV_STORE",
    `${join(dir, RUN_FILE)} holds no run: it was not finished being created`,
    {
      hint: "the disk was full or the process was ended at the run's very start: simulate again; `iotctl runs --prune` removes what is left",
    },
  );
};

const readRun = async (session: Session, dir: string) => {
  await assertRunInside(session, dir);
  const rows = await session.rows(
    `select run_id, scenario, finished, end_ms::double, digest, facts, naming, store_version from log.run`,
  );
  if (rows.length !== 1) throw new StoreError("ENV_STORE", `${dir} holds no complete run`);
  const [runId, scenario, finished, endMs, digest, facts, naming, version] = rows[0];
  if (version !== STORE_VERSION)
    throw new StoreError(
      "ENV_STORE",
      `the run in ${dir} was written in layout ${version}, not ${STORE_VERSION}`,
      {
        hint: "read it with the version of iotctl that wrote it",
      },
    );
  return {
    naming: JSON.parse(naming as string) as Naming,
    run: { runId, scenario, finished, endMs, digest, facts: JSON.parse(facts as string) } as RunFacts,
  };
};

/** The path of the run's file; STORE_NOT_FOUND where there is none, ENV_STORE_LOCKED while a writer has it. */
export const readableRunFile = (dir: string): string => {
  const path = join(dir, RUN_FILE);
  if (!existsSync(path))
    throw new StoreError("STORE_NOT_FOUND", `no run in ${dir}`, {
      hint: `a run's folder holds ${RUN_FILE}; \`iotctl runs\` lists what there is`,
    });
  assertNoWriter(dir);
  return path;
};

const DAMAGED =
  /serialization|not a valid DuckDB|checksum|corrupt|WAL file|replaying|Could not read|magic|Failed to read/i;

/** A file that is cut short or was written over says so in words of its own format; here it is said in ours. */
export const unreadable = (cause: unknown, path: string): StoreError => {
  const error = environmentError(cause, `open ${path}`);
  if (error.code !== "ENV_STORE" || !DAMAGED.test(error.message)) return error;
  return new StoreError(
    "ENV_STORE",
    `${path} is damaged or was not finished being written (${error.message.split("\n", 1)[0]})`,
    {
      cause,
      hint: "simulate again; `iotctl runs --prune` removes what is left of a run that cannot be read",
    },
  );
};

export class OpenRun implements RunView {
  private constructor(
    readonly dir: string,
    readonly session: Session,
    readonly naming: Naming,
    readonly run: RunFacts,
  ) {}

  static async open(dir: string): Promise<OpenRun> {
    const path = readableRunFile(dir);
    const session = await Session.open(path, READ_ONLY_SETTINGS).catch((cause) => {
      throw unreadable(cause, path);
    });
    try {
      await session.execute("set lock_configuration = true");
      const { naming, run } = await readRun(session, dir);
      await session.findZones();
      return new OpenRun(dir, session, naming, run);
    } catch (cause) {
      session.close();
      throw environmentError(cause, `read ${path}`);
    }
  }

  async ready(): Promise<void> {}

  /** Rows of one statement; the file itself cannot be changed. */
  query(sql: string, options: StatementOptions = {}): Promise<QueryResult> {
    return runStatement(this.session.connection, sql, options);
  }

  evaluateSql(sql: string, options: { timeoutMs?: number } = {}): Promise<SqlAnswer> {
    return evaluateOn(this.session, sql, options);
  }

  close(): void {
    this.session.close();
  }
}

/** Opens the run in `dir` for reading. Several readers may have it open; none while it is being written. */
export const openRun = (dir: string, _options: { readOnly: true } = { readOnly: true }): Promise<OpenRun> =>
  OpenRun.open(dir);
