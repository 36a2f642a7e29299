// One scenario, from its fleet to a folder of results: the driver plays, the store keeps, the summary judges.

import { printable } from "../core/printable.js";
import type { PriceBook } from "../cost/price-book.js";
import { lineageOf } from "../engine/lineage.js";
import { reproduceCommand } from "../report/reproduce.js";
import type { SummariseInput } from "../report/summarise.js";
import type { Summary } from "../result/summary.js";
import type { Cli } from "./cli.js";
import { CliFailure } from "./exit.js";
import { failureOf } from "./failure.js";
import { keepJournal } from "./journal-file.js";
import { judgeRun } from "./judge-run.js";
import { type PlayedRun, type PlayRequest, playRun, type RunWatch } from "./play-run.js";
import { INCOMPLETE_FILE, isIncomplete, markComplete, RUN_FILES } from "./run-folder.js";
import { runIdOf } from "./run-id.js";
import { writeReports } from "./write-reports.js";

/** The folder is claimed and empty. */
export interface RunRequest extends PlayRequest {
  book: PriceBook;
  /** As given with --set. */
  set: Readonly<Record<string, string>>;
  /** As given with --journal. */
  journalFile: string | null;
  forkedFrom: SummariseInput["forkedFrom"];
  /** A missed promise to a tenant fails the run. */
  promisesMust: boolean;
}

const environmentOf = (
  { system }: Cli,
  { result, wallMs }: PlayedRun,
  { live }: RunRequest,
  startedAt: string,
): Summary["environment"] => ({
  workers: result.workers,
  wallMs: Math.round(wallMs),
  node: system.machine.nodeVersion,
  peakRssBytes: system.machine.peakRssBytes(),
  startedAt,
  mode: live === null ? "virtual" : "live",
  ...(result.live === undefined ? {} : { live: result.live }),
});

const noteFailure = ({ system, wayBack }: Cli, folder: string, error: unknown): void => {
  const why = error instanceof Error ? error.message : String(error);
  const text = `The run failed, what is here is partial: ${why}\nagain: ${wayBack}\n`;
  try {
    system.files.write(`${folder}/${INCOMPLETE_FILE}`, printable(text));
  } catch {
    // A full disk is why we are here; the mark from the beginning still stands.
  }
};

/** The environment ended the run; its folder is whole and says so. */
const lostFailure = (lost: Error, folder: string): CliFailure => {
  const { message, hint, exit } = failureOf(lost);
  return new CliFailure(exit, `${message} What there was until then is in ${folder}.`, hint);
};

const runInto = async (cli: Cli, request: RunRequest, watch: RunWatch): Promise<Summary> => {
  const { system } = cli;
  const { scenario, folder, book, set, journal, promisesMust } = request;
  const version = cli.version();
  const startedAt = system.date().toISOString();
  const [{ namesIn }, { RunStore }] = await Promise.all([
    import("../fleet/naming.js"),
    import("../store/run-store.js"),
  ]);
  const naming = namesIn(scenario, journal);
  const kept = await keepJournal(system, folder, journal);
  system.files.write(`${folder}/${RUN_FILES.scenario}`, `${JSON.stringify(scenario, null, 1)}\n`);
  const lineage = lineageOf(request.resume?.header, scenario);
  const runId = runIdOf({ scenario, journal, lineage }, version);
  const store = await RunStore.create(system.files.resolve(folder), {
    runId,
    scenario: scenario.name,
    naming,
    facts: { seed: scenario.seed, variant: scenario.variant, version },
  });
  try {
    const played = await playRun(cli, request, naming, { watch, keep: (batch) => store.append(batch) });
    const environment = environmentOf(cli, played, request, startedAt);
    const { result, series, anchors, lost } = played;
    const judged = await judgeRun({
      scenario,
      book,
      naming,
      store,
      result,
      series,
      anchors,
      runId,
      version,
      set,
      live: request.live,
      journalFile: request.journalFile ?? kept,
      forkedFrom: request.forkedFrom,
      promisesMust,
      environment,
    });
    await store.close();
    await writeReports(system, folder, { ...judged, naming, series });
    markComplete(system, folder);
    if (lost !== null) throw lostFailure(lost, folder);
    return judged.summary;
  } finally {
    await store.close();
  }
};

/** Runs one scenario into its folder and returns the summary. When this throws, the folder says what is missing. */
export const runOne = async (cli: Cli, request: RunRequest, watch: RunWatch): Promise<Summary> => {
  const { scenario, set, live, journalFile, forkedFrom } = request;
  cli.wayBack = forkedFrom?.command ?? reproduceCommand(scenario, set, live, journalFile);
  try {
    const summary = await runInto(cli, request, watch);
    cli.wayBack = "";
    return summary;
  } catch (error) {
    if (isIncomplete(cli.system, request.folder)) noteFailure(cli, request.folder, error);
    throw error;
  }
};
