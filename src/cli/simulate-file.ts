// One file of `iotctl simulate`: made ready, each of its variants run into a folder of its own, the variants compared.

import type { PriceBook } from "../cost/price-book.js";
import type { LiveCommand } from "../report/reproduce.js";
import type { Summary } from "../result/summary.js";
import type { Scenario } from "../spec/scenario.js";
import type { OpenCheckpoint } from "./checkpoint-file.js";
import { checkCheckpointTimes } from "./checkpoint-times.js";
import type { Cli } from "./cli.js";
import { Exit, gravestExit } from "./exit.js";
import { Interruption } from "./interruption.js";
import { openJournal } from "./journal-file.js";
import { loadToRun } from "./load-scenario.js";
import type { PlayRequest } from "./play-run.js";
import { startProgress } from "./progress.js";
import { claimFolder, claimNextFolder, markComplete, releaseFolder, runName } from "./run-folder.js";
import { showSummary } from "./show-summary.js";
import { liveChoices, type SimulateOptions, usage } from "./simulate-options.js";
import { writeComparison } from "./write-comparison.js";

const withSeed = (scenario: Scenario, seed: string | undefined): Scenario =>
  seed === undefined ? scenario : { ...scenario, seed };

/** One folder per scenario, and for several one more for their comparison; all claimed before anything runs. */
const claimFolders = (
  cli: Cli,
  scenarios: Scenario[],
  out: string | undefined,
): { runs: string[]; comparison: string | null } => {
  const { system } = cli;
  const [first] = scenarios;
  if (scenarios.length === 1)
    return {
      runs: [
        out === undefined
          ? claimNextFolder(system, runName(first.name, first.variant))
          : claimFolder(system, out),
      ],
      comparison: null,
    };
  if (out === undefined)
    return {
      comparison: claimNextFolder(system, runName(first.name, "comparison")),
      runs: scenarios.map(({ name, variant }) => claimNextFolder(system, runName(name, variant))),
    };
  return {
    comparison: claimFolder(system, out),
    runs: scenarios.map(({ variant }) => claimFolder(system, `${out}/${runName(variant, "")}`)),
  };
};

/** What came of one file. */
export interface Outcome {
  exit: number;
  interrupted: boolean;
  /** The file has several variants, also where an interruption left but one of them. */
  isSeveral: boolean;
  /** summary.json of each of its runs, where --json asks for them. */
  texts: string[];
}

/** A file that is ready to run: its variants, and what all of them go by. */
interface Prepared {
  scenarios: Scenario[];
  books: PriceBook[];
  journals: PlayRequest["journal"][];
  checkpoints: PlayRequest["checkpoints"];
  resume: OpenCheckpoint | null;
  live: LiveCommand | null;
}

const openResume = async (
  cli: Cli,
  scenario: Scenario,
  file: string | undefined,
): Promise<OpenCheckpoint | null> => {
  if (file === undefined) return null;
  const [{ openCheckpoint }, { demandSameRun }] = await Promise.all([
    import("./checkpoint-file.js"),
    import("../engine/checkpoint.js"),
  ]);
  const opened = openCheckpoint(cli.system, file, cli.version());
  demandSameRun(opened.header, { scenario, cellDevices: undefined }, file);
  return opened;
};

const prepare = async (cli: Cli, word: string, options: SimulateOptions): Promise<Prepared> => {
  const { system } = cli;
  const live = liveChoices(options);
  const loaded = await loadToRun(system, word, {
    set: options.set,
    variant: options.variant,
    allowFiles: options.allowFiles,
    quiet: options.quiet,
  });
  const scenarios = loaded.map(({ scenario }) => withSeed(scenario, options.seed));
  if (options.resume !== undefined && scenarios.length > 1)
    throw usage("--resume goes on with one run, this file makes several", "name one with --variant");
  const resume = await openResume(cli, scenarios[0], options.resume);
  const journals = await Promise.all(
    scenarios.map((scenario) =>
      options.journal === undefined
        ? (resume?.header.journal ?? [])
        : openJournal(system, options.journal, scenario),
    ),
  );
  const checkpoints = { atMs: options.checkpointAt ?? [], everyMs: options.checkpointEvery ?? null };
  checkCheckpointTimes(checkpoints, scenarios, resume?.header.atMs ?? null);
  return { scenarios, books: loaded.map(({ book }) => book), journals, checkpoints, resume, live };
};

/** Runs one variant after the other into its folder, until an interruption. */
const runAll = async (
  cli: Cli,
  { scenarios, books, journals, checkpoints, resume, live }: Prepared,
  options: SimulateOptions,
  { folders, interruption }: { folders: readonly string[]; interruption: Interruption },
): Promise<Summary[]> => {
  const { runOne } = await import("./run-one.js");
  const summaries: Summary[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    // The first run is begun in any case, so that an interrupted command leaves an account of where it stood.
    if (index > 0 && interruption.asked) break;
    const onQuit = (): void => interruption.ask();
    const progress = await startProgress(cli.system, scenario, { ...options, onQuit });
    interruption.onFirst = () => progress.ending();
    try {
      const request = {
        scenario,
        book: books[index],
        folder: folders[index],
        workers: options.workers,
        strict: options.strict === true,
        checkpoints,
        resume,
        fork: null,
        forkedFrom: null,
        journal: journals[index],
        journalFile: options.journal ?? null,
        live,
        set: options.set ?? {},
        promisesMust: options.sla === "must",
      };
      summaries.push(await runOne(cli, request, { progress, interruption }));
    } finally {
      progress.stop();
    }
    if (!options.json) await showSummary(cli, summaries[index], folders[index]);
  }
  return summaries;
};

const compareVariants = async (
  cli: Cli,
  summaries: Summary[],
  folder: string,
  { json, quiet }: SimulateOptions,
): Promise<void> => {
  const { system } = cli;
  if (summaries.length < 2) {
    markComplete(system, folder);
    if (system.files.list(folder).length === 0) system.files.removeFolder(folder);
    return;
  }
  const { renderComparison } = await import("../report/comparison.js");
  const comparison = renderComparison(summaries);
  writeComparison(system, folder, comparison);
  markComplete(system, folder);
  if (!json && !quiet) system.stdout.write(`\n${comparison.text.trimEnd()}\ncomparison in ${folder}\n`);
};

/** Runs a file, each of its variants into a folder of its own, and compares them. */
export const simulateFile = async (cli: Cli, word: string, options: SimulateOptions): Promise<Outcome> => {
  const prepared = await prepare(cli, word, options);
  const { scenarios } = prepared;
  const { runs: folders, comparison } = claimFolders(cli, scenarios, options.out);
  const interruption = new Interruption(cli.system);
  try {
    const summaries = await runAll(cli, prepared, options, { folders, interruption });
    for (const unused of folders.slice(summaries.length)) releaseFolder(cli.system, unused);
    if (comparison !== null) await compareVariants(cli, summaries, comparison, options);
    const texts: string[] = [];
    if (options.json) {
      const { renderSummaryJson } = await import("../report/summary-json.js");
      texts.push(...summaries.map((summary) => renderSummaryJson(summary).trimEnd()));
    }
    // Asked while the last results were being written, it came too late to change anything: their verdict stands.
    const interrupted = interruption.asked && summaries.length < scenarios.length;
    const exit = gravestExit(summaries.map(({ exitCode }) => exitCode));
    return {
      exit: interrupted ? Exit.interrupted : exit,
      interrupted: interruption.asked,
      isSeveral: scenarios.length > 1,
      texts,
    };
  } finally {
    interruption.end();
  }
};
