// One connection to a run's database, for our own statements. The only handle the other files of this folder need;
// nobody outside this folder sees DuckDB's types.
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** A value of a small table's row. */
export type Cell = string | number | boolean | null;

/** No extension is fetched or loaded behind our back: a query's result may not depend on the network. */
const OFFLINE = { autoinstall_known_extensions: "false", autoload_known_extensions: "false" } as const;

export class Session {
  private constructor(
    private readonly instance: DuckDBInstance,
    readonly connection: DuckDBConnection,
  ) {}

  static async open(path: string, options: Record<string, string>): Promise<Session> {
    const instance = await DuckDBInstance.create(path, { ...OFFLINE, ...options });
    return new Session(instance, await instance.connect());
  }

  async execute(sql: string, params: Cell[] = []): Promise<void> {
    await this.connection.run(sql, params);
  }

  /** Names without a zone are looked for in all of them, so `show tables` and `describe readings` answer. */
  async findZones(): Promise<void> {
    await this.execute("set search_path = 'usable,final,raw'");
  }

  /** All rows of a small result. */
  async rows(sql: string, params: Cell[] = []): Promise<DuckDBValue[][]> {
    return (await this.connection.runAndReadAll(sql, params)).getRows();
  }

  /** Rows of a small table, value by value; not for the log. */
  async insert(schema: string, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
    if (rows.length === 0) return;
    const appender = await this.connection.createAppender(table, schema);
    const types = Array.from({ length: appender.columnCount }, (_, column) => appender.columnType(column));
    for (const row of rows) {
      if (row.length !== types.length) throw new Error(`${schema}.${table} has ${types.length} columns`);
      row.forEach((cell, column) => {
        const big = typeof cell === "number" && types[column].toString() === "BIGINT";
        appender.appendValue(big ? BigInt(Math.round(cell)) : cell, types[column]);
      });
      appender.endRow();
    }
    appender.closeSync();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
