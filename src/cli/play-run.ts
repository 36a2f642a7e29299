// Plays a scenario with the driver that was asked for, and folds its batches on the way to the store.

import type { Fork, RunOptions } from "../engine/run-options.js";
import type { Naming } from "../event/naming.js";
import type { SeriesStore } from "../event/series.js";
import type { LiveCommand } from "../report/reproduce.js";
import type { RunResult } from "../result/run.js";
import type { AnchorLog } from "../sla/anchors.js";
import type { JournalEntry } from "../spec/journal.js";
import type { Scenario } from "../spec/scenario.js";
import { CheckpointWriter, type OpenCheckpoint } from "./checkpoint-file.js";
import type { Cli } from "./cli.js";
import type { Interruption } from "./interruption.js";
import { type CheckpointWish, checkpointTimes } from "./kept-checkpoints.js";
import type { Progress } from "./progress.js";

export interface PlayRequest {
  scenario: Scenario;
  /** Where checkpoints go. */
  folder: string;
  workers: number | "auto";
  strict: boolean;
  checkpoints: CheckpointWish;
  resume: OpenCheckpoint | null;
  /** What wrote the checkpoint, where that is another scenario. */
  fork: Fork | null;
  /** What is done to it while it goes on. */
  journal: readonly JournalEntry[];
  /** Null: virtual time. */
  live: LiveCommand | null;
}

export interface RunWatch {
  progress: Progress;
  interruption: Interruption;
}

export interface PlayedRun {
  result: RunResult;
  /** The run's metrics and events, folded. */
  series: SeriesStore;
  anchors: AnchorLog;
  wallMs: number;
  /** What ended a live run from outside; what there was until then is in `result`. */
  lost: Error | null;
}

type TakeBatch = RunOptions["onBatch"];

const drive = async (
  { scenario, live, workers, strict, resume, fork, journal, checkpoints }: PlayRequest,
  { progress, interruption }: RunWatch,
  { onBatch, ...checkpointing }: Pick<RunOptions, "onBatch" | "onCheckpoint" | "version">,
): Promise<RunResult> => {
  const common = { workers, strict, onBatch, onSnapshot: progress.update, signal: interruption.signal };
  if (live === null) {
    const { runVirtual } = await import("../engine/run-virtual.js");
    return runVirtual(scenario, {
      ...common,
      ...checkpointing,
      checkpointsAtMs: checkpointTimes(checkpoints, resume?.header.atMs ?? 0, scenario.durationMs),
      journal,
      resume: resume?.bytes,
      fork: fork ?? undefined,
    });
  }
  const { runLive } = await import("../live/run-live.js");
  return runLive(scenario, {
    ...common,
    speed: live.speed,
    brokerUrl: live.broker ?? undefined,
    brokerPort: live.port ?? undefined,
    forMs: live.forMs ?? undefined,
    onLive: ({ brokerUrl }) => progress.note(`live on ${brokerUrl}`),
  });
};

/** A live run that lost its broker brings along what it had; anything else is thrown on. */
const partialOf = (error: unknown): { result: RunResult; lost: Error } => {
  const { partial } = error as { partial?: RunResult };
  if (!(error instanceof Error) || partial === undefined) throw error;
  return { result: partial, lost: error };
};

/** Who watches a run; and what each batch goes to, in order, those from before a checkpoint first. */
interface Audience {
  watch: RunWatch;
  keep: TakeBatch;
}

/** Plays the run. */
export const playRun = async (
  { system, version }: Cli,
  request: PlayRequest,
  naming: Naming,
  { watch, keep }: Audience,
): Promise<PlayedRun> => {
  const [{ SeriesStore }, { MetricLayout }, { AnchorLog }] = await Promise.all([
    import("../event/series.js"),
    import("../event/metric-layout.js"),
    import("../sla/anchors.js"),
  ]);
  const { folder, checkpoints: wish, resume } = request;
  const layout = new MetricLayout(naming.groups.length, naming.dictionaries);
  const series = new SeriesStore(layout, naming.resolutionMs);
  const anchors = new AnchorLog(naming);
  const isWritten = wish.atMs.length > 0 || wish.everyMs !== null;
  const checkpoints = isWritten ? new CheckpointWriter(system.files, folder, wish) : null;
  const take: TakeBatch = (batch) => {
    series.add(batch.metrics);
    anchors.add(batch.events);
    checkpoints?.addBatch(batch);
    return keep(batch);
  };
  for (const batch of resume?.batches() ?? []) await take(batch);
  const startedMs = system.nowMs();
  const ended = await drive(request, watch, {
    onBatch: take,
    onCheckpoint: (atMs, bytes) => checkpoints?.write(atMs, bytes),
    version: version(),
  }).then((result) => ({ result, lost: null }), partialOf);
  return { ...ended, series, anchors, wallMs: system.nowMs() - startedMs };
};
