// What a statement somebody else wrote may take. DuckDB's own limit does not see every allocation (one text of 2 GB passed
// it by 6 GB), so a query runs in a process of its own (query-process.ts) that the system holds to a second limit.

/** What DuckDB may hold at once; it says so and stops. */
export const QUERY_MEMORY_MAX_MB = 2_048;
/** What the process may hold at once, this included: `ulimit -d`, where there is a POSIX shell. */
export const QUERY_PROCESS_MEMORY_MAX_MB = 3_072;
/** Texts of a result, all in all: what is larger is for `iotctl export`. */
export const RESULT_TEXT_MAX_BYTES = 64 * 1_048_576;

/** Of a database that is only read: no file but its own, no network, no spilling beside the run. */
export const READ_ONLY_SETTINGS = {
  access_mode: "READ_ONLY",
  // Before external access goes: after it, no folder may be named.
  temp_directory: "",
  enable_external_access: "false",
  home_directory: "",
  secret_directory: "",
  extension_directory: "",
  memory_limit: `${QUERY_MEMORY_MAX_MB}MB`,
} as const;
