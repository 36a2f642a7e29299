// The writer of a run: batches come in as columns, in order, and land in `run.duckdb`; finish() promotes them through the
// zones. One writer per folder (run-lock.ts), one thread, one instance. Nothing here can read or write any other file:
// external access is off for the whole life of the writer, as it also runs the SQL of expectations.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "../event/batch.js";
import { MetricLayout } from "../event/metric-layout.js";
import type { Naming } from "../event/naming.js";
import type { SqlAnswer } from "../result/expectation.js";
import { eraseDecommissioned } from "./erasure.js";
import { FINAL_TABLES, type FinalTables } from "./final-tables.js";
import { layOut } from "./lay-out.js";
import { STORE_VERSION } from "./log-tables.js";
import { LogWriter } from "./log-writer.js";
import { evaluateOn, RUN_FILE, type RunView } from "./open-run.js";
import { Owners, PLATFORM } from "./owners.js";
import { promote, RECEIVED_CHECKS } from "./promotion.js";
import { RunLock } from "./run-lock.js";
import { type Cell, Session } from "./session.js";
import { quote } from "./sql-text.js";
import { type QueryResult, runStatement, type StatementOptions } from "./statement.js";
import { environmentError, StoreError } from "./store-error.js";
import { WrittenFile } from "./written-file.js";

export interface RunInfo {
  runId: string;
  scenario: string;
  naming: Naming;
  /** Kept as text beside the run: seed, version, variant ... Only what the inputs decide. */
  facts?: Record<string, string>;
  /** Delete a run that is already in the folder. Default: refuse. */
  replace?: boolean;
}

/** The log is compressed when this much has gathered in the write-ahead file, and at the end. */
const CHECKPOINT_THRESHOLD = "512MB";
/** The run needs the cores. Small runs take a third less for their store with one, and a day of 10,000 devices 4 % less in all. */
const THREADS = "1";

const clearFolder = (dir: string, replace: boolean): void => {
  const path = join(dir, RUN_FILE);
  if (existsSync(path) && !replace)
    throw new StoreError("ENV_STORE", `${dir} already holds a run`, {
      hint: "choose another output folder, or let the old run be replaced",
    });
  for (const file of [path, `${path}.wal`]) rmSync(file, { force: true });
};

const ownerRows = (owners: Owners, runId: string): Cell[][] =>
  owners.rows.map((owner, index) => [
    runId,
    owner.tenant,
    index,
    owner.tier,
    owner.id,
    owner.site,
    owner.region,
    owner.twin,
    owner.via,
    owner.transport,
    owner.qos,
    JSON.stringify(owner.labels),
    owner.first,
    owner.count,
    owner.width,
  ]);

const build = async (session: Session, owners: Owners, info: RunInfo): Promise<void> => {
  const { runId, scenario, naming, facts = {} } = info;
  await session.execute("begin");
  await layOut(session, naming, owners.tenants, runId);
  await session.insert("log", "owners", ownerRows(owners, runId));
  await session.execute("insert into log.run values ($1, $2, $3, $4, $5, $6, $7, $8, false, null, null)", [
    runId,
    PLATFORM,
    STORE_VERSION,
    scenario,
    naming.startsAt,
    naming.resolutionMs,
    JSON.stringify(naming),
    JSON.stringify(facts),
  ]);
  await session.execute("commit");
  // The schema goes to the file at once: DuckDB 1.5 cannot replay types of a schema from its write-ahead log, so a crash
  // before the first checkpoint would leave a file that cannot be opened.
  await session.execute("checkpoint");
  await session.findZones();
};

const closeQuietly = (session: Session | undefined): void => {
  try {
    session?.close();
  } catch {
    // The disk is full, which is why we are here.
  }
};

/** What an open run's database consists of. */
interface StoreParts {
  readonly dir: string;
  readonly naming: Naming;
  readonly session: Session;
  readonly runId: string;
  readonly owners: Owners;
  readonly log: LogWriter;
  readonly lock: RunLock;
  readonly file: WrittenFile;
}

export class RunStore implements RunView {
  private failure: StoreError | undefined;
  private closed = false;
  private counted = false;

  private constructor(private readonly parts: StoreParts) {}

  get dir(): string {
    return this.parts.dir;
  }

  get naming(): Naming {
    return this.parts.naming;
  }

  get session(): Session {
    return this.parts.session;
  }

