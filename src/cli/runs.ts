// iotctl runs: the run folders under reports/, newest last, with their verdicts.
import type { Command } from "commander";
import type { Summary } from "../result/summary.js";
import { parseCount, parseDurationOption } from "./arguments.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import type { ListedRun } from "./listed-run.js";
import { isIncomplete, REPORTS_FOLDER, RUN_FILES, readSummary } from "./run-folder.js";
import type { System } from "./system.js";
import { textTable } from "./text-table.js";

const NOTHING = {
  scenario: "",
  variant: "",
  exitCode: null,
  seed: "",
  digest: "",
  virtualMs: null,
  wallMs: null,
  startedAt: "",
};

const summaryOf = (system: System, folder: string): Summary | null => {
  try {
    return readSummary(system, folder);
  } catch {
    return null;
  }
};

/** Null for folders that are no run, such as a comparison's. */
const listed = (system: System, folder: string): ListedRun | null => {
  const summary = summaryOf(system, folder);
  if (summary === null && isIncomplete(system, folder))
    return { ...NOTHING, folder, state: "incomplete", verdict: "incomplete" };
  if (summary === null)
    return system.files.exists(`${folder}/${RUN_FILES.store}`) ||
      system.files.exists(`${folder}/${RUN_FILES.summary}`)
      ? { ...NOTHING, folder, state: "damaged", verdict: "damaged" }
      : null;
  const { run, environment } = summary;
  return {
    folder,
    state: isIncomplete(system, folder) ? "incomplete" : "complete",
    scenario: run.scenario,
    variant: run.variant,
    verdict: summary.verdict,
    exitCode: summary.exitCode,
    seed: run.seed,
    digest: run.digest,
    virtualMs: run.virtualMs,
    wallMs: environment.wallMs,
    startedAt: environment.startedAt,
  };
};

/** Runs of a reports folder, oldest first; those without a start time (incomplete ones) at the end, by name. */
const listRuns = (system: System, reports: string): ListedRun[] =>
  system.files
    .list(reports)
    .map((name) => `${reports}/${name}`)
    .filter((folder) => system.files.isFolder(folder))
    .map((folder) => listed(system, folder))
    .filter((run) => run !== null)
    .sort((x, y) => {
      const left = x.startedAt || "~";
      const right = y.startedAt || "~";
      return left < right ? -1 : left > right ? 1 : x.folder < y.folder ? -1 : 1;
    });

const DIGEST_SHOWN = 12;

interface RunsOptions {
  in: string;
  json?: boolean;
  prune?: boolean;
  keep?: number;
  olderThan?: number;
  damaged?: boolean;
  yes?: boolean;
}

const usage = (message: string, hint: string): CliFailure => new CliFailure(Exit.usage, message, hint);

const pruneRuns = async (cli: Cli, options: RunsOptions): Promise<void> => {
  const { system } = cli;
  const { keep = null, olderThan = null, damaged = false, yes = false } = options;
  if (keep === null && olderThan === null && !damaged)
    throw usage("--prune needs to know which runs", "add --keep <count>, --older-than <age> or --damaged");
  const { choosePruned, removeRun } = await import("./prune.js");
  const { remove, spared } = choosePruned(system, listRuns(system, options.in), {
    keep,
    olderThanMs: olderThan,
    damaged,
  });
  if (yes) for (const folder of remove) removeRun(system, folder);
  if (options.json) {
    const result = { schema: "iotctl.prune/1", removed: yes, runs: remove, spared };
    system.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return;
  }
  for (const folder of remove) system.stdout.write(`${yes ? "removed" : "would remove"} ${folder}\n`);
  for (const { folder, why } of spared) system.stdout.write(`kept ${folder}: ${why}\n`);
  if (remove.length === 0) system.stdout.write("nothing to remove\n");
  else if (!yes) system.stdout.write("nothing was removed; add --yes to remove them\n");
};

const showRuns = async (cli: Cli, options: RunsOptions): Promise<void> => {
  const { system } = cli;
  if (options.prune) {
    await pruneRuns(cli, options);
    return;
  }
  const { keep, olderThan, damaged, yes } = options;
  const given = { "--keep": keep, "--older-than": olderThan, "--damaged": damaged, "--yes": yes };
  const stray = Object.entries(given).find(([, value]) => value !== undefined);
  if (stray !== undefined) throw usage(`${stray[0]} only works with --prune`, "without it, runs are listed");
  const runs = listRuns(system, options.in);
  if (options.json) {
    system.stdout.write(`${JSON.stringify({ schema: "iotctl.runs/1", runs }, null, 2)}\n`);
    return;
  }
  if (runs.length === 0) {
    system.stdout.write(`no runs in ${options.in}/; \`iotctl simulate <scenario>\` makes one\n`);
    return;
  }
  const { duration } = await import("../report/figures.js");
  const time = (ms: number | null): string => (ms === null ? "" : duration(ms));
  system.stdout.write(
    textTable(
      [
        { title: "run" },
        { title: "verdict" },
        { title: "exit", align: "right" },
        { title: "seed" },
        { title: "digest" },
        { title: "virtual", align: "right" },
        { title: "took", align: "right" },
        { title: "started" },
      ],
      runs.map((run) => [
        run.folder,
        run.state === "incomplete" && run.verdict !== "incomplete"
          ? `${run.verdict}, incomplete`
          : run.verdict,
        run.exitCode === null ? "" : String(run.exitCode),
        run.seed,
        run.digest.slice(0, DIGEST_SHOWN),
        time(run.virtualMs),
        time(run.wallMs),
        run.startedAt.slice(0, 19).replace("T", " "),
      ]),
    ),
  );
};

export const registerRuns = (program: Command, cli: Cli): void => {
  program
    .command("runs")
    .description("list the runs in reports/ with verdict, digest and time")
    .option("--in <folder>", "where the run folders are", REPORTS_FOLDER)
    .option("--prune", "show which runs would be removed, and with --yes remove them")
    .option("--keep <count>", "prune: all but the newest finished runs", parseCount)
    .option("--older-than <age>", "prune: finished runs started longer ago", parseDurationOption)
    .option("--damaged", "prune: runs that did not finish or cannot be read")
    .option("--yes", "prune: remove them")
    .option("--json", "print the list as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  iotctl runs --json\n  iotctl runs --prune --damaged --keep 20 --yes\n\nA folder that holds anything but a run's own files is never removed, nor is a run that is being written.\n",
    )
    .action((options: RunsOptions) => showRuns(cli, options));
};
