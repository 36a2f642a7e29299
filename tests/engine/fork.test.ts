// A fork: a checkpoint goes on under a scenario whose change lies ahead. What has happened stays, what comes is the new one's.
import { describe, expect, test } from "vitest";
import { checkpointHeader } from "../../src/engine/checkpoint.js";
import { HostOutlets } from "../../src/engine/outlets.js";
import type { RunOptions } from "../../src/engine/run-options.js";
import { Events } from "../../src/event/events.js";
import { buildFleet } from "../../src/fleet/build.js";
import { FleetCloud } from "../../src/model/cloud/cloud.js";
import type { CloudColumns } from "../../src/model/cloud/cloud-state.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { scenarioHash } from "../../src/spec/scenario-hash.js";
import { entriesOf } from "../journal.js";
import { limitsIn } from "../model/limits.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";
import { DARK, FW, KNOCK, NB, type Parts, parts, SLOW } from "./worlds/forked.js";

const MINUTE_MS = 60_000;
const AT_MS = 60 * MINUTE_MS;

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

test("the cloud may speak earlier than it had promised before the fork", async () => {
  const rollouts = [NB.replace("75m", "110m")];
  const quiet = parts({ timeline: [KNOCK], rollouts });
  const { resume } = await saved(quiet);
  const after = parts({ timeline: [KNOCK, KNOCK.replace("knock", "soon").replace("80m", "62m")], rollouts });
  const run = await runScenario(after, { resume, fork: { before: quiet } });
  expect(run.result.digest).toBe((await runScenario(after)).result.digest);
});

test("over any workers and cells, and done twice, a fork is the same", async () => {
  const after = parts({
    timeline: [DARK, SLOW, "{id: cut, at: 62m, for: 10m, fault: cloud.outage}"],
    rollouts: [FW, NB],
  });
  const { digest } = (await forked(after)).result;
  for (const options of [{}, { workers: 1 }, { workers: 3 }, { batchMs: 77_000 }])
    expect((await forked(after, options)).result.digest).toBe(digest);
  const small = { cellDevices: 7 };
  const { resume } = await saved(before, small);
  for (const workers of [1, 2])
    expect((await runScenario(after, { resume, fork: { before }, ...small, workers })).result.digest).toBe(
      digest,
    );
});

test("a fork is forked again, and its checkpoints tell what it went under", async () => {
  const one = parts({ timeline: [DARK, SLOW, "{id: cut, at: 62m, for: 10m, fault: cloud.outage}"] });
  const two = parts({
    timeline: [DARK, SLOW, "{id: cut, at: 62m, for: 10m, fault: cloud.outage}", KNOCK.replace("80m", "95m")],
  });
  const { resume } = await parent;
  const first = await saved(one, { resume, fork: { before }, checkpointsAtMs: [AT_MS, 90 * MINUTE_MS] });
  const headers = first.checkpoints.map((bytes) => checkpointHeader(bytes));
  const lineage = [{ scenarioHash: scenarioHash(before), atMs: AT_MS }];
  expect(headers.map(({ atMs }) => atMs)).toEqual([AT_MS, 90 * MINUTE_MS]);
  for (const header of headers) expect(header).toMatchObject({ scenarioHash: scenarioHash(one), lineage });
  const second = await runScenario(two, { resume: first.checkpoints[1], fork: { before: one } });
  expect(second.result.digest).toBe((await runScenario(two)).result.digest);
  const again = await runScenario(one, { resume: first.checkpoints[0] });
  expect(again.result.digest).toBe(first.run.result.digest);
});

test("who went on under which scenario must be said, and be so", async () => {
  const { resume } = await parent;
  const after = parts({ timeline: [DARK, SLOW] });
  await expect(runScenario(after, { resume })).rejects.toMatchObject({ code: "ENGINE_CHECKPOINT" });
  await expect(runScenario(after, { resume, fork: { before: after } })).rejects.toMatchObject({
    code: "ENGINE_CHECKPOINT",
  });
  await expect(forked(parts({ timeline: [SLOW] }))).rejects.toMatchObject({
    code: "RUN_FORK",
    message: expect.stringContaining("FRK005 timeline.dark was"),
  });
});

describe("the cloud", () => {
  test("has the new limits from then on, and what faults under way make of them", async () => {
    const { cloud } = before;
    const plan = buildFleet(before);
    const old = new FleetCloud(plan, new HostOutlets(plan.layout));
    old.start();
    while (old.nextTickMs() <= AT_MS) old.onTick(old.nextTickMs());
    const after = { ...before, cloud: { ...cloud, connectsPerSecond: 7, ingestPerSecond: 40 } };
    const planned = buildFleet(after);
    const young = new FleetCloud(planned, new HostOutlets(planned.layout));
    young.restore(structuredClone(old.state()));
    young.fork(before, AT_MS);
    const inForce = () => limitsIn(young.state() as CloudColumns);
    expect(inForce()).toMatchObject({ connectsPerSecond: 5, ingestPerSecond: 40 });
    while (young.nextTickMs() <= 95 * MINUTE_MS) young.onTick(young.nextTickMs());
    expect(inForce()).toMatchObject({ connectsPerSecond: 7, ingestPerSecond: 40 });
  });

  test("raises alerts by the new thresholds from its next look on, by new rules as well", async () => {
    const strict = { ...before.alerts[1], threshold: -1, forMs: 0 };
    const raised = (run: ScenarioRun, index: number) =>
      run
        .events(Events.alertRaised)
        .filter(({ alert }) => alert === index)
        .map(({ atMs }) => atMs);
    const [first, , ...more] = before.alerts;
    expect(raised(await forked({ ...before, alerts: [first, strict, ...more] }), 1)).toEqual([AT_MS]);
    const none = { ...before, alerts: [] };
    const { resume } = await saved(none);
    const added = await runScenario({ ...none, alerts: [strict] }, { resume, fork: { before: none } });
    expect(raised(added, 0)).toEqual([AT_MS + MINUTE_MS]);
  });
});

