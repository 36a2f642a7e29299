// The times of --checkpoint-at and --checkpoint-every held against the run: one that the run never passes would write nothing, and say nothing.
import { formatDuration } from "../core/duration.js";
import type { Scenario } from "../spec/scenario.js";
import { CliFailure, Exit } from "./exit.js";
import type { CheckpointWish } from "./kept-checkpoints.js";

/** Refuses a time outside the run, or not after the checkpoint it goes on from. */
export const checkCheckpointTimes = (
  { atMs: timesMs, everyMs }: CheckpointWish,
  scenarios: readonly Pick<Scenario, "name" | "durationMs">[],
  resumedAtMs: number | null,
): void => {
  const fromMs = resumedAtMs ?? 0;
  for (const ms of timesMs)
    for (const { name, durationMs } of scenarios) {
      if (ms > fromMs && ms < durationMs) continue;
      throw new CliFailure(
        Exit.usage,
        `--checkpoint-at ${formatDuration(ms)} is not within the run of ${name}`,
        `name a time after ${formatDuration(fromMs)} and before ${formatDuration(durationMs)}`,
      );
    }
  for (const { name, durationMs } of scenarios)
    if (everyMs !== null && everyMs >= durationMs - fromMs)
      throw new CliFailure(
        Exit.usage,
        `--checkpoint-every ${formatDuration(everyMs)} is as long as the run of ${name}, or longer`,
        `name a duration below ${formatDuration(durationMs - fromMs)}`,
      );
};
