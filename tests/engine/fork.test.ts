// A fork: a checkpoint goes on under a scenario whose change lies ahead. What has happened stays, what comes is the new one's.
import { describe, expect, test } from "vitest";
import { checkpointHeader } from "../../src/engine/checkpoint.js";
import type { RunOptions } from "../../src/engine/run-options.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";

const MINUTE_MS = 60_000;
const AT_MS = 60 * MINUTE_MS;

interface Parts {
  head?: string;
  count?: number;
  timeline?: string[];
  rollouts?: string[];
  rest?: string;
}

const DARK =
  "{id: dark, at: 40m, for: 30m, fault: backhaul.outage, target: {site: north, gateways: {count: 1}}}";
const SLOW = "{id: slow, at: 50m, for: 40m, fault: broker.limit, params: {connectsPerSecond: 5}}";
const KNOCK = "{id: knock, at: 80m, command: blink, target: {group: north/wifi}}";
const FW =
  "{id: fw, at: 20m, to: 3.0.0, target: {group: north/wifi}, stages: [{percent: 20, soak: 20m}, {percent: 100, soak: 5m}], rate: {baseRatePerMinute: 10}}";
const NB =
  "{id: nb, at: 75m, to: 3.0.0, target: {group: north/nb}, stages: [{percent: 100}], rate: {baseRatePerMinute: 10}}";

const parts = ({
  head = "",
  count = 12,
  timeline = [DARK, SLOW, KNOCK],
  rollouts = [FW],
  rest = "",
}: Parts = {}) =>
  scenarioOf(`iotctl: 1
name: forked
seed: forked
duration: 2h
start: {state: active}
tenants: [{id: city}]
sites:
  - id: north
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: north/lora, twin: parking-lora, count: 10}
      - {id: north/wifi, twin: temperature-wifi, count: ${count}, overrides: {shadow: [{name: seconds, sets: reporting.interval, unit: s, min: 5, max: 3600}]}}
      - {id: north/nb, twin: parking-nbiot, count: 8}
timeline:
${timeline.map((entry) => `  - ${entry}`).join("\n")}
firmware: [{version: 3.0.0, size: 2KB}]
rollouts:
${rollouts.map((entry) => `  - ${entry}`).join("\n")}
${head}
${rest}
`);

const saved = async (scenario: Scenario, options: Partial<RunOptions> = {}) => {
  const checkpoints: Uint8Array[] = [];
  const run = await runScenario(scenario, {
    checkpointsAtMs: [AT_MS],
    ...options,
    onCheckpoint: (_, bytes) => void checkpoints.push(bytes.slice()),
  });
  return { run, checkpoints, resume: checkpoints[0] };
};

const before = parts();
const parent = saved(before);

const forked = async (after: Scenario, options: Partial<RunOptions> = {}): Promise<ScenarioRun> => {
  const { resume } = await parent;
  return runScenario(after, { resume, fork: { before }, ...options });
};

describe("a fork without a change", () => {
  test.each([[{}], [{ workers: 1 }], [{ workers: 2 }]])(
    "gives the very digest of its parent, with %o",
    async (options) => {
      const run = await forked(parts(), options);
      expect(run.result.digest).toBe((await parent).run.result.digest);
      expect(run.broken()).toEqual([]);
    },
  );
});

test("every checkpoint is written at the very moment, with nothing played beyond it by anybody", async () => {
  const { resume } = await parent;
  expect(checkpointHeader(resume)).toMatchObject({ atMs: AT_MS, lineage: [] });
  const now = parts({ timeline: [DARK, SLOW, KNOCK, "{id: now, at: 60m, fault: cloud.outage, for: 1m}"] });
  expect((await forked(now)).result.digest).toBe((await runScenario(now)).result.digest);
});

// What lies wholly ahead leaves no trace before: the fork must be the run from the start, byte for byte.
const AHEAD: [string, Parts][] = [
  ["an entry more", { timeline: [DARK, SLOW, "{id: cut, at: 62m, for: 10m, fault: cloud.outage}", KNOCK] }],
  ["an entry less", { timeline: [DARK, SLOW] }],
  ["another time", { timeline: [DARK, SLOW, KNOCK.replace("80m", "100m")] }],
  [
    "another end of what is under way",
    { timeline: [DARK.replace("30m", "25m"), SLOW.replace("40m", "60m"), KNOCK] },
  ],
  ["a rollout more", { rollouts: [FW, NB] }],
  ["phases that come", { rest: "phases: {all: 90m, rest: 30m}" }],
];

test.each(AHEAD)("with %s it is the run of the new scenario from the start", async (_, change) => {
  const base = { rest: "phases: {all: 100m, rest: 20m}" };
  const isPhases = change.rest !== undefined;
  const was = isPhases ? parts(base) : before;
  const resume = isPhases ? (await saved(was)).resume : (await parent).resume;
  const after = parts(change);
  const run = await runScenario(after, { resume, fork: { before: was } });
  const scratch = await runScenario(after);
  expect(run.result.digest).toBe(scratch.result.digest);
  expect(run.result.rollouts).toEqual(scratch.result.rollouts);
  expect(run.broken()).toEqual([]);
});

test("a shorter run is the run of the shorter scenario from the start", async () => {
  const after = { ...before, durationMs: 100 * MINUTE_MS };
  expect((await forked(after)).result.digest).toBe((await runScenario(after)).result.digest);
});
