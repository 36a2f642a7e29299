// iotctl runs: the run folders under reports/, newest last, with their verdicts.
import type { Command } from "commander";
import type { Summary } from "../report/summary.js";
import type { Cli } from "./cli.js";
import type { CliWorld } from "./process.js";
import { isIncomplete, REPORTS_FOLDER, RUN_FILES, readSummary } from "./run-folder.js";
import { textTable } from "./text-table.js";

interface ListedRun {
  folder: string;
  state: "complete" | "incomplete" | "unreadable";
  scenario: string;
  variant: string;
  verdict: string;
  exitCode: number | null;
  seed: string;
  digest: string;
  virtualMs: number | null;
  wallMs: number | null;
  startedAt: string;
}

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

const summaryOf = (world: CliWorld, folder: string): Summary | null => {
  try {
    return readSummary(world, folder);
  } catch {
    return null;
  }
};

/** Null for folders that are no run, such as a comparison's. */
const listed = (world: CliWorld, folder: string): ListedRun | null => {
  const summary = summaryOf(world, folder);
  if (summary === null && isIncomplete(world, folder))
    return { ...NOTHING, folder, state: "incomplete", verdict: "incomplete" };
  if (summary === null)
    return world.files.exists(`${folder}/${RUN_FILES.store}`) ||
      world.files.exists(`${folder}/${RUN_FILES.summary}`)
      ? { ...NOTHING, folder, state: "unreadable", verdict: "unreadable" }
      : null;
  const { run, environment } = summary;
  return {
    folder,
    state: isIncomplete(world, folder) ? "incomplete" : "complete",
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
const listRuns = (world: CliWorld, reports: string): ListedRun[] =>
  world.files
    .list(reports)
    .map((name) => `${reports}/${name}`)
    .filter((folder) => world.files.isFolder(folder))
    .map((folder) => listed(world, folder))
    .filter((run) => run !== null)
    .sort((x, y) => {
      const left = x.startedAt || "~";
      const right = y.startedAt || "~";
      return left < right ? -1 : left > right ? 1 : x.folder < y.folder ? -1 : 1;
    });

const DIGEST_SHOWN = 12;

const showRuns = async (cli: Cli, options: { in: string; json?: boolean }): Promise<void> => {
  const { world } = cli;
  const runs = listRuns(world, options.in);
  if (options.json) {
    world.stdout.write(`${JSON.stringify({ schema: "iotctl.runs/1", runs }, null, 2)}\n`);
    return;
  }
  if (runs.length === 0) {
    world.stdout.write(`no runs in ${options.in}/; \`iotctl simulate <scenario>\` makes one\n`);
    return;
  }
  const { duration } = await import("../report/figures.js");
  const time = (ms: number | null): string => (ms === null ? "" : duration(ms));
  world.stdout.write(
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
    .option("--json", "print the list as JSON")
    .addHelpText("after", "\nExample:\n  iotctl runs --json\n")
    .action((options: { in: string; json?: boolean }) => showRuns(cli, options));
};
