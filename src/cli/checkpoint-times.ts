// The times of --checkpoint-at held against the run: one that the run never passes would write nothing, and say nothing.
import { formatDuration } from "../core/duration.js";
import type { Scenario } from "../spec/scenario.js";
import { CliFailure, Exit } from "./exit.js";

/** Refuses a time outside the run, or not after the checkpoint it goes on from. */
export const checkCheckpointTimes = (
  timesMs: readonly number[],
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
};
