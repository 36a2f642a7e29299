// iotctl export: a run's tables as Parquet files, partitioned by tenant, for other tools.
import type { Command } from "commander";
import { formatCount } from "../core/units.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findRun } from "./run-folder.js";

const exportRun = async (
  cli: Cli,
  run: string,
  options: { parquet: string; json?: boolean },
): Promise<void> => {
  const { system } = cli;
  const folder = system.files.resolve(findRun(system, run));
  if (
    system.files.exists(options.parquet) &&
    (!system.files.isFolder(options.parquet) || system.files.list(options.parquet).length > 0)
  )
    throw new CliFailure(
      Exit.usage,
      `${options.parquet} is not empty`,
      "an export never mixes with other files; name a new folder",
    );
  const { exportParquet } = await import("../store/export-parquet.js");
  const files = await exportParquet(folder, system.files.resolve(options.parquet));
  if (options.json) {
    system.stdout.write(`${JSON.stringify({ schema: "iotctl.export/1", files }, null, 2)}\n`);
    return;
  }
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  system.stdout.write(`wrote ${formatCount(rows)} rows in ${files.length} files to ${options.parquet}\n`);
};

export const registerExport = (program: Command, cli: Cli): void => {
  program
    .command("export")
    .description("write a run's tables as Parquet files, partitioned by tenant")
    .argument("<run>", "run folder, or its name under reports/")
    .requiredOption("--parquet <folder>", "where to; must be new or empty")
    .option("--json", "print the list of files as JSON")
    .addHelpText("after", "\nExample:\n  iotctl export reports/reboot-storm-1 --parquet out\n")
    .action((run: string, options: { parquet: string; json?: boolean }) => exportRun(cli, run, options));
};
