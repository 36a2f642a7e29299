// `iotctl query`: one statement over a stored run, by the operator (the whole run, read-only) or within a scope.
import { OpenRun, readableRunFile } from "./open-run.js";
import { openScoped, type Scope } from "./scoped-instance.js";
import { type QueryResult, runStatement, type StatementOptions } from "./statement.js";

export interface QueryOptions extends Scope, Omit<StatementOptions, "selectOnly"> {}

/**
 * Rows of one statement over the run in `dir`. With a tenant, region or site: over the rows of that scope alone; region
 * and site leave tables empty that are kept per tenant only.
 * Throws StoreError: STORE_NOT_FOUND, ENV_STORE_LOCKED, STORE_SCOPE, STORE_SQL, STORE_TIMEOUT.
 */
export const queryRun = async (
  dir: string,
  sql: string,
  options: QueryOptions = {},
): Promise<QueryResult> => {
  const { tenant, region, site, ...limits } = options;
  if (tenant === undefined && region === undefined && site === undefined) {
    const run = await OpenRun.open(dir);
    try {
      return await run.query(sql, limits);
    } finally {
      run.close();
    }
  }
  const session = await openScoped(readableRunFile(dir), { tenant, region, site }, sql);
  try {
    return await runStatement(session.connection, sql, { ...limits, selectOnly: true });
  } finally {
    session.close();
  }
};
