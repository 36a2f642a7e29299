// Contract A1 and A3 on one scenario: plays it whole, in small cells and odd batches, from checkpoints (and from a
// checkpoint of what a checkpoint went on with), and as the naive loop does; tells what differs, first row first.
import fc from "fast-check";
import { createWorld } from "../../src/engine/fleet-world.js";
import type { RunOptions } from "../../src/engine/run-options.js";
import type { Batch } from "../../src/event/batch.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { playNaively } from "./oracle.js";
import { streamOf } from "./record.js";

/** How to play it, besides whole. */
export interface Ways {
  cellDevices: number;
  batchMs: number;
  /** When checkpoints are taken, ascending; the run goes on from each, and there again from the next. */
  checkpointsAtMs: readonly number[];
  /** The naive loop is slow: some 100 times. */
  naive?: boolean;
  workers?: number;
}

/** Cells, batches and three moments drawn for a scenario: the same for the same seed. */
export const waysOf = (scenario: Scenario, seed: number): Ways => {
  const [ways] = fc.sample(
    fc.record({
      cellDevices: fc.integer({ min: 2, max: 12 }),
      batchMs: fc.integer({ min: 1_000, max: 900_000 }),
      checkpointsAtMs: fc
        .uniqueArray(fc.integer({ min: 1, max: scenario.durationMs - 1 }), { minLength: 3, maxLength: 3 })
        .map((moments) => moments.sort((x, y) => x - y)),
    }),
    { seed, numRuns: 1 },
  );
  return ways;
};

/** A device that takes more steps than these turns in circles. */
const STEPS_PER_MINUTE_MAX = 120;

type Stream = ReturnType<typeof streamOf>;

const firstDifference = (one: Stream, other: Stream): string | null => {
  for (const part of ["events", "windows", "metrics"] as const) {
    const rows = Math.max(one[part].length, other[part].length);
    for (let row = 0; row < rows; row++)
      if (one[part][row] !== other[part][row])
        return `${part} row ${row} is ${other[part][row]}, not ${one[part][row]}`;
  }
  return null;
};

interface Checkpoint {
  atMs: number;
  bytes: Uint8Array;
}

const playing = async (
  scenario: Scenario,
  options: Partial<RunOptions>,
): Promise<{ run: ScenarioRun; saved: Checkpoint[] }> => {
  const saved: Checkpoint[] = [];
  const run = await runScenario(scenario, {
    ...options,
    onCheckpoint: (atMs, bytes) => void saved.push({ atMs, bytes: bytes.slice() }),
  });
  return { run, saved };
};

const until = (batches: readonly Batch[], atMs: number): Batch[] =>
  batches.filter(({ untilMs }) => untilMs <= atMs);

/** Plays the scenario in all these ways. Returns the whole run, and one sentence for each thing that should not be. */
export const playAllWays = async (
  scenario: Scenario,
  ways: Ways,
): Promise<{ whole: ScenarioRun; findings: string[] }> => {
  const findings: string[] = [];
  const { run: whole } = await playing(scenario, { strict: true });
  const expected = streamOf(whole.batches);
  findings.push(...whole.broken());
  if (whole.result.unreverted.length > 0) findings.push(`left behind: ${whole.result.unreverted.join(", ")}`);

  const mostSteps = STEPS_PER_MINUTE_MAX * whole.plan.deviceCount * (scenario.durationMs / 60_000);
  if (whole.result.deviceSteps > mostSteps)
    findings.push(`${whole.result.deviceSteps} device steps, above ${mostSteps}`);

  const compare = (way: string, run: ScenarioRun, batches: readonly Batch[]): void => {
    const difference = firstDifference(expected, streamOf(batches));
    if (difference !== null) findings.push(`${way}: ${difference}`);
    else if (run.result.digest !== whole.result.digest)
      findings.push(`${way}: another digest, the same rows`);
    for (const key of ["inFlight", "rollouts", "unreverted", "invariants", "end"] as const) {
      const [is, was] = [run, whole].map(({ result }) => JSON.stringify(result[key]));
      // Invariants that read the series are not checked in every way.
      if (key === "invariants" ? run.broken().length > 0 : is !== was)
        findings.push(`${way}: ${key} is ${is}, not ${was}`);
    }
  };

  const { cellDevices, batchMs, workers } = ways;
  const checkpointsAtMs = [...ways.checkpointsAtMs];
  const options = { cellDevices, batchMs, checkpointsAtMs, ...(workers === undefined ? {} : { workers }) };
  const small = await playing(scenario, { ...options, strict: true });
  compare(`cells of ${cellDevices}`, small.run, small.run.batches);
  for (const [index, { atMs, bytes }] of small.saved.entries()) {
    const nextMs = checkpointsAtMs.filter((ms) => ms > atMs).slice(0, 1);
    const resumed = await playing(scenario, { cellDevices, resume: bytes, checkpointsAtMs: nextMs });
    const before = until(small.run.batches, atMs);
    compare(`from ${atMs} ms`, resumed.run, [...before, ...resumed.run.batches]);
    const [again] = resumed.saved;
    if (again === undefined || index > 0) continue;
    const twice = await playing(scenario, { cellDevices, resume: again.bytes });
    const between = until(resumed.run.batches, again.atMs);
    compare(`from ${atMs} and ${again.atMs} ms`, twice.run, [...before, ...between, ...twice.run.batches]);
  }

  if (ways.naive === true) {
    const naive = playNaively(createWorld(scenario, {}), scenario);
    const difference = firstDifference(expected, streamOf(naive.batches));
    if (difference !== null) findings.push(`the naive loop: ${difference}`);
    else if (naive.digest !== whole.result.digest) findings.push("the naive loop: another digest");
  }
  return { whole, findings };
};
