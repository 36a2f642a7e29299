// Journals of tests: entries as text, one a line, read against a scenario.
import { formatDiagnostic } from "../src/core/diagnostic.js";
import { readJournal } from "../src/scenario/journal.js";
import type { JournalEntry } from "../src/spec/journal.js";
import type { Scenario } from "../src/spec/scenario.js";

/** What is wrong with a journal of these entries; nothing, or a text for each problem. */
export const problemsOf = (scenario: Scenario, lines: readonly string[]): string[] =>
  read(scenario, lines, []).diagnostics.map((each) => formatDiagnostic(each, {}));

/** The entries of these lines, which must be sound, after those that the run has already. */
export const entriesOf = (
  scenario: Scenario,
  lines: readonly string[],
  before: readonly JournalEntry[] = [],
): JournalEntry[] => {
  const { entries, diagnostics } = read(scenario, lines, before);
  if (diagnostics.length > 0)
    throw new Error(diagnostics.map((each) => formatDiagnostic(each, {})).join("\n"));
  return entries;
};

const read = (scenario: Scenario, lines: readonly string[], before: readonly JournalEntry[]) => {
  const text = `journal:\n${lines.map((line) => `  - {${line}}\n`).join("")}`;
  const access = { readText: () => text, exists: () => true, shippedRoot: "." };
  return readJournal("journal.yaml", access, scenario, before);
};
