// iotctl query: one SQL statement over the tables of a run, the whole of it or one tenant's share.
import { type Command, Option } from "commander";
import type { Cli } from "./cli.js";
import { findRun } from "./run-folder.js";

interface QueryChoices {
  tenant?: string;
  region?: string;
  site?: string;
  json?: boolean;
  csv?: boolean;
}

const query = async (cli: Cli, run: string, sql: string, options: QueryChoices): Promise<void> => {
  const { world } = cli;
  const folder = world.files.resolve(findRun(world, run));
  const { queryRun } = await import("../store/query-run.js");
  const { formatCsv, formatJson, formatTable } = await import("../store/format.js");
  const { tenant, region, site } = options;
  const result = await queryRun(folder, sql, { tenant, region, site });
  const format = options.json ? formatJson : options.csv ? formatCsv : formatTable;
  world.stdout.write(format(result));
  if (result.truncated && (options.json || options.csv))
    world.stderr.write(
      `iotctl: there are more rows than these ${result.rows.length}; narrow the statement\n`,
    );
};

export const registerQuery = (program: Command, cli: Cli): void => {
  program
    .command("query")
    .description("run one SQL statement over a run's tables (raw.*, usable.*, final.*)")
    .argument("<run>", "run folder, or its name under reports/")
    .argument("<sql>", "one statement in DuckDB's SQL")
    .option("--tenant <id>", "see only this tenant's rows")
    .option("--region <name>", "see only this region's rows")
    .option("--site <id>", "see only this site's rows")
    .addOption(new Option("--json", "print the rows as JSON").conflicts("csv"))
    .option("--csv", "print the rows as CSV")
    .addHelpText(
      "after",
      '\nExample:\n  iotctl query reports/reboot-storm-1 "select * from final.device_downtime order by downtime_ms desc limit 5"\n',
    )
    .action((run: string, sql: string, options: QueryChoices) => query(cli, run, sql, options));
};
