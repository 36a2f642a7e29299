// iotctl report: renders the reports of a stored run again, with today's iotctl.
import type { Command } from "commander";
import type { Scenario } from "../spec/scenario.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import { findRun, isIncomplete, RUN_FILES, readSummary } from "./run-folder.js";

const report = async (cli: Cli, run: string, options: { json?: boolean; text?: boolean }): Promise<void> => {
  const { system } = cli;
  const folder = findRun(system, run);
  const summary = readSummary(system, folder);
  if (isIncomplete(system, folder))
    throw new CliFailure(
      Exit.usage,
      `${folder} is not a finished run`,
      "simulate again; `iotctl runs` shows its state",
    );
  const scenarioFile = `${folder}/${RUN_FILES.scenario}`;
  if (!system.files.exists(scenarioFile))
    throw new CliFailure(Exit.usage, `${folder} has no ${RUN_FILES.scenario}`, "name the folder of a run");
  const scenario = JSON.parse(system.files.readText(scenarioFile)) as Scenario;
  const [{ OpenRun }, { loadSeries }, { loadTurningPoints }, { reportMoments }, { writeReports }] =
    await Promise.all([
      import("../store/open-run.js"),
      import("../store/load-series.js"),
      import("../store/load-turning-points.js"),
      import("../report/stretches.js"),
      import("./write-reports.js"),
    ]);
  const open = await OpenRun.open(system.files.resolve(folder));
  try {
    const series = await loadSeries(open);
    const moments = reportMoments(await loadTurningPoints(open), scenario, summary.run.virtualMs);
    const files = await writeReports(system, folder, { summary, naming: open.naming, series, moments });
    if (options.json) system.stdout.write(system.files.readText(`${folder}/${RUN_FILES.summary}`));
    else if (options.text) {
      const { renderText } = await import("../report/terminal.js");
      system.stdout.write(renderText(summary));
    } else system.stdout.write(files.map((file) => `wrote ${file}\n`).join(""));
  } finally {
    open.close();
  }
};

export const registerReport = (program: Command, cli: Cli): void => {
  program
    .command("report")
    .description("render the reports of a run again: report.html, summary.md, junit.xml, summary.json")
    .argument("<run>", "run folder, or its name under reports/")
    .option("--json", "print summary.json as well")
    .option("--text", "print the text summary as well")
    .addHelpText("after", "\nExample:\n  iotctl report reports/reboot-storm-1 --text\n")
    .action((run: string, options: { json?: boolean; text?: boolean }) => report(cli, run, options));
};
