// iotctl fork: a run goes on from a moment under another scenario, and is held beside the run it comes from.

import { type Command, Option } from "commander";
import { formatDuration } from "../core/duration.js";
import { pastChanges } from "../engine/past.js";
import type { Fork } from "../engine/run-options.js";
import { forkCommand } from "../report/reproduce.js";
import type { Scenario } from "../spec/scenario.js";
import { isSameMeaning } from "../spec/scenario-hash.js";
import {
  ALLOW_FILES,
  collectDurations,
  collectSettings,
  collectWords,
  parseDurationOption,
  parseSpacing,
  parseWorkers,
} from "./arguments.js";
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
import { KEPT_MAX } from "./kept-checkpoints.js";
import type { PricedScenario } from "./load-scenario.js";
import type { RunWatch } from "./play-run.js";
import { type Progress, startProgress } from "./progress.js";
import { claimFolder, claimNextFolder, runName } from "./run-folder.js";
import type { RunRequest } from "./run-one.js";
import { showSummary } from "./show-summary.js";

interface ForkOptions {
  at: number;
  set?: Record<string, string>;
  scenario?: string;
  allowFiles?: string[];
  journal?: string;
  workers: number | "auto";
  out?: string;
  json?: boolean;
  quiet?: boolean;
  strict?: boolean;
  sla: "must" | "should";
  checkpointAt?: number[];
  checkpointEvery?: number;
  dashboard: boolean;
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

const fork = async (cli: Cli, word: string, options: ForkOptions): Promise<void> => {
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

export const registerFork = (program: Command, cli: Cli): void => {
  program
    .command("fork")
    .description("go on from a moment of a run under a changed scenario, and compare the two")
    .argument("<run>", "run folder, or its name under reports/")
    .requiredOption("--at <time>", "the moment at which the two part", parseDurationOption)
    .option("--set <name=value>", "set a parameter of the run's scenario (repeatable)", collectSettings)
    .option("--scenario <file>", "go on under this scenario instead of the run's")
    .option(...ALLOW_FILES, collectWords)
    .option("--journal <file>", "what an operator does from there on, instead of what was done to the run")
    .addOption(
      new Option("--workers <count>", "threads; never changes a result")
        .default("auto" as const)
        .argParser(parseWorkers),
    )
    .option("--out <folder>", "where the results go; must not exist (default: reports/<scenario>-fork-<n>)")
    .option("--json", "print only summary.json of the fork to standard output")
    .option("--quiet", "no progress and no comparison")
    .option("--strict", "check the costly invariants too")
    .addOption(
      new Option("--sla <weight>", "what a missed promise to a tenant does: must fails the run (exit code 1)")
        .choices(["must", "should"])
        .default("should" as const),
    )
    .option(
      "--checkpoint-at <time>",
      "write a checkpoint at this virtual time (repeatable)",
      collectDurations,
    )
    .option(
      "--checkpoint-every <duration>",
      `write checkpoints this far apart, at most ${KEPT_MAX} spread evenly`,
      parseSpacing,
    )
    .option("--no-dashboard", "plain progress lines on a terminal too")
    .addHelpText(
      "after",
      `
Examples:
  iotctl simulate scenario.yaml --checkpoint-every 1h
  iotctl fork scenario-1 --at 9h --set limit=500
  iotctl fork scenario-1 --at 9h --scenario changed.yaml --out reports/what-if

The run is taken from its nearest checkpoint at or before --at, or played there from the start. What may change lies ahead:
the timeline, rollouts and phases to come, limits, alert thresholds, stop conditions, expectations (docs/fork.md).
`,
    )
    .action((run: string, options: ForkOptions) => fork(cli, run, options));
};