  /**
   * Starts the run's database in `dir` (an existing folder).
   * Throws StoreError: ENV_STORE_LOCKED, ENV_STORE (unwritable, or a run is there already), ENV_DISK_FULL.
   */
  static async create(dir: string, info: RunInfo): Promise<RunStore> {
    const lock = RunLock.acquire(dir);
    let session: Session | undefined;
    try {
      clearFolder(dir, info.replace ?? false);
      session = await Session.open(join(dir, RUN_FILE), {
        enable_external_access: "false",
        checkpoint_threshold: CHECKPOINT_THRESHOLD,
        threads: THREADS,
      });
      const file = new WrittenFile(join(dir, RUN_FILE));
      const owners = new Owners(info.naming);
      await build(session, owners, info);
      const layout = new MetricLayout(info.naming.groups.length, info.naming.dictionaries);
      const log = await LogWriter.create(session.connection, owners, layout, info.runId);
      const { naming, runId } = info;
      return new RunStore({ dir, naming, session, runId, owners, log, lock, file });
    } catch (cause) {
      closeQuietly(session);
      // Half a database is none: nobody shall find it and wonder.
      if (session !== undefined) clearFolder(dir, true);
      lock.release();
      throw environmentError(cause, `create the run's database in ${dir}`);
    }
  }

  /**
   * Appends a batch. Rows keep the order of the calls, awaited or not: the work is done before the call returns.
   * After a failure every later call fails with the same error.
   */
  append(batch: Batch): Promise<void> {
    return this.guarded("write events", () => this.parts.log.append(batch));
  }

  /**
   * Promotes the log through the zones and fills the final tables. May be called again (after the SQL of expectations has
   * been evaluated, say): the last call's tables stand.
   */
  finish(tables: FinalTables): Promise<void> {
    return this.guarded("write the final tables", async () => {
      this.parts.log.flush();
      this.parts.file.assertThere();
      const { session, runId } = this.parts;
      if (!this.counted) await this.assertAllRows();
      this.counted = true;
      await session.execute("begin");
      try {
        await session.execute("update log.run set finished = true, end_ms = $1, digest = $2", [
          tables.endMs,
          tables.digest,
        ]);
        await session.execute("delete from log.in_flight");
        await session.insert("log", "in_flight", this.inFlightRows(tables));
        for (const table of FINAL_TABLES) {
          await session.execute(`delete from final.${table.name}`);
          await session.insert(
            "final",
            table.name,
            table.rows(tables).map((row) => [runId, ...row]),
          );
        }
        await eraseDecommissioned(session);
        await promote(session, this.naming, tables, this.parts.log.eventsAreUnique);
        await session.execute("commit");
      } catch (cause) {
        await session.execute("rollback").catch(() => undefined);
        throw cause;
      }
    });
  }

  ready(): Promise<void> {
    return this.guarded("write events", () => this.parts.log.flush());
  }

  /**
   * Rows that finish() turned away on their way to the usable zone, by table and check. The run wrote them itself, so each
   * is a fault of ours (what an injected fault makes unreadable is told apart before it becomes a row).
   */
  async rejections(): Promise<{ source: string; check: string; rows: number }[]> {
    await this.ready();
    const rows = await this.session.rows(
      `select source, reason, count(*)::integer from log.rejected
       where reason not in (${RECEIVED_CHECKS.map(quote).join(", ")}) group by all order by all`,
    );
    return rows.map(([source, check, count]) => ({
      source: String(source),
      check: String(check),
      rows: Number(count),
    }));
  }

  /** Rows of one SELECT over what has been appended so far. */
  async query(sql: string, options: Omit<StatementOptions, "selectOnly"> = {}): Promise<QueryResult> {
    await this.ready();
    return runStatement(this.session.connection, sql, { ...options, selectOnly: true });
  }

  /** The boolean answer of an expectation's SQL (one SELECT); see {@link SqlAnswer}. */
  async evaluateSql(sql: string, options: { timeoutMs?: number } = {}): Promise<SqlAnswer> {
    await this.ready();
    return evaluateOn(this.session, sql, options);
  }

  /** Writes what is pending, compresses the file and gives the folder free, also after a failure. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    try {
      if (this.failure === undefined) this.parts.log.close();
    } catch (cause) {
      throw environmentError(cause, "write the last events");
    } finally {
      try {
        this.session.close();
      } finally {
        this.parts.lock.release();
      }
      if (this.failure === undefined) this.parts.file.assertThere();
    }
  }

  /** Every row that was given is a row of the log: before the final tables are made of them, and rows are erased. */
  private async assertAllRows(): Promise<void> {
    for (const [table, given] of Object.entries(this.parts.log.rows)) {
      const [[count]] = await this.session.rows(`select count(*) from log.${table}`);
      if (Number(count) !== given)
        throw new StoreError(
          "ENV_STORE",
          `the database holds ${count} ${table} of the ${given} it was given`,
          {
            hint: "it was changed while the run was writing it; run again into another folder",
          },
        );
    }
  }

  private inFlightRows(tables: FinalTables): Cell[][] {
    return (tables.inFlight ?? []).map((count, group) => [
      this.parts.runId,
      this.parts.owners.rows[group].tenant,
      group,
      count,
    ]);
  }

  private async guarded(doing: string, work: () => void | Promise<void>): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    if (this.closed) throw new StoreError("ENV_STORE", `could not ${doing}: the store is closed`);
    try {
      await work();
    } catch (cause) {
      this.failure = environmentError(cause, doing);
      throw this.failure;
    }
  }
}
