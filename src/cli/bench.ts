// iotctl bench: hands over to the bench harness of the repository, which measures and keeps its results there.
// The seam is bench/run.js (built) or bench/run.mjs: it gets the remaining arguments and its exit code is ours.
import type { Command } from "commander";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";

const BENCH_ENTRIES = ["bench/run.mjs", "bench/run.js"] as const;

const bench = async (cli: Cli, args: string[]): Promise<void> => {
  const { system } = cli;
  const entry = BENCH_ENTRIES.map((file) => `${system.packageRoot}/${file}`).find((file) =>
    system.files.exists(file),
  );
  if (entry === undefined)
    throw new CliFailure(
      Exit.usage,
      "the bench harness is not part of the installed package",
      "clone the repository and run `npm run bench` there",
    );
  cli.end(await system.machine.runScript(entry, args));
};

export const registerBench = (program: Command, cli: Cli): void => {
  program
    .command("bench")
    .description("measure speed on this machine, beside a peer or a floor (repository only)")
    .argument("[args...]", "which benches, and their options")
    .allowUnknownOption()
    .addHelpText("after", "\nExample:\n  iotctl bench\n")
    .action((args: string[]) => bench(cli, args));
};
