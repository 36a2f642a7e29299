// What an operator can do to a run: each verb shows, and each is refused where it would mean nothing.
import { describe, expect, test } from "vitest";
import { Events } from "../../src/event/events.js";
import { ROLLOUT_STATUSES } from "../../src/event/vocabulary.js";
import { entriesOf, problemsOf } from "../journal.js";
import { runScenario, type ScenarioRun, scenarioOf } from "../run-scenario.js";
import { limitsAt } from "./limits.js";

const MINUTE_MS = 60_000;

const scenario = scenarioOf(`iotctl: 1
name: operated
seed: operated
duration: 4h
start: {state: active}
sites:
  - id: s
    gateways: {twin: fog-gateway, count: 2}
    devices:
      - {id: s/room, twin: temperature-wifi, count: 8, overrides: {mtbf: 0s, shadow: [{name: seconds, sets: reporting.interval, unit: s, min: 5, max: 3600}]}}
      - {id: s/meter, twin: parking-nbiot, count: 4, overrides: {mtbf: 0s}}
timeline:
  - {id: dark, at: 1h, for: 1h, fault: backhaul.outage, target: {site: s, gateways: true}}
  - {id: knock, at: 10m, command: blink, target: all}
firmware: [{version: 3.0.0, size: 2KB}]
rollouts:
  - id: fw
    at: 30m
    to: 3.0.0
    target: {group: s/room}
    stages: [{percent: 25, soak: 30m}, {percent: 100, soak: 5m}]
    rate: {baseRatePerMinute: 6}
    abort: [{failureType: ALL, thresholdPercentage: 50, minNumberOfExecutedThings: 1, action: PAUSE}]
`);

const played = (...lines: string[]): Promise<ScenarioRun> =>
  runScenario(scenario, { journal: entriesOf(scenario, lines), strict: true });

const minutes = (rows: readonly { atMs: number }[]): number[] => rows.map(({ atMs }) => atMs / MINUTE_MS);
const notes = (run: ScenarioRun): string[] =>
  run.events(Events.audit).map(({ atMs, note }) => `${atMs / MINUTE_MS} ${note}`);

const plain = runScenario(scenario);

