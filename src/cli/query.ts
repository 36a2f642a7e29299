// iotctl query: one SQL statement over the tables of a run, the whole of it or one tenant's share.
import { type Command, Option } from "commander";
import { closest } from "../core/closest.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findRun } from "./run-folder.js";
import { textTable } from "./text-table.js";

/** What there is to ask, or the columns of one table. */
const tellTables = async (cli: Cli, folder: string, name: string | true, isJson: boolean): Promise<void> => {
  const { system } = cli;
  const { listTables } = await import("../store/list-tables.js");
  const all = await listTables(folder);
  const wanted =
    name === true
      ? all
      : all.filter((table) => table.name === name || `${table.zone}.${table.name}` === name);
  if (wanted.length === 0) {
    const near = closest(
      String(name).replace(/^.*\./, ""),
      all.map((table) => table.name),
    );
    throw new CliFailure(
      Exit.usage,
      `no table \`${name}\` in a run`,
      near === undefined ? "`--tables` alone lists them" : `did you mean \`${near}\`?`,
    );
  }
  if (isJson) system.stdout.write(`${JSON.stringify(wanted, null, 2)}\n`);
  else if (name === true)
    system.stdout.write(
      textTable(
        [{ title: "table" }, { title: "what it says" }],
        wanted.map((table) => [`${table.zone}.${table.name}`, table.says]),
      ),
    );
  else
    for (const table of wanted)
      system.stdout.write(
        `${table.zone}.${table.name}: ${table.says}\n\n${textTable(
          [{ title: "column" }, { title: "type" }, { title: "unit" }, { title: "meaning" }],
          table.columns.map((column) => [column.name, column.type, column.unit, column.meaning]),
        )}\n`,
      );
};

interface QueryChoices {
  tenant?: string;
  region?: string;
  site?: string;
  tables?: string | true;
  json?: boolean;
  csv?: boolean;
}

const query = async (
  cli: Cli,
  run: string,
  sql: string | undefined,
  options: QueryChoices,
): Promise<void> => {
  const { system } = cli;
  const folder = system.files.resolve(findRun(system, run));
  if (options.tables !== undefined) {
    if (sql !== undefined)
      throw new CliFailure(Exit.usage, "--tables and SQL exclude one another", "run one after the other");
    await tellTables(cli, folder, options.tables, options.json === true);
    return;
  }
  if (sql === undefined)
    throw new CliFailure(Exit.usage, "there is no SQL to run", "`--tables` lists what can be asked");
  const { queryBounded } = await import("../store/bounded-query.js");
  const { formatCsv, formatJson, formatTable } = await import("../store/format.js");
  const { tenant, region, site } = options;
  const result = await queryBounded(folder, sql, { tenant, region, site });
  const format = options.json ? formatJson : options.csv ? formatCsv : formatTable;
  system.stdout.write(format(result));
  if (result.truncated && (options.json || options.csv))
    system.stderr.write(
      `iotctl: there are more rows than these ${result.rows.length}; narrow the statement\n`,
    );
};

export const registerQuery = (program: Command, cli: Cli): void => {
  program
    .command("query")
    .description("run one SQL statement over a run's tables (raw.*, usable.*, final.*)")
    .argument("<run>", "run folder, or its name under reports/")
    .argument("[sql]", "one statement in DuckDB's SQL; `show tables` and `describe NAME`, too")
    .option("--tables [name]", "list the tables, or the columns of one, with units and meaning")
    .option("--tenant <id>", "see only this tenant's rows")
    .option("--region <name>", "see only this region's rows")
    .option("--site <id>", "see only this site's rows")
    .addOption(new Option("--json", "print the rows as JSON").conflicts("csv"))
    .option("--csv", "print the rows as CSV")
    .addHelpText(
      "after",
      '\nExample:\n  iotctl query reports/reboot-storm-1 "select * from final.device_downtime order by downtime_ms desc limit 5"\n  iotctl query reports/reboot-storm-1 --tables fog_windows\n',
    )
    .action((run: string, sql: string | undefined, options: QueryChoices) => query(cli, run, sql, options));
};
