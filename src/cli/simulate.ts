// iotctl simulate: runs a scenario, or each of its variants, keeps the results, and exits with the verdict.

import { type Command, Option } from "commander";
import type { PriceBook } from "../cost/price-book.js";
import type { LiveCommand } from "../report/reproduce.js";
import type { Summary } from "../result/summary.js";
import type { Scenario } from "../spec/scenario.js";
import {
  ALLOW_FILES,
  collectDurations,
  collectSettings,
  collectWords,
  parseDurationOption,
  parsePort,
  parseSeed,
  parseSpacing,
  parseSpeed,
  parseWorkers,
} from "./arguments.js";
import type { OpenCheckpoint } from "./checkpoint-file.js";
import { checkCheckpointTimes } from "./checkpoint-times.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit, gravestExit } from "./exit.js";
import { Interruption } from "./interruption.js";
import { openJournal } from "./journal-file.js";
import { KEPT_MAX } from "./kept-checkpoints.js";
import { findScenarios, loadToRun } from "./load-scenario.js";
import type { PlayRequest } from "./play-run.js";
import { startProgress } from "./progress.js";
import { claimFolder, claimNextFolder, markComplete, releaseFolder, runName } from "./run-folder.js";
import { showSummary } from "./show-summary.js";
import { writeComparison } from "./write-comparison.js";

interface SimulateOptions {
  set?: Record<string, string>;
  allowFiles?: string[];
  variant?: string;
  seed?: string;
  workers: number | "auto";
  out?: string;
  json?: boolean;
  quiet?: boolean;
  strict?: boolean;
  sla: "must" | "should";
  checkpointAt?: number[];
  checkpointEvery?: number;
  resume?: string;
  journal?: string;
  live?: boolean;
  speed?: number;
  broker?: string;
  brokerPort?: number;
  for?: number;
  /** False with --no-dashboard. */
  dashboard: boolean;
}

const usage = (message: string, hint: string): CliFailure => new CliFailure(Exit.usage, message, hint);

