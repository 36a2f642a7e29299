// iotctl fork: its arguments. What it does is in play-fork.ts, read only when it is asked for.
import type { Command } from "commander";
import {
  ALLOW_FILES,
  CHECKPOINT_AT,
  collectSettings,
  collectWords,
  parseDurationOption,
  parseSpacing,
  slaOption,
  workersOption,
} from "./arguments.js";
import type { Cli } from "./cli.js";
import { KEPT_MAX } from "./kept-checkpoints.js";
import type { ForkOptions } from "./play-fork.js";

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
    .addOption(workersOption())
    .option("--out <folder>", "where the results go; must not exist (default: reports/<scenario>-fork-<n>)")
    .option("--json", "print only summary.json of the fork to standard output")
    .option("--quiet", "no progress and no comparison")
    .option("--strict", "check the costly invariants too")
    .addOption(slaOption())
    .option(...CHECKPOINT_AT)
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
    .action(async (run: string, options: ForkOptions) => {
      const { fork } = await import("./play-fork.js");
      await fork(cli, run, options);
    });
};
