// What may pass from the raw zone on: rows no promotion check has rejected.

/** Rows of a log table that were not rejected, as table expression `alias`. */
export const accepted = (source: "events" | "windows" | "metrics", alias: string): string =>
  `log.${source} ${alias} anti join (select "row" from log.rejected where source = '${source}') bad
     on ${alias}.rowid = bad."row"`;
