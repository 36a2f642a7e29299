// The parent of a fork at the very moment at which the two part: its nearest checkpoint, played forward under the parent's own
// scenario where the moment lies between two; without one, from the start.
import { formatDuration } from "../core/duration.js";
import { checkpointHeader } from "../engine/checkpoint.js";
import type { Batch } from "../event/batch.js";
import { type OpenCheckpoint, openCheckpoint } from "./checkpoint-file.js";
import type { Cli } from "./cli.js";
import { CliFailure, Exit } from "./exit.js";
import type { ForkParent } from "./fork-parent.js";
import { CHECKPOINT_LIST, listCheckpoints } from "./kept-checkpoints.js";
import type { RunWatch } from "./play-run.js";

/** The nearest checkpoint at or before `atMs`; null where the run keeps none. */
export const nearestCheckpoint = (
  cli: Cli,
  { folder, summary, scenario }: ForkParent,
  atMs: number,
): OpenCheckpoint | null => {
  const version = cli.version();
  const kept = listCheckpoints(cli.system, folder).findLast((one) => one.atMs <= atMs);
  if (kept !== undefined) {
    const point = openCheckpoint(cli.system, `${folder}/${kept.file}`, version);
    if (point.header.atMs === kept.atMs) return point;
    throw new CliFailure(
      Exit.usage,
      `${folder}/${CHECKPOINT_LIST} is damaged: ${kept.file} is of ${formatDuration(point.header.atMs)}`,
      "take a copy that is whole, or simulate again",
    );
  }
  const failure = (message: string): CliFailure =>
    new CliFailure(
      Exit.usage,
      message,
      `simulate ${scenario.file} again with --checkpoint-every, and fork that`,
    );
  if (summary === null)
    throw failure(`${folder} did not finish, and keeps no checkpoint at or before ${formatDuration(atMs)}`);
  if (summary.run.fork !== undefined)
    throw failure(
      `${folder} is a fork itself, and goes back to ${formatDuration(summary.run.fork.atMs)} alone`,
    );
  if (summary.run.version !== version)
    throw failure(`${folder} was played by iotctl ${summary.run.version}; this is ${version}`);
  return null;
};

interface PlayedForward {
  point: OpenCheckpoint | null;
  isInterrupted: boolean;
}

const playForward = async (
  cli: Cli,
  { scenario, journal }: ForkParent,
  from: OpenCheckpoint | null,
  { atMs, workers, watch }: ForkMoment,
): Promise<PlayedForward> => {
  const batches: Batch[] = [...(from?.batches() ?? [])];
  let point: OpenCheckpoint | null = null;
  const { runVirtual } = await import("../engine/run-virtual.js");
  const { end } = await runVirtual(scenario, {
    workers,
    journal: from?.header.journal ?? journal,
    resume: from?.bytes,
    checkpointsAtMs: [atMs],
    untilMs: atMs,
    version: cli.version(),
    signal: watch.interruption.signal,
    onSnapshot: watch.progress.update,
    onBatch: (batch) => {
      if (point === null) batches.push(batch);
    },
    onCheckpoint: (_, bytes) => {
      const before = [...batches];
      point = { header: checkpointHeader(bytes), bytes, batches: () => before.values() };
    },
  });
  return { point, isInterrupted: end.kind === "interrupted" };
};

export interface ForkMoment {
  atMs: number;
  workers: number | "auto";
  watch: RunWatch;
}

/** The parent at `atMs`. */
export const forkPoint = async (
  cli: Cli,
  parent: ForkParent,
  moment: ForkMoment,
): Promise<OpenCheckpoint> => {
  const { atMs, watch } = moment;
  const from = nearestCheckpoint(cli, parent, atMs);
  if (from !== null) {
    const { demandSameRun } = await import("../engine/checkpoint.js");
    demandSameRun(from.header, { scenario: parent.scenario, cellDevices: undefined }, parent.folder);
    if (from.header.atMs === atMs) return from;
  }
  const since = from === null ? "the start" : formatDuration(from.header.atMs);
  watch.progress.note(`playing ${parent.folder} from ${since} to ${formatDuration(atMs)}`);
  const { point, isInterrupted } = await playForward(cli, parent, from, moment);
  if (point !== null) return point;
  throw isInterrupted
    ? new CliFailure(Exit.interrupted, "interrupted before the fork; nothing was run")
    : new CliFailure(
        Exit.usage,
        `${parent.folder} does not come to ${formatDuration(atMs)}: a stop condition ends it before`,
        "fork it at an earlier time",
      );
};
