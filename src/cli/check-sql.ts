// The SQL of expectations, bound before the run; each complaint stands at its place in the scenario file.
import type { Diagnostic } from "../core/diagnostic.js";
import { SOURCE_LINE_MAX } from "../scenario/limits.js";
import type { ExpectationSpec } from "../spec/expectation.js";
import type { Scenario } from "../spec/scenario.js";

/** Where the statement stands: the place the database names, where the file has the text as it is; else all of it. */
const placeOf = (
  { sql, sqlPosition }: ExpectationSpec,
  offset: number | null,
  readText: (file: string) => string,
): Pick<Diagnostic, "line" | "column" | "length" | "source"> => {
  const { file, line, column } = sqlPosition as NonNullable<typeof sqlPosition>;
  const source = readText(file).split(/\r?\n/)[line - 1] ?? "";
  const text = sql ?? "";
  const found = text.includes("\n") ? -1 : source.indexOf(text, column - 1);
  const shown = source.length <= SOURCE_LINE_MAX ? { source } : {};
  if (found < 0) return { line, column, length: 1, ...shown };
  const at = found + (offset ?? 0);
  return { line, column: at + 1, length: offset === null ? text.length : 1, ...shown };
};

/** What is wrong with the SQL of these scenarios (variants of one file share it). */
export const checkSql = async (
  scenarios: readonly Scenario[],
  readText: (file: string) => string,
): Promise<Diagnostic[]> => {
  const diagnostics: Diagnostic[] = [];
  const told = new Set<string>();
  for (const scenario of scenarios) {
    const asked = scenario.expectations.filter(({ sql }) => sql !== null);
    if (asked.length === 0) continue;
    const [{ bindSql }, { namesIn }] = await Promise.all([
      import("../store/bind-sql.js"),
      import("../fleet/naming.js"),
    ]);
    const naming = namesIn(scenario);
    const faults = await bindSql(
      naming,
      asked.map(({ sql }) => sql as string),
    );
    for (const [at, fault] of faults.entries()) {
      const expectation = asked[at];
      if (fault === null || expectation.sqlPosition === null) continue;
      const message = `expectation ${expectation.id}: ${fault.message}`;
      const { file, line } = expectation.sqlPosition;
      const key = `${file}:${line} ${message}`;
      if (told.has(key)) continue;
      told.add(key);
      diagnostics.push({
        code: "SCN085",
        severity: "error",
        file,
        message,
        ...(fault.hint === "" ? {} : { hint: fault.hint }),
        ...placeOf(expectation, fault.offset, readText),
      });
    }
  }
  return diagnostics;
};
