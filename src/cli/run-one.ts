// One scenario, from its fleet to a folder of results: the driver plays, the store keeps, the summary judges.

import type { PriceBook } from "../cost/price-book.js";
import type { RunResult } from "../engine/result.js";
import type { Batch } from "../event/batch.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { Summary } from "../report/summary.js";
import type { Scenario } from "../scenario/scenario.js";
import type { AnchorLog } from "../sla/anchors.js";
import type { OpenCheckpoint } from "./checkpoint-file.js";
import { CheckpointWriter } from "./checkpoint-file.js";
import type { Cli } from "./cli.js";
import type { Interruption } from "./interruption.js";
import { judgeRun } from "./judge-run.js";
import type { Progress } from "./progress.js";
import { INCOMPLETE_FILE, markComplete, RUN_FILES } from "./run-folder.js";
import { runIdOf } from "./scenario-hash.js";
import { writeReports } from "./write-reports.js";

export interface LiveChoices {
  speed: number;
  broker: string | null;
  forMs: number | null;
}

export interface RunRequest {
  scenario: Scenario;
  book: PriceBook;
  /** Claimed and empty. */
  folder: string;
  workers: number | "auto";
  strict: boolean;
  checkpointsAtMs: number[];
  resume: OpenCheckpoint | null;
  /** Null: virtual time. */
  live: LiveChoices | null;
  /** As given with --set. */
  set: Readonly<Record<string, string>>;
}

interface Played {
  result: RunResult;
  series: SeriesStore;
  anchors: AnchorLog;
  wallMs: number;
}

const playOf = async (
  cli: Cli,
  request: RunRequest,
  naming: Naming,
  keep: (batch: Batch) => void | Promise<void>,
  { progress, interruption }: RunWatch,
): Promise<Played> => {
  const { world } = cli;
  const { scenario, live, resume, checkpointsAtMs } = request;
  const [{ SeriesStore }, { MetricLayout }, { AnchorLog }] = await Promise.all([
    import("../event/series.js"),
    import("../event/metric.js"),
    import("../sla/anchors.js"),
  ]);
  const layout = new MetricLayout(naming.groups.length, naming.dictionaries);
  const series = new SeriesStore(layout, naming.resolutionMs);
  const anchors = new AnchorLog(naming);
  const checkpoints =
    checkpointsAtMs.length === 0
      ? null
      : new CheckpointWriter(world, request.folder, scenario, cli.version());
  const take = (batch: Batch): void | Promise<void> => {
    series.add(batch.metrics);
    anchors.add(batch.events);
    checkpoints?.addBatch(batch);
    return keep(batch);
  };
  for (const batch of resume?.batches() ?? []) await take(batch);
  const startedMs = world.nowMs();
  const common = {
    workers: request.workers,
    strict: request.strict,
    onBatch: take,
    onSnapshot: progress.update,
    signal: interruption.signal,
  };
  const result =
    live === null
      ? await (await import("../engine/run-virtual.js")).runVirtual(scenario, {
          ...common,
          checkpointsAtMs,
          onCheckpoint: (atMs, bytes) => checkpoints?.write(atMs, bytes),
          resume: resume?.engine,
        })
      : await (await import("../live/run-live.js")).runLive(scenario, {
          ...common,
          speed: live.speed,
          ...(live.broker === null ? {} : { broker: live.broker }),
          ...(live.forMs === null ? {} : { untilMs: live.forMs * live.speed }),
        });
  return { result, series, anchors, wallMs: world.nowMs() - startedMs };
};

export interface RunWatch {
  progress: Progress;
  interruption: Interruption;
}

const noteFailure = (cli: Cli, folder: string, error: unknown): void => {
  const why = error instanceof Error ? error.message : String(error);
  try {
    cli.world.files.write(
      `${folder}/${INCOMPLETE_FILE}`,
      `The run failed, what is here is partial: ${why}\n`,
    );
  } catch {
    // A full disk is why we are here; the mark from the beginning still stands.
  }
};

/** Runs one scenario into its folder and returns the summary. The folder keeps its mark when this throws. */
export const runOne = async (cli: Cli, request: RunRequest, watch: RunWatch): Promise<Summary> => {
  const { world } = cli;
  const { scenario, folder } = request;
  const version = cli.version();
  const startedAt = world.date().toISOString();
  try {
    const [{ buildFleet }, { namingOf }, { RunStore }] = await Promise.all([
      import("../fleet/build.js"),
      import("../fleet/naming.js"),
      import("../store/run-store.js"),
    ]);
    const naming = namingOf(buildFleet(scenario));
    world.files.write(`${folder}/${RUN_FILES.scenario}`, `${JSON.stringify(scenario, null, 1)}\n`);
    const runId = runIdOf(scenario, version);
    const store = await RunStore.create(world.files.resolve(folder), {
      runId,
      scenario: scenario.name,
      naming,
      facts: { seed: scenario.seed, variant: scenario.variant, version },
    });
    try {
      const played = await playOf(cli, request, naming, (batch) => store.append(batch), watch);
      const { result, series, anchors, wallMs } = played;
      const environment: Summary["environment"] = {
        workers: result.workers,
        wallMs: Math.round(wallMs),
        node: world.machine.nodeVersion,
        peakRssBytes: world.machine.peakRssBytes(),
        startedAt,
        mode: request.live === null ? "virtual" : "live",
        ...(result.live === undefined ? {} : { live: result.live }),
      };
      const run = {
        scenario,
        book: request.book,
        naming,
        store,
        result,
        series,
        anchors,
        runId,
        version,
        set: request.set,
        environment,
      };
      const judged = await judgeRun(run);
      await store.close();
      await writeReports(world, folder, { ...judged, naming, series });
      markComplete(world, folder);
      return judged.summary;
    } finally {
      await store.close();
    }
  } catch (error) {
    noteFailure(cli, folder, error);
    throw error;
  }
};
