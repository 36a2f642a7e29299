// iotctl simulate: runs scenarios, one file after the other, and exits with the gravest verdict.

import type { Command } from "commander";
import {
  ALLOW_FILES,
  CHECKPOINT_AT,
  collectSettings,
  collectWords,
  parseDurationOption,
  parsePort,
  parseSeed,
  parseSpacing,
  parseSpeed,
  slaOption,
  workersOption,
} from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, gravestExit } from "./exit.js";
import { KEPT_MAX } from "./kept-checkpoints.js";
import { findScenarios } from "./load-scenario.js";
import { simulateFile } from "./simulate-file.js";
import { type SimulateOptions, usage } from "./simulate-options.js";

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
      const outcome = await simulateFile(cli, file, { ...options, out });
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

export const registerSimulate = (program: Command, cli: Cli): void => {
  program
    .command("simulate")
    .description("run a scenario and judge it; with variants, run each and compare")
    .argument("<scenario...>", "scenario files, folders of them, or names of shipped scenarios")
    .option("--set <name=value>", "set a parameter (repeatable)", collectSettings)
    .option(...ALLOW_FILES, collectWords)
    .option("--variant <name>", "only this variant")
    .option("--seed <phrase>", "another seed than the scenario's", parseSeed)
    .addOption(workersOption())
    .option("--out <folder>", "where the results go; must not exist (default: reports/<scenario>-<n>)")
    .option("--json", "print only summary.json to standard output (an array for several variants)")
    .option("--quiet", "no progress")
    .option("--strict", "check the costly invariants too")
    .addOption(slaOption())
    .option(...CHECKPOINT_AT)
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
