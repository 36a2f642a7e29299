// What `iotctl fork` does: the parent is opened, the change is held against what has happened, the run goes on from the moment
// under the changed scenario, and is held beside its parent.

import { formatDuration } from "../core/duration.js";
import { pastChanges } from "../engine/past.js";
import type { Fork } from "../engine/run-options.js";
import { forkCommand } from "../report/reproduce.js";
import type { Scenario } from "../spec/scenario.js";
import { isSameMeaning } from "../spec/scenario-hash.js";
import type { OpenCheckpoint } from "./checkpoint-file.js";
import { checkCheckpointTimes } from "./checkpoint-times.js";
import type { Cli } from "./cli.js";
import { Exit } from "./exit.js";
import { compareWithParent } from "./fork-comparison.js";
import { forkJournal } from "./fork-journal.js";
import { type ForkParent, openParent } from "./fork-parent.js";
import { forkPoint } from "./fork-point.js";
import { forkScenario, refusePast } from "./fork-scenario.js";
import { Interruption } from "./interruption.js";
import type { PricedScenario } from "./load-scenario.js";
import type { RunWatch } from "./play-run.js";
import { type Progress, startProgress } from "./progress.js";
import { claimFolder, claimNextFolder, runName } from "./run-folder.js";
import type { RunRequest } from "./run-one.js";
import { showSummary } from "./show-summary.js";
import type { SimulateOptions } from "./simulate-options.js";

type AsSimulate =
  | "set"
  | "allowFiles"
  | "journal"
  | "workers"
  | "out"
  | "json"
  | "quiet"
  | "strict"
  | "sla"
  | "checkpointAt"
  | "checkpointEvery"
  | "dashboard";

export interface ForkOptions extends Pick<SimulateOptions, AsSimulate> {
  at: number;
  /** Of --scenario. */
  scenario?: string;
}

/** The parent's metric rows, where stop conditions look back at them that its own run did not. */
const pastRows = (before: Scenario, after: Scenario, point: OpenCheckpoint): Fork["past"] => {
  const isKnown =
    isSameMeaning(before.stops, after.stops) &&
    isSameMeaning(before.phases, after.phases) &&
    before.durationMs === after.durationMs;
  return after.stops.length === 0 || isKnown
    ? undefined
    : Array.from(point.batches(), ({ metrics }) => metrics);
};

/** What a fork is made of. */
interface Plan {
  parent: ForkParent;
  changed: PricedScenario;
  journal: RunRequest["journal"];
}

/** The scenario and the journal of the fork, or all reasons why they cannot be. */
const planFork = async (cli: Cli, word: string, options: ForkOptions): Promise<Plan> => {
  const { system } = cli;
  const { at: atMs } = options;
  const parent = await openParent(system, word, atMs);
  const changed = await forkScenario(system, parent, options);
  const { scenario: before, journal: saved, folder } = parent;
  const after = changed.scenario;
  const changes = pastChanges({ before, after, atMs, journal: saved });
  if (changes.length > 0) refusePast(system, changes, atMs);
  const wanted = { file: options.journal, saved, folder, atMs };
  const { journal, changes: tooEarly } = await forkJournal(system, wanted, after);
  if (tooEarly.length > 0) refusePast(system, tooEarly, atMs);
  const { checkpointAt = [], checkpointEvery = null } = options;
  checkCheckpointTimes({ atMs: checkpointAt, everyMs: checkpointEvery }, [after], atMs);
  return { parent, changed, journal };
};

const requestOf = (
  { parent, changed, journal }: Plan,
  options: ForkOptions,
  point: OpenCheckpoint,
  folder: string,
): RunRequest => {
  const { at: atMs, set = {}, scenario: file, journal: journalFile = null } = options;
  const { scenario, book } = changed;
  const before = parent.scenario;
  return {
    scenario,
    book,
    folder,
    workers: options.workers,
    strict: options.strict === true,
    // Where it begins it is written down in any case: from there it can be forked again.
    checkpoints: { atMs: [atMs, ...(options.checkpointAt ?? [])], everyMs: options.checkpointEvery ?? null },
    resume: point,
    fork: { before, past: pastRows(before, scenario, point) },
    forkedFrom: {
      from: parent.summary?.run.id ?? parent.folder,
      atMs,
      command: forkCommand(parent.folder, {
        at: formatDuration(atMs),
        set,
        scenario: file ?? null,
        allowFiles: options.allowFiles ?? [],
        journal: journalFile,
      }),
    },
    journal,
    journalFile,
    live: null,
    set,
    promisesMust: options.sla === "must",
  };
};

/** The parent up to the fork, then the fork, under one progress and one interruption. */
const playFork = async (cli: Cli, plan: Plan, options: ForkOptions, watch: RunWatch) => {
  const { system } = cli;
  const { scenario } = plan.changed;
  const point = await forkPoint(cli, plan.parent, { atMs: options.at, workers: options.workers, watch });
  const folder =
    options.out === undefined
      ? claimNextFolder(system, `${runName(scenario.name, scenario.variant)}-fork`)
      : claimFolder(system, options.out);
  const { runOne } = await import("./run-one.js");
  const summary = await runOne(cli, requestOf(plan, options, point, folder), watch);
  return { folder, summary, atMs: options.at };
};

export const fork = async (cli: Cli, word: string, options: ForkOptions): Promise<void> => {
  const { system } = cli;
  const plan = await planFork(cli, word, options);
  const interruption = new Interruption(system);
  let progress: Progress | null = null;
  try {
    progress = await startProgress(system, plan.changed.scenario, {
      ...options,
      onQuit: () => interruption.ask(),
    });
    interruption.onFirst = () => progress?.ending();
    const forked = await playFork(cli, plan, options, { progress, interruption });
    progress.stop();
    const { summary, folder } = forked;
    const isCut = summary.exitCode === Exit.interrupted;
    const comparison = isCut ? "" : await compareWithParent(cli, plan.parent, forked);
    if (options.json) {
      const { renderSummaryJson } = await import("../report/summary-json.js");
      system.stdout.write(`${renderSummaryJson(summary).trimEnd()}\n`);
    } else {
      await showSummary(cli, summary, folder);
      if (comparison !== "" && !options.quiet) system.stdout.write(`\n${comparison}`);
    }
    cli.end(summary.exitCode);
  } finally {
    progress?.stop();
    interruption.end();
  }
};