/** Options that fit each other; null without --live. */
const liveChoices = (options: SimulateOptions): LiveCommand | null => {
  const { live, speed, broker, brokerPort, for: forMs, resume, journal } = options;
  const { checkpointAt, checkpointEvery } = options;
  if (!live) {
    const given = { "--speed": speed, "--broker": broker, "--broker-port": brokerPort, "--for": forMs };
    const stray = Object.entries(given).find(([, value]) => value !== undefined);
    if (stray !== undefined)
      throw usage(`${stray[0]} only works with --live`, "virtual time always runs as fast as it can");
    return null;
  }
  if (checkpointAt !== undefined || checkpointEvery !== undefined || resume !== undefined)
    throw usage("checkpoints and --live exclude one another", "real connections cannot be written down");
  if (journal !== undefined)
    throw usage(
      "--journal and --live exclude one another",
      "what happens at an instant of virtual time is played in virtual time only",
    );
  if (broker !== undefined && brokerPort !== undefined)
    throw usage("--broker and --broker-port exclude one another", "the port is the embedded broker's");
  return { speed: speed ?? 1, broker: broker ?? null, port: brokerPort ?? null, forMs: forMs ?? null };
};

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
interface Outcome {
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

const simulateOne = async (cli: Cli, word: string, options: SimulateOptions): Promise<Outcome> => {
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

/** A folder below `out` for each of several files: by their names, numbered where two files have one name. */
const foldersBelow = (out: string, files: readonly string[]): string[] => {
  const taken = new Set<string>();
  return files.map((file) => {
    const name = (file.split("/").at(-1) ?? file).replace(/\.ya?ml$/i, "");
    let folder = name;
    for (let n = 2; taken.has(folder); n++) folder = `${name}-${n}`;
    taken.add(folder);
    return `${out}/${folder}`;
  });
};

/** Runs files one after the other. One that is invalid or fails hinders none after it; the gravest exit code counts. */
const simulate = async (cli: Cli, words: string[], options: SimulateOptions): Promise<void> => {
  const { system } = cli;
  // One that is no folder goes by the word it was asked for, so that what is printed as `again` runs anywhere.
  const files = words.length === 1 && !system.files.isFolder(words[0]) ? words : findScenarios(system, words);
  const isMany = files.length > 1;
  if (isMany && options.resume !== undefined)
    throw usage("--resume goes on with one run", `${files.length} files are given`);
  if (isMany && options.out !== undefined) {
    if (system.files.exists(options.out))
      throw usage(`${options.out} already exists`, "several files need a new folder for their results");
    system.files.makeFolders(options.out);
  }
  const exits: number[] = [];
  const texts: string[] = [];
  let isList = isMany;
  const folders = isMany && options.out !== undefined ? foldersBelow(options.out, files) : [];
  for (const [at, file] of files.entries()) {
    const out = folders[at] ?? options.out;
    try {
      const outcome = await simulateOne(cli, file, { ...options, out });
      exits.push(outcome.exit);
      texts.push(...outcome.texts);
      isList ||= outcome.isSeveral;
      if (outcome.interrupted) break;
    } catch (error) {
      if (!isMany || !(error instanceof CliFailure)) throw error;
      system.stderr.write(
        `iotctl: ${file}: ${error.message}\n${error.hint === "" ? "" : `  hint: ${error.hint}\n`}`,
      );
      exits.push(error.exit);
    }
  }
  if (options.json)
    system.stdout.write(texts.length === 1 && !isList ? `${texts[0]}\n` : `[\n${texts.join(",\n")}\n]\n`);
  cli.end(gravestExit(exits));
};

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

export const registerSimulate = (program: Command, cli: Cli): void => {
  program
    .command("simulate")
    .description("run a scenario and judge it; with variants, run each and compare")
    .argument("<scenario...>", "scenario files, folders of them, or names of shipped scenarios")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option(...ALLOW_FILES, collectWords)
    .option("--variant <name>", "only this variant")
    .option("--seed <phrase>", "another seed than the scenario's", parseSeed)
    .addOption(
      new Option("--workers <count>", "threads; never changes a result")
        .default("auto" as const)
        .argParser(parseWorkers),
    )
    .option("--out <folder>", "where the results go; must not exist (default: reports/<scenario>-<n>)")
    .option("--json", "print only summary.json to standard output (an array for several variants)")
    .option("--quiet", "no progress")
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
      `write checkpoints this far apart, at most ${KEPT_MAX} spread evenly, for \`iotctl fork\` to begin at`,
      parseSpacing,
    )
    .option("--resume <file>", "go on from a checkpoint")
    .option("--journal <file>", "what an operator does while the run goes on (docs/journal.md)")
    .option("--live", "real time, real MQTT connections")
    .option("--speed <factor>", "live: virtual seconds per second", parseSpeed)
    .option("--broker <url>", "live: an external broker instead of the embedded one")
    .option("--broker-port <number>", "live: port of the embedded broker (default: a free one)", parsePort)
    .option("--for <duration>", "live: end after this much wall time", parseDurationOption)
    .option("--no-dashboard", "plain progress lines on a terminal too")
    .addHelpText(
      "after",
      `
Examples:
  iotctl simulate scenarios/reboot-storm.yaml
  iotctl simulate scenario.yaml --variant jittered --set connectLimit=200 --seed winter
  iotctl simulate scenario.yaml --json --quiet > summary.json
  iotctl simulate scenario.yaml --sla must
  iotctl simulate scenario.yaml --checkpoint-at 6h
  iotctl simulate scenario.yaml --checkpoint-every 1h
  iotctl simulate scenario.yaml --journal reports/scenario-1/journal.yaml
  iotctl simulate scenario.yaml --live --for 60s
  iotctl simulate scenarios --out reports/all

Several files run one after the other, each into a folder of its own (below --out, where given; numbered where names are alike); the gravest exit code counts.
`,
    )
    .action((words: string[], options: SimulateOptions) => simulate(cli, words, options));
};
