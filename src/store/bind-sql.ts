// Binds the SQL of expectations before a run, against the empty tables the run will fill: a misspelt column is told at
// once and not after hours. Nothing is executed.
import { DuckDBTypeId } from "@duckdb/node-api";
import type { Naming } from "../event/naming.js";
import { layOut } from "./lay-out.js";
import { Owners } from "./owners.js";
import { Session } from "./session.js";
import { prepareOne } from "./statement.js";
import { StoreError, sqlError } from "./store-error.js";

/** Why a statement cannot be an expectation. */
export interface SqlFault {
  message: string;
  hint: string;
  /** Where in the statement, in UTF-16 units; null where the database does not say. */
  offset: number | null;
}

/** The caret below `LINE 2: select ...`, as an offset in the statement. Long lines are cut, and then there is none. */
const offsetOf = (sql: string, message: string): number | null => {
  const found = /^LINE (\d+): (.*)\n( *)\^/m.exec(message);
  if (found === null) return null;
  const [, line, shown, margin] = found;
  const lines = sql.split("\n");
  const text = lines[Number(line) - 1];
  if (text === undefined || shown.trimEnd() !== text.trimEnd()) return null;
  const column = margin.length - `LINE ${line}: `.length;
  if (column < 0) return null;
  return lines.slice(0, Number(line) - 1).reduce((sum, before) => sum + before.length + 1, 0) + column;
};

const faultOf = async (session: Session, sql: string): Promise<SqlFault | null> => {
  try {
    const prepared = await prepareOne(session.connection, sql, true);
    try {
      if (prepared.parameterCount > 0)
        throw new StoreError("STORE_SQL", "it has parameters, and nobody gives them values");
      const types = Array.from({ length: prepared.columnCount }, (_, at) => prepared.columnType(at));
      const gives = types.map(String).join(", ");
      const isAnswer = types.length === 1 && types[0].typeId === DuckDBTypeId.BOOLEAN;
      const isOpen = types.length === 1 && types[0].typeId === DuckDBTypeId.SQLNULL;
      if (!isAnswer && !isOpen)
        throw new StoreError(
          "STORE_SQL",
          `it must give one column that is true or false; it gives ${gives}`,
          {
            hint: "compare: `select max(downtime_ms) < 60000 from final.device_downtime`",
          },
        );
      return null;
    } finally {
      prepared.destroySync();
    }
  } catch (cause) {
    const { message, hint = "" } = sqlError(cause, sql);
    return { message: message.split("\n")[0], hint, offset: offsetOf(sql, message) };
  }
};

/** What is wrong with each statement of a run with these names, null where nothing is. */
export const bindSql = async (
  naming: Naming,
  statements: readonly string[],
): Promise<(SqlFault | null)[]> => {
  const session = await Session.open(":memory:", { enable_external_access: "false", threads: "1" });
  try {
    await layOut(session, naming, new Owners(naming).tenants, "unborn");
    const faults: (SqlFault | null)[] = [];
    for (const sql of statements) faults.push(await faultOf(session, sql));
    return faults;
  } finally {
    session.close();
  }
};
