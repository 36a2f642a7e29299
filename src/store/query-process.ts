// The process of one query: takes a statement, answers with rows or with an error, ends. A process of its own, so that
// a statement that takes too much memory or time ends with it and nothing else does.
import { type QueryOptions, queryRun } from "./query-run.js";
import type { QueryResult } from "./statement.js";
import { environmentError, type StoreError, type StoreErrorCode } from "./store-error.js";

export interface QueryRequest {
  dir: string;
  sql: string;
  options: QueryOptions;
}

export type QueryAnswer =
  | { type: "result"; result: QueryResult }
  | { type: "error"; code: StoreErrorCode; message: string; hint: string | undefined };

const answerTo = async ({ dir, sql, options }: QueryRequest): Promise<QueryAnswer> => {
  try {
    return { type: "result", result: await queryRun(dir, sql, options) };
  } catch (cause) {
    const { code, message, hint }: StoreError = environmentError(cause, "run the statement");
    return { type: "error", code, message, hint };
  }
};

process.once("message", async (request: QueryRequest) => {
  const answer = await answerTo(request);
  // Not before the whole answer is on its way.
  process.send?.(answer, () => process.exit(0));
});
// Whoever asked is gone: so are we.
process.on("disconnect", () => process.exit(0));