test("a stop condition that is new looks back at what its parent counted", async () => {
  const produced = (await parent).run.total("messages.produced");
  const stop = `stop: [{id: full, when: "sum(messages.produced) >= ${Math.round(0.75 * produced)}"}]`;
  const after = { ...parts({ rest: stop }), resolutionMs: before.resolutionMs };
  const past = (await parent).run.batches
    .filter(({ untilMs }) => untilMs <= AT_MS)
    .map(({ metrics }) => metrics);
  const run = await forked(after, { fork: { before, past } });
  const scratch = await runScenario(after);
  expect(run.result.end).toEqual(scratch.result.end);
  expect(run.result.end.kind).toBe("stopped");
  expect(run.result.digest).toBe(scratch.result.digest);
});

describe("a journal", () => {
  const HUSH = "id: hush, at: 30m, limit: {ingestPerSecond: 3}";
  const LATE = "id: late, at: 100m, fault: cloud.outage, for: 5m";
  const SOON = "id: soon, at: 70m, end: hush";

  test("goes on as it is, or another way from there on", async () => {
    const journal = entriesOf(before, [HUSH, LATE]);
    const { resume, run } = await saved(before, { journal });
    const other = entriesOf(before, [HUSH, SOON]);
    const same = await runScenario(before, { resume, fork: { before } });
    expect(same.result).toMatchObject({ digest: run.result.digest, journal: run.result.journal });
    const changed = await runScenario(before, { resume, fork: { before }, journal: other });
    expect(changed.result.digest).toBe((await runScenario(before, { journal: other })).result.digest);
  });

  test("keeps the numbers of what has happened, and may add nothing to the past", async () => {
    const journal = entriesOf(before, [LATE, HUSH]);
    const { resume } = await saved(before, { journal });
    const without = entriesOf(before, [HUSH, SOON]);
    const early = [
      ...journal,
      ...entriesOf(before, ["id: early, at: 50m, limit: {ingestPerSecond: 9}"], journal),
    ];
    for (const refused of [without, early])
      await expect(runScenario(before, { resume, fork: { before }, journal: refused })).rejects.toMatchObject(
        {
          code: "RUN_JOURNAL",
        },
      );
  });
});

test("a longer run is the run of the longer scenario from the start", async () => {
  const after = { ...before, durationMs: 150 * MINUTE_MS };
  expect(after.tenants[0].freshnessWithinMs).toBeLessThan(AT_MS);
  expect((await forked(after)).result.digest).toBe((await runScenario(after)).result.digest);
});

test("who has left is no part of a rollout that comes with a fork", async () => {
  const bye = "{id: bye, at: 30m, decommission: true, target: {group: north/nb, count: 2}}";
  const was = parts({ timeline: [DARK, SLOW, KNOCK, bye] });
  const after = parts({ timeline: [DARK, SLOW, KNOCK, bye], rollouts: [FW, NB] });
  const { resume } = await saved(was);
  const run = await runScenario(after, { resume, fork: { before: was } });
  const { rollouts, digest } = (await runScenario(after)).result;
  expect(run.result.rollouts).toEqual(rollouts);
  expect(run.result.digest).toBe(digest);
  expect(rollouts[1]).toMatchObject({ targeted: 6, succeeded: 6 });
  expect(run.broken()).toEqual([]);
});

test("recorded outages that come are free, and where the end of the run cuts them", async () => {
  const recorded = (...outages: [string, number, number][]) => ({
    ...before,
    outages: [
      {
        id: "log",
        file: "log.csv",
        target: { ...before.timeline[0].target, kind: "devices" as const, count: 4 },
        outages: outages.map(([name, downMs, upMs]) => ({
          name,
          downMs: downMs * MINUTE_MS,
          upMs: upMs * MINUTE_MS,
        })),
        position: before.timeline[0].position,
      },
    ],
  });
  const was = recorded(["a", 20, 30], ["b", 50, 120], ["c", 70, 90]);
  const after = { ...recorded(["a", 20, 30], ["b", 50, 100], ["d", 65, 80]), durationMs: 100 * MINUTE_MS };
  const { resume } = await saved(was);
  const run = await runScenario(after, { resume, fork: { before: was } });
  expect(run.result.digest).toBe((await runScenario(after)).result.digest);
  expect(run.broken()).toEqual([]);
  const sooner = recorded(["a", 20, 30], ["b", 50, 55]);
  await expect(runScenario(sooner, { resume, fork: { before: was } })).rejects.toMatchObject({
    message: expect.stringContaining("FRK005 outages.log.outages[1].up was 2h and is 55m"),
  });
});
