// What is done to a fork while it goes on: what was done to its parent, or of that what has happened, and another journal.

import { formatDuration } from "../core/duration.js";
import type { PastChange } from "../engine/past-change.js";
import { pastOf } from "../engine/run-journal.js";
import type { FileAccess } from "../scenario/files.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { CliFailure, Exit } from "./exit.js";
import { hasErrors, showDiagnostics } from "./load-scenario.js";
import { RUN_FILES } from "./run-folder.js";
import { scenarioAccess } from "./scenario-files.js";
import type { System } from "./system.js";

interface Wanted {
  /** Of --journal. */
  file: string | undefined;
  /** What was done to the parent, and its folder. */
  saved: readonly JournalEntry[];
  folder: string;
  atMs: number;
}

/** Whether `entries` begin with the very lines of `past`. */
const beginsWith = (entries: readonly JournalEntry[], past: readonly JournalEntry[]): boolean =>
  past.every(({ line }, at) => entries.at(at)?.line === line);

/** The parent's journal under the new scenario, in which an entry may mean nothing any more. */
const parents = async (
  system: System,
  { saved, folder }: Wanted,
  scenario: Scenario,
): Promise<JournalEntry[]> => {
  const { journalText, readJournal } = await import("../scenario/journal.js");
  const text = journalText(saved.map(({ line }) => line));
  const access: FileAccess = { shippedRoot: system.packageRoot, exists: () => true, readText: () => text };
  const file = `${folder}/${RUN_FILES.journal}`;
  const { entries, diagnostics } = readJournal(file, access, scenario);
  showDiagnostics(system, diagnostics);
  if (!hasErrors(diagnostics)) return entries;
  throw new CliFailure(
    Exit.invalid,
    `what was done to ${folder} cannot be done to ${scenario.name} as it is changed; nothing was run`,
    "say with --journal what is done instead",
  );
};

const another = async (
  system: System,
  file: string,
  past: readonly JournalEntry[],
  scenario: Scenario,
): Promise<JournalEntry[]> => {
  if (!system.files.exists(file)) throw new CliFailure(Exit.usage, `there is no journal ${file}`);
  const { readJournal } = await import("../scenario/journal.js");
  const access = scenarioAccess(system, file, []);
  // One that goes on where the parent's stood repeats it.
  const whole = readJournal(file, access, scenario);
  if (past.length > 0 && beginsWith(whole.entries, past)) return whole.entries;
  const { entries, diagnostics } = readJournal(file, access, scenario, past);
  showDiagnostics(system, diagnostics);
  if (hasErrors(diagnostics))
    throw new CliFailure(Exit.invalid, `${file} cannot be played by ${scenario.name}; nothing was run`);
  return [...past, ...entries];
};

/** The whole journal of a fork, and what of it would come before the fork. */
export const forkJournal = async (
  system: System,
  wanted: Wanted,
  scenario: Scenario,
): Promise<{ journal: JournalEntry[]; changes: PastChange[] }> => {
  const { file, saved, atMs } = wanted;
  if (file === undefined && saved.length === 0) return { journal: [], changes: [] };
  const past = pastOf(saved, atMs);
  const journal =
    file === undefined
      ? await parents(system, wanted, scenario)
      : await another(system, file, past, scenario);
  const changes = journal
    .slice(past.length)
    .flatMap((entry): PastChange[] =>
      entry.atMs >= atMs
        ? []
        : [{ code: "FRK012", key: `journal.${entry.id}.at`, was: "none", is: formatDuration(entry.atMs) }],
    );
  return { journal, changes };
};
