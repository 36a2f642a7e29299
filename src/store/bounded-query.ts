// A statement over a stored run, in a process of its own that is held to a memory limit (query-limits.ts).
import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { QUERY_PROCESS_MEMORY_MAX_MB } from "./query-limits.js";
import type { QueryAnswer, QueryRequest } from "./query-process.js";
import type { QueryOptions } from "./query-run.js";
import type { QueryResult } from "./statement.js";
import { StoreError } from "./store-error.js";

const ENTRY = fileURLToPath(new URL("./query-process.js", import.meta.url));

/** `ulimit -d` bounds what a process may write to in memory; a shell that cannot set it goes on without. */
const LIMITED = 'ulimit -d "$1" 2>/dev/null; shift; exec "$@"';

const start = (memoryMaxMb: number): ChildProcess => {
  const options = {
    stdio: ["ignore", "ignore", "ignore", "ipc"] as ["ignore", "ignore", "ignore", "ipc"],
    serialization: "advanced" as const,
    // SQL can ask where the home folder is; it is nobody's business.
    env: { ...process.env, HOME: "", USERPROFILE: "", NODE_OPTIONS: "" },
  };
  const node = [process.execPath, ENTRY];
  if (process.platform === "win32") return spawn(node[0], node.slice(1), options);
  const limit = String(memoryMaxMb * 1_024);
  return spawn("/bin/sh", ["-c", LIMITED, "iotctl-query", limit, ...node], options);
};

const tooMuch = (memoryMaxMb: number): StoreError =>
  new StoreError("STORE_MEMORY", `the statement took more than ${memoryMaxMb} MB of memory`, {
    hint: "narrow it by time, device group or columns; `iotctl export` writes whole tables",
  });

/**
 * As queryRun, in a process of its own. Throws StoreError: what queryRun throws, STORE_MEMORY when the process fell to its
 * memory limit, ENV_STORE when it could not be started.
 */
export const queryBounded = (
  dir: string,
  sql: string,
  options: QueryOptions = {},
  memoryMaxMb: number = QUERY_PROCESS_MEMORY_MAX_MB,
): Promise<QueryResult> =>
  new Promise((resolve, reject) => {
    const child = start(memoryMaxMb);
    child.once("error", (cause) =>
      reject(new StoreError("ENV_STORE", `could not start a process for the statement: ${cause.message}`)),
    );
    child.once("message", (answer: QueryAnswer) => {
      if (answer.type === "result") resolve(answer.result);
      else reject(new StoreError(answer.code, answer.message, { hint: answer.hint }));
    });
    // After an answer this changes nothing. Without one, the allocation that failed was not DuckDB's.
    child.once("exit", () => reject(tooMuch(memoryMaxMb)));
    child.send({ dir, sql, options } satisfies QueryRequest, () => undefined);
  });
