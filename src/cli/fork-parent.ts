// The run that is forked, as its folder tells it: the scenario it went under, what was done to it, what came of it.
import { formatDuration } from "../core/duration.js";
import type { Summary } from "../result/summary.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { scenarioHash } from "../spec/scenario-hash.js";
import { CliFailure, Exit } from "./exit.js";
import { openJournal } from "./journal-file.js";
import { findRun, RUN_FILES, readSummary } from "./run-folder.js";
import type { System } from "./system.js";

export interface ForkParent {
  folder: string;
  scenario: Scenario;
  journal: JournalEntry[];
  /** Null where it did not come to write one. */
  summary: Summary | null;
}

const usage = (message: string, hint: string): CliFailure => new CliFailure(Exit.usage, message, hint);

const readScenario = ({ files }: System, folder: string): Scenario => {
  const file = `${folder}/${RUN_FILES.scenario}`;
  if (!files.exists(file)) throw usage(`${folder} has no ${RUN_FILES.scenario}`, "name the folder of a run");
  try {
    const scenario = JSON.parse(files.readText(file)) as Scenario;
    scenarioHash(scenario);
    return scenario;
  } catch {
    throw usage(`${file} is damaged`, "take a copy that is whole, or simulate again");
  }
};

/** The parent's own journal; it was kept where anything was done. */
const readJournal = async (system: System, folder: string, scenario: Scenario): Promise<JournalEntry[]> => {
  const file = `${folder}/${RUN_FILES.journal}`;
  return system.files.exists(file) ? openJournal(system, file, scenario) : [];
};

/** Opens the run `word` to be forked at `atMs`. */
export const openParent = async (system: System, word: string, atMs: number): Promise<ForkParent> => {
  const folder = findRun(system, word);
  const scenario = readScenario(system, folder);
  const summary = system.files.exists(`${folder}/${RUN_FILES.summary}`) ? readSummary(system, folder) : null;
  if (summary?.environment.mode === "live")
    throw usage(
      `${folder} was a live run`,
      "what was real cannot go on another way: fork a run in virtual time",
    );
  if (atMs === 0)
    throw usage(
      "--at 0s is where the run begins, and nothing of it has happened",
      "run the changed scenario with `iotctl simulate`, or name a later time",
    );
  if (atMs >= scenario.durationMs)
    throw usage(
      `--at ${formatDuration(atMs)} is not within the run of ${scenario.name}`,
      `name a time before ${formatDuration(scenario.durationMs)}`,
    );
  if (summary?.stop && summary.stop.atMs <= atMs)
    throw usage(
      `${folder} was stopped at ${formatDuration(summary.stop.atMs)} (${summary.stop.id}), before --at ${formatDuration(atMs)}`,
      "fork it at an earlier time",
    );
  return { folder, scenario, journal: await readJournal(system, folder, scenario), summary };
};
