// --journal: what an operator does to a run, read from a file; and the copy that is kept with the run's results.
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { CliFailure, Exit } from "./exit.js";
import { hasErrors, showDiagnostics } from "./load-scenario.js";
import { RUN_FILES } from "./run-folder.js";
import { scenarioAccess } from "./scenario-files.js";
import type { System } from "./system.js";

/** The journal in `file` for a run of `scenario`; all that is wrong with it is shown at once. */
export const openJournal = async (
  system: System,
  file: string,
  scenario: Scenario,
): Promise<JournalEntry[]> => {
  if (!system.files.exists(file)) throw new CliFailure(Exit.usage, `there is no journal ${file}`);
  const { readJournal } = await import("../scenario/journal.js");
  const { entries, diagnostics } = readJournal(file, scenarioAccess(system, file, []), scenario);
  showDiagnostics(system, diagnostics);
  if (hasErrors(diagnostics))
    throw new CliFailure(Exit.invalid, `${file} cannot be played by ${scenario.name}; nothing was run`);
  return entries;
};

/** Keeps a journal with the results; where nothing was done there is none. Returns its file. */
export const keepJournal = async (
  system: System,
  folder: string,
  journal: readonly JournalEntry[],
): Promise<string | null> => {
  if (journal.length === 0) return null;
  const { journalText } = await import("../scenario/journal.js");
  const file = `${folder}/${RUN_FILES.journal}`;
  system.files.write(file, journalText(journal.map(({ line }) => line)));
  return file;
};