describe("a fault", () => {
  test("begins, and ends after its time", async () => {
    const run = await played("at: 20m, for: 5m, fault: device.offline, target: {group: s/meter}");
    const gone = run.events(Events.offline).filter(({ entity }) => entity.startsWith("s/meter"));
    expect(minutes(gone)).toEqual([20, 20, 20, 20]);
    expect(run.broken()).toEqual([]);
  });

  test("without a length lasts until somebody ends it", async () => {
    const run = await played(
      "id: off, at: 20m, fault: device.offline, target: {group: s/meter}",
      "at: 50m, end: off",
    );
    expect(minutes(run.events(Events.faultEnd))).toEqual([50, 120]);
    expect(run.result.unreverted).toEqual([]);
    const without = await played("id: off, at: 20m, fault: device.offline, target: {group: s/meter}");
    expect(minutes(without.events(Events.faultEnd))).toEqual([120]);
  });

  test("of the timeline ends when an operator says so, once", async () => {
    const run = await played("at: 75m, end: dark");
    expect(minutes((await plain).events(Events.faultEnd))).toEqual([120]);
    expect(minutes(run.events(Events.faultEnd))).toEqual([75]);
    expect(run.total("gateway.online")).toBe(2);
  });

  test.each([
    ["at: 2h, end: darkness", "there is no `darkness` that could end"],
    ["at: 1h, end: dark", "can only be ended after that"],
    ["at: 2h, end: dark", "`dark` is over by then: it ends at 2h"],
    ["at: 20m, end: knock", "`knock` is nothing that can be ended"],
    ["at: 2h, fault: backhaul.outage, target: {group: s/meter}", "journal[0].target matches no gateway"],
    ["at: 2h, fault: blackout, target: all", "did you mean `power.outage`"],
    ["at: 2h, id: dark, fault: device.offline, target: all", "there is another `dark` already"],
    ["at: 5h, fault: device.offline, target: all", "the run goes from 0s to 4h"],
    ["fault: device.offline, target: all", "journal[0].at is missing"],
    ["at: 1h, every: 5m, fault: device.offline, target: all", "unknown key `every`"],
  ])("is refused: %s", (line, why) => {
    const problems = problemsOf(scenario, [line]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(why);
  });
});

test("a configuration reaches who was away when it came, and is refused for what nobody has", async () => {
  const run = await played(
    "at: 20m, for: 10m, fault: device.offline, target: {group: s/room, count: 2}",
    "id: slow, at: 25m, config: {desired: {seconds: 300}}, target: {group: s/room}",
  );
  expect(notes(run).filter((note) => note.includes("config slow"))).toEqual([
    '25 config slow: {"seconds":300}',
    expect.stringMatching(/config slow settled: 8 of 8 devices took it/),
  ]);
  expect(
    problemsOf(scenario, ["at: 1h, config: {desired: {minutes: 3}}, target: {group: s/room}"])[0],
  ).toContain("SCN053");
});

test("a command, a local change and a decommissioning are done, and refused where they strike nobody", async () => {
  const run = await played(
    "at: 20m, command: reboot, target: {id: s/room/3}",
    "at: 30m, local: {set: {seconds: 20}}, target: {id: s/room/4}",
    "at: 40m, decommission: {reason: sold}, target: {id: s/meter/1}",
  );
  expect(run.events(Events.reboot).filter(({ entity }) => entity === "s/room/3").length).toBeGreaterThan(0);
  expect(run.events(Events.shadow).filter(({ note }) => note?.startsWith("local: "))).toHaveLength(1);
  expect(notes(run)).toContain("40 decommissioned 1 devices, credentials revoked: sold");
  expect(run.total("device.state", "decommissioned")).toBe(1);
  for (const deed of ["command: reboot", "local: {set: {seconds: 20}}", "decommission: true"])
    expect(problemsOf(scenario, [`at: 20m, ${deed}, target: {id: s/room/9}`])[0]).toContain(
      "there is no device or gateway `s/room/9`",
    );
});

describe("a limit", () => {
  test("holds from its moment on, the latest change first, and a fault may tighten it", () => {
    const journal = entriesOf(scenario, [
      "id: wide, at: 10m, limit: {ingestPerSecond: 50_000, connectsPerSecond: 7}",
      "at: 20m, for: 10m, limit: {ingestPerSecond: 30}",
      "at: 25m, for: 10m, fault: broker.limit, params: {ingestPerSecond: 20}",
      "at: 50m, end: wide",
    ]);
    const at = [0, 10, 20, 25, 30, 35, 50].map((minute) => minute * MINUTE_MS);
    const inForce = limitsAt(scenario, at, { journal }).map((each) => each.inForce);
    const usual = scenario.cloud;
    expect(inForce.map(({ ingestPerSecond }) => ingestPerSecond)).toEqual([
      usual.ingestPerSecond,
      50_000,
      30,
      20,
      20,
      50_000,
      usual.ingestPerSecond,
    ]);
    expect(inForce.map(({ connectsPerSecond }) => connectsPerSecond).slice(0, 2)).toEqual([
      usual.connectsPerSecond,
      7,
    ]);
  });

  test.each([
    ["at: 1h, limit: {}", "a limit changes nothing"],
    ["at: 1h, limit: {ingestPerSecond: 0}", "it must be above 0"],
    ["at: 1h, limit: {queue: 3}", "unknown key `queue`"],
    ["at: 1h, limit: {ingestPerSecond: 3}, target: all", "journal[0].target has no meaning with limit"],
  ])("is refused: %s", (line, why) => {
    expect(problemsOf(scenario, [line]).join()).toContain(why);
  });
});

describe("a quarantine", () => {
  test("cuts a gateway off until it is released; what it has kept comes then", async () => {
    const run = await played(
      "id: odd, at: 10m, quarantine: {reason: strange traffic}, target: {site: s, gateways: {count: 1}}",
      "at: 40m, end: odd",
    );
    expect(notes(run).filter((note) => note.includes("quarantine"))).toEqual([
      "10 quarantine odd: 1 cut off: strange traffic",
      "40 quarantine odd: 1 released: strange traffic",
    ]);
    expect(run.total("connect.refused", "quarantine")).toBeGreaterThan(2);
    const back = run.events(Events.online).filter(({ entity }) => entity.startsWith("s/gw"));
    expect(minutes(back).some((minute) => minute >= 40 && minute < 60)).toBe(true);
    expect(run.total("messages.delivered")).toBeGreaterThan(0.98 * (await plain).total("messages.delivered"));
    expect(run.broken()).toEqual([]);
  });

  test("puts aside what was on its way, and lets nobody else feel it", async () => {
    const busy = scenarioOf(`iotctl: 1
name: busy
seed: busy
duration: 2m
start: {state: active}
sites:
  - id: s
    devices: [{id: s/d, twin: temperature-wifi, via: direct, count: 6, overrides: {mtbf: 0s, reporting: {interval: 50ms}}}]
`);
    const journal = entriesOf(busy, ["at: 30s, for: 30s, quarantine: true, target: {group: s/d, count: 2}"]);
    const run = await runScenario(busy, { journal, strict: true });
    const gone = run.events(Events.offline);
    expect(new Set(gone.map(({ entity }) => entity)).size).toBe(2);
    const aside = run.total("messages.dropped", "sender-quarantined");
    expect(aside).toBeGreaterThan(0);
    expect(aside).toBeLessThan(50);
    expect(run.total("ingest.errors", "sender-quarantined")).toBe(aside);
    expect(run.broken()).toEqual([]);
  });

  test.each([
    [
      "at: 1h, quarantine: true, target: {group: s/room}",
      "devices behind gateways have no session of their own",
    ],
    ["at: 1h, quarantine: true", "must say whom it strikes"],
    ["at: 1h, quarantine: {why: x}, target: all", "unknown key `why`"],
  ])("is refused: %s", (line, why) => {
    expect(problemsOf(scenario, [line]).join()).toContain(why);
  });
});

describe("a rollout", () => {
  const stepsOf = (run: ScenarioRun): string[] =>
    run
      .events(Events.rollout)
      .map(
        ({ atMs, status, stage }) =>
          `${Math.floor(atMs / MINUTE_MS)} ${ROLLOUT_STATUSES[status]} ${stage + 1}`,
      );

  test("goes through its stages when nobody meddles", async () => {
    const steps = stepsOf(await plain);
    expect(steps[0]).toBe("30 running 1");
    expect(Number(steps[1].split(" ")[0])).toBeGreaterThanOrEqual(60);
  });

  test("pauses, and resumes with the soak begun anew", async () => {
    const run = await played(
      "at: 40m, rollout: {id: fw, do: pause}",
      "at: 130m, rollout: {id: fw, do: resume}",
    );
    expect(stepsOf(run).slice(0, 4)).toEqual([
      "30 running 1",
      "40 paused 1",
      "130 running 1",
      "160 running 2",
    ]);
    expect(run.result.rollouts[0].status).toBe("completed");
  });

  test("advances: the soak of the present stage is over", async () => {
    const run = await played("at: 40m, rollout: {id: fw, do: advance}");
    expect(stepsOf(run).slice(0, 2)).toEqual(["30 running 1", "40 running 2"]);
  });

  test("is cancelled, before it begins or under way", async () => {
    const run = await played("at: 40m, rollout: {id: fw, do: cancel}");
    expect(stepsOf(run)).toEqual(["30 running 1", "40 aborted 1"]);
    expect(run.result.rollouts[0]).toMatchObject({ status: "aborted", reason: "cancel by rollout" });
    const never = await played("id: no, at: 10m, rollout: {id: fw, do: cancel}");
    expect(stepsOf(never)).toEqual(["10 aborted 1"]);
    expect(never.result.rollouts[0]).toMatchObject({
      startedMs: null,
      reason: "cancel by no",
      attempted: 0,
    });
  });

  test("paused by a rule goes on when an operator answers for it", async () => {
    const sabotage =
      "id: flat, at: 25m, for: 70m, fault: payload.corrupt, params: {downlinks: 100%}, target: {group: s/room}";
    const paused = await played(sabotage);
    expect(paused.result.rollouts[0].status).toBe("paused");
    const run = await played(sabotage, "at: 3h, rollout: {id: fw, do: resume}");
    const status = stepsOf(run).map((step) => step.split(" ")[1]);
    expect(status.slice(0, 3)).toEqual(["running", "paused", "running"]);
    expect(run.result.rollouts[0].status).not.toBe("paused");
  });

  test.each([
    ["at: 10m, rollout: {id: fw, do: pause}", "10 rollout: rollout fw does not pause: it is scheduled"],
    ["at: 40m, rollout: {id: fw, do: resume}", "40 rollout: rollout fw does not resume: it is running"],
    ["at: 10m, rollout: {id: fw, do: advance}", "10 rollout: rollout fw does not advance: it is scheduled"],
    [
      "at: 30m5s, rollout: {id: fw, do: advance}",
      `${30 + 5 / 60} rollout: rollout fw does not advance: stage 1 has notified 1 of 2 devices`,
    ],
    ["at: 239m, rollout: {id: fw, do: cancel}", "239 rollout: rollout fw does not cancel: it is completed"],
  ])("does not take what it cannot: %s", async (line, why) => {
    const run = await played(line);
    expect(notes(run)).toContain(why);
    expect(stepsOf(run)).toEqual(stepsOf(await plain));
  });

  test.each([
    ["at: 1h, rollout: {id: fw-2, do: pause}", "there is no rollout `fw-2`"],
    ["at: 1h, rollout: {id: fw, do: stop}", "it must be one of pause, resume, advance, cancel"],
    ["at: 1h, for: 5m, rollout: {id: fw, do: pause}", "journal[0].for has no meaning with rollout"],
    ["at: 1h, rollout: {id: fw, do: pause}, end: dark", "it must have exactly one of"],
  ])("is refused: %s", (line, why) => {
    expect(problemsOf(scenario, [line]).join()).toContain(why);
  });
});
