import { describe, expect, test } from "vitest";
import type { SqlAnswer } from "../../src/result/expectation.js";
import {
  type ExpectationContext,
  type ExpectationLike,
  evaluateExpectations,
} from "../../src/sla/expectation.js";
import { runFacts } from "../../src/sla/facts.js";
import { GROUPS, MINUTE, namingOf, type Row, samples, storeOf } from "./fleet.js";

/** A 60-minute run: warmup to 20, outage to 30, storm to 50, nothing after. All 200 devices come online in minute 0. */
const PHASES = [
  { name: "warmup", startMs: 0, endMs: 20 * MINUTE },
  { name: "outage", startMs: 20 * MINUTE, endMs: 30 * MINUTE },
  { name: "storm", startMs: 30 * MINUTE, endMs: 50 * MINUTE },
];
const END = 60 * MINUTE;
const online = (bucket: number, value: number, group = 0): Row => ({
  metric: "device.online",
  bucket,
  value,
  group,
});
const STORY: Row[] = [
  online(0, 60, 0),
  online(0, 40, 1),
  online(0, 100, 2),
  online(20, -60, 0),
  online(20, -40, 1),
  online(33, 50, 0),
  online(33, 40, 1),
  online(35, 9, 0),
  { metric: "connect.refused", bucket: 33, value: 7, sub: "rate", group: "shared" },
  { metric: "messages.produced", bucket: 5, value: 120, group: 0 },
  { metric: "messages.dropped", bucket: 21, value: 4, sub: "link-loss", group: 1 },
  { metric: "broker.connects.rate", bucket: 33, value: 500, group: "shared" },
  { metric: "connect.attempts", bucket: 33, value: 900, group: "shared" },
];

const judge = (
  given: Partial<ExpectationLike>,
  rows: readonly Row[] = STORY,
  more: Partial<ExpectationContext> = {},
) => {
  const naming = more.naming ?? namingOf();
  const series = more.series ?? storeOf(rows, namingOf());
  const spec: ExpectationLike = {
    id: "e",
    that: null,
    sql: null,
    mode: "end",
    withinMs: null,
    from: { kind: "at", ms: 0 },
    severity: "must",
    onNoData: "no-data",
    ...given,
  };
  const facts =
    more.facts ??
    runFacts({
      series,
      naming: namingOf(),
      rollouts: [
        {
          id: "fw",
          blastRadius: 0.01,
          changes: [
            { atMs: 10 * MINUTE, status: "running" },
            { atMs: 12 * MINUTE + 250, status: "aborted" },
          ],
        },
      ],
      monthly: { totalMicroUsd: 50_000_000, perDeviceMicroUsd: 250_000 },
    });
  const context = { series, naming, phases: PHASES, facts, anchors: {}, endMs: END, sqlResults: {}, ...more };
  return evaluateExpectations([spec], context)[0];
};

test.each([
  ["sum(messages.produced) - sum(messages.dropped) == 116", "116"],
  ["sum(messages.produced) + sum(messages.dropped) == 124", "124"],
  ["10 * sum(messages.dropped) == 40", "40"],
  ["sum(messages.produced) / sum(messages.dropped) == 30", "30"],
])("%s is arithmetic as it is written", (that, measured) => {
  expect(judge({ that })).toMatchObject({ verdict: "pass", measured });
});

describe("what was measured", () => {
  test.each([
    ["share(device.online) >= 99%", { value: 0.995, unit: "share" }, { value: 0.99, unit: "share" }],
    ["sum(connect.refused) <= 3", { value: 7, unit: "" }, { value: 3, unit: "" }],
    ["run.duration >= 2h", { value: 3_600, unit: "s" }, { value: 7_200, unit: "s" }],
    ["max(broker.connects.rate) <= 500/s", { value: 500, unit: "per s" }, { value: 500, unit: "per s" }],
  ])("%s is a number with its unit, too", (that, measuredValue, thresholdValue) => {
    expect(judge({ that })).toMatchObject({ measuredValue, thresholdValue });
  });

  test("is no number where there is no data, or SQL decides", () => {
    expect(judge({ that: "p99(messages.latency) <= 1s" })).toMatchObject({
      verdict: "no-data",
      measuredValue: null,
    });
    expect(judge({ sql: "select true" }, STORY, { sqlResults: { e: { value: true } } })).toMatchObject({
      verdict: "pass",
      measuredValue: null,
      thresholdValue: null,
    });
  });
});

describe("at the end", () => {
  test("share is the gauge over the selected devices", () => {
    expect(judge({ that: "share(device.online) >= 99%" })).toMatchObject({
      verdict: "pass",
      measured: "99.5%",
      threshold: ">= 99%",
      atMs: END,
    });
    expect(judge({ that: "share(device.online{tenant=city}) >= 99%" })).toMatchObject({
      verdict: "pass",
      measured: "99%",
    });
    expect(judge({ that: "share(device.online{tenant=city}) > 99%" }).verdict).toBe("fail");
  });

  test("share is of the devices that are left; of a lifecycle state, of all", () => {
    // One of the hundred of the city is offline: from minute 15 on it is decommissioned.
    const gone: Row = { metric: "device.state", bucket: 15, value: 1, group: 0, sub: "decommissioned" };
    const shareOf = (metric: string) => judge({ that: `share(${metric}) <= 1` }, [...STORY, gone]).measured;
    expect(shareOf("device.online{tenant=city}")).toBe("100%");
    expect(shareOf("device.online{group=meter}")).toBe("100%");
    expect(shareOf("device.state{tenant=city,state=decommissioned}")).toBe("1%");
  });

  test("a counter that recorded nothing is zero where its devices exist", () => {
    expect(judge({ that: "sum(messages.dropped{qos=1}) == 0" })).toMatchObject({
      verdict: "pass",
      measured: "0",
    });
    expect(judge({ that: "sum(messages.dropped) == 0" })).toMatchObject({ verdict: "fail", measured: "4" });
    expect(judge({ that: "count(device.bricked) > 0" }).verdict).toBe("fail");
  });

  test("a selector without devices is no data, not zero", () => {
    const naming = namingOf(GROUPS.filter(({ qos }) => qos === 1));
    expect(judge({ that: "sum(messages.dropped{qos=0}) == 0" }, STORY, { naming })).toMatchObject({
      verdict: "no-data",
    });
  });

  test("windows look at their own stretch", () => {
    expect(judge({ that: "min(share(device.online))[outage] == 50%" }).verdict).toBe("pass");
    expect(judge({ that: "sum(messages.dropped)[storm] == 0" }).verdict).toBe("pass");
    expect(judge({ that: "sum(messages.dropped)[outage .. storm] == 4" }).verdict).toBe("pass");
    expect(judge({ that: "sum(messages.dropped)[outage + 2m .. end] == 0" }).verdict).toBe("pass");
    expect(judge({ that: "min(share(device.online))[last 20m] > 99%" }).verdict).toBe("pass");
    expect(judge({ that: "rate(messages.produced)[warmup] == 6/min" })).toMatchObject({
      verdict: "pass",
      measured: "0.1/s",
    });
    expect(judge({ that: "max(rate(messages.produced)) == 2/s" }).verdict).toBe("pass");
    expect(judge({ that: "avg(device.online{group=meter})[5m .. 15m] == 100" }).verdict).toBe("pass");
  });

  test("a plain limit stands against a speed", () => {
    expect(judge({ that: "max(broker.connects.rate)[storm] <= 500" })).toMatchObject({
      verdict: "pass",
      measured: "500/s",
    });
  });

  test("the threshold shows its value when it is measured too", () => {
    const found = judge({ that: "sum(messages.dropped) < 2 * count(connect.refused)" });
    expect(found).toMatchObject({ verdict: "pass", measured: "4", threshold: "< 14" });
  });
});

describe("no data is its own verdict", () => {
  test.each([
    ["p95(messages.latency) < 2m", "no samples"],
    ["sum(commands.acked) / sum(commands.sent) >= 99%", "division by zero"],
    ["share(device.version{version=2.4.0}) <= 1%", "device.version was never recorded"],
    ["max(broker.queue.depth) < 10", "broker.queue.depth was never recorded"],
    ["max(broker.connects.rate{tenant=city}) < 10", "kept for the whole cloud"],
    ["sum(messages.dropped)[fw.completed .. end] == 0", "fw.completed never happened"],
    ["sla.availability{tenant=city} > 99%", "sla.availability of city has no data"],
    ["sum(messages.dropped)[2m .. 1m] == 0", "ends before it begins"],
  ])("%s", (that, reason) => {
    const found = judge({ that });
    expect(found.verdict).toBe("no-data");
    expect(found.measured + found.threshold).toContain(reason);
    expect(judge({ that, onNoData: "pass" }).verdict).toBe("waived");
  });

  test("but an empty queue of a front that got messages is zero", () => {
    const rows: Row[] = [...STORY, { metric: "ingest.messages", bucket: 3, value: 5, group: 1 }];
    expect(judge({ that: "max(broker.queue.depth) < 10" }, rows).verdict).toBe("pass");
  });

  test("but a version nobody runs is zero once versions are recorded", () => {
    const rows: Row[] = [...STORY, { metric: "device.version", bucket: 0, value: 60, sub: "2.3.1" }];
    expect(judge({ that: "max(share(device.version{version=2.4.0})) <= 1.1%" }, rows).verdict).toBe("pass");
  });

  test("a phase the run never reached", () => {
    const found = judge({ that: "sum(messages.dropped)[storm] == 0" }, STORY, { endMs: 25 * MINUTE });
    expect(found).toMatchObject({ verdict: "no-data", measured: "no data: storm had not begun" });
  });

  test("an anchor that never happened", () => {
    const from = { kind: "event", name: "fw.aborted", offsetMs: 0 } as const;
    expect(
      judge({ that: "share(device.online) > 1%", mode: "eventually", withinMs: MINUTE, from }),
    ).toMatchObject({
      verdict: "no-data",
      measured: "no data: fw.aborted never happened",
    });
  });

  test("a pass or a fail is never waived", () => {
    expect(judge({ that: "sum(messages.dropped) == 0", onNoData: "pass" }).verdict).toBe("fail");
    expect(judge({ that: "sum(messages.dropped) == 4", onNoData: "pass" }).verdict).toBe("pass");
  });
});

describe("eventually", () => {
  const from = { kind: "at", ms: 30 * MINUTE } as const;
  const that = "share(device.online) >= 99%";

  test("passes at the first bucket end that holds", () => {
    expect(judge({ that, mode: "eventually", withinMs: 6 * MINUTE, from })).toMatchObject({
      verdict: "pass",
      atMs: 36 * MINUTE,
      text: "share(device.online) >= 99%, eventually within 6m from storm",
    });
  });

  test("fails when it holds a bucket too late, and shows the best it got", () => {
    expect(judge({ that, mode: "eventually", withinMs: 5 * MINUTE, from })).toMatchObject({
      verdict: "fail",
      measured: "95%",
      atMs: 34 * MINUTE,
    });
  });

  test("a call without a window counts from there", () => {
    const counted = "sum(messages.dropped) >= 1";
    expect(judge({ that: counted, mode: "eventually" }).verdict).toBe("pass");
    expect(judge({ that: counted, mode: "eventually", from }).verdict).toBe("fail");
  });

  test("is open, not failed, when the run ends before the deadline", () => {
    const found = judge({ that, mode: "eventually", withinMs: 6 * MINUTE, from }, STORY, {
      endMs: 32 * MINUTE,
    });
    expect(found).toMatchObject({ verdict: "no-data" });
    expect(found.measured).toContain("so far 50%");
  });

  test("sees a rollout's status at the moment it changes", () => {
    expect(
      judge(
        {
          that: "rollout.status{id=fw} == aborted",
          mode: "eventually",
          withinMs: 3 * MINUTE,
          from: { kind: "event", name: "fw.start", offsetMs: 0 },
        },
        STORY,
        { anchors: { "fw.start": 10 * MINUTE } },
      ),
    ).toMatchObject({
      verdict: "pass",
      measured: "aborted",
      threshold: "== aborted",
      atMs: 12 * MINUTE + 250,
    });
  });

  test("a deadline finer than a bucket is no data", () => {
    expect(judge({ that, mode: "eventually", withinMs: 10_000, from }).measured).toContain(
      "no bucket of 1m ends",
    );
  });
});

describe("always, never, sometimes", () => {
  test("always fails at the first moment that breaks it", () => {
    expect(judge({ that: "share(device.online) >= 99%", mode: "always" })).toMatchObject({
      verdict: "fail",
      measured: "50%",
      atMs: 21 * MINUTE,
    });
  });

  test("always passes with its tightest moment", () => {
    expect(judge({ that: "share(device.online) >= 40%", mode: "always" })).toMatchObject({
      verdict: "pass",
      measured: "50%",
      atMs: 21 * MINUTE,
    });
  });

  test("a sliding window moves with the moment", () => {
    expect(judge({ that: "max(device.online)[sliding 5m] >= 190", mode: "always" })).toMatchObject({
      verdict: "fail",
      measured: "100",
      atMs: 25 * MINUTE,
    });
    expect(judge({ that: "max(device.online)[sliding 15m] >= 190", mode: "always" }).verdict).toBe("pass");
  });

  test("never is the mirror of sometimes", () => {
    expect(judge({ that: "count(connect.refused) > 0", mode: "sometimes" })).toMatchObject({
      verdict: "pass",
      atMs: 34 * MINUTE,
    });
    expect(judge({ that: "count(connect.refused) > 0", mode: "never" })).toMatchObject({
      verdict: "fail",
      atMs: 34 * MINUTE,
    });
    expect(judge({ that: "count(connect.refused) > 7", mode: "sometimes" }).verdict).toBe("fail");
    expect(judge({ that: "count(connect.refused) > 7", mode: "never" }).verdict).toBe("pass");
  });

  test("a stretch the run did not finish is open for always, decided once broken", () => {
    const cut = { endMs: 25 * MINUTE };
    const within = { mode: "always", withinMs: 50 * MINUTE } as const;
    expect(judge({ that: "share(device.online) >= 40%", ...within }, STORY, cut).verdict).toBe("no-data");
    expect(judge({ that: "share(device.online) >= 60%", ...within }, STORY, cut).verdict).toBe("fail");
  });
});

describe("latency", () => {
  const rows: Row[] = [
    ...samples("messages.latency", 1, 1_000, 45),
    ...samples("messages.latency", 1, 1_005, 45),
    ...samples("messages.latency", 2, 60_000, 10),
  ];
  test("a quantile lies between the bounds it names", () => {
    const half = judge({ that: "p50(messages.latency) <= 1.007s" }, rows);
    expect(half.verdict).toBe("pass");
    expect(half.measured).toBe("about 1s4ms (between 1004 and 1007 ms, n = 100)");
    expect(judge({ that: "p95(messages.latency) > 40s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "p95(messages.latency)[0s .. 2m] < 2s" }, rows).verdict).toBe("pass");
  });
  test("the least of a gauge is not its greatest, nor its first its last", () => {
    const of = (call: string) => judge({ that: `${call} >= 1` }).measuredValue?.value;
    expect(
      ["min", "max", "last"].map((name) => of(`${name}(device.online{tenant=city})[10m .. 34m]`)),
    ).toEqual([0, 100, 90]);
  });
  test("each quantile is its own: of one sample at each of 1 to 100 ms", () => {
    const each = Array.from({ length: 100 }, (_, at) => samples("messages.latency", 1, at + 1, 1)).flat();
    for (const percent of [50, 95, 99]) {
      const { measuredValue } = judge({ that: `p${percent}(messages.latency) <= 1s` }, each);
      expect(Math.abs((measuredValue?.value as number) * 1000 - percent)).toBeLessThanOrEqual(1);
    }
  });
  test("no quantile is beyond the greatest or below the least of its window, and those are exact", () => {
    expect(judge({ that: "p99(messages.latency) <= 60s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "p99(messages.latency)[0s .. 2m] <= 1.005s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "p50(messages.latency)[2m .. 3m] == 60s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "max(messages.latency)[0s .. 2m] == 1.005s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "max(messages.latency) == 60s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "min(messages.latency) == 1s" }, rows).verdict).toBe("pass");
    expect(judge({ that: "min(messages.latency)[2m .. 3m] == 60s" }, rows).verdict).toBe("pass");
  });
  test("a window that moves on forgets what it has left", () => {
    const always = { mode: "always", from: { kind: "at", ms: 3 * MINUTE } } as const;
    const sliding = judge({ that: "p50(messages.latency)[sliding 1m] <= 2s", mode: "sometimes" }, rows);
    expect(sliding).toMatchObject({ verdict: "pass", atMs: 2 * MINUTE });
    expect(judge({ that: "p50(messages.latency)[sliding 1m] > 2s", mode: "sometimes" }, rows)).toMatchObject({
      verdict: "pass",
      atMs: 3 * MINUTE,
    });
    expect(judge({ that: "p50(messages.latency)[sliding 1m] > 2s", ...always }, rows).measured).toContain(
      "no samples",
    );
  });
  test("how many samples there are can be asked, too", () => {
    expect(judge({ that: "sum(messages.latency) == 100" }, rows).verdict).toBe("pass");
    expect(judge({ that: "sum(messages.latency)[0s .. 2m] == 90" }, rows).verdict).toBe("pass");
  });
});

describe("facts", () => {
  test("cost, blast radius and duration", () => {
    expect(judge({ that: "cost.monthly.perDevice <= 0.25 USD" })).toMatchObject({
      verdict: "pass",
      measured: "0.25 USD",
    });
    expect(judge({ that: "rollout.blastRadius{id=fw} <= 1.1%" })).toMatchObject({
      verdict: "pass",
      measured: "1%",
    });
    expect(judge({ that: "run.duration == 1h" }).verdict).toBe("pass");
  });
});

describe("queries", () => {
  test.each([
    [{ value: true }, "pass"],
    [{ value: false }, "fail"],
    [{ value: null }, "no-data"],
    [{ value: null, error: "no such table" }, "no-data"],
    [undefined, "no-data"],
  ] as const)("%j is %s", (result, verdict) => {
    const sqlResults: Record<string, SqlAnswer> = result === undefined ? {} : { e: result };
    expect(judge({ sql: "select true" }, STORY, { sqlResults }).verdict).toBe(verdict);
  });
});

describe("of an interrupted run", () => {
  const share = "share(device.online) >= 99%";
  const cut = (given: Partial<ExpectationLike>) => judge(given, STORY, { isCutShort: true });

  test.each([
    ["the end was never reached", { that: share }],
    ["a query would have asked the whole", { sql: "select true" }],
    ["it held so far", { that: "share(device.online) >= 0%", mode: "always" }],
    ["it did not happen so far", { that: "share(device.online) > 100%", mode: "eventually" }],
    ["there is time left", { that: "share(device.online) > 100%", mode: "eventually", withinMs: 2 * END }],
    ["it was not seen so far", { that: "share(device.online) > 100%", mode: "sometimes" }],
    ["it never began to count", { that: share, mode: "always", from: { kind: "at", ms: 2 * END } }],
    [
      "its event may still come",
      { that: share, mode: "always", from: { kind: "event", name: "x", offsetMs: 0 } },
    ],
  ] as [string, Partial<ExpectationLike>][])("%s: not judged yet, and no failure", (_, given) => {
    expect(cut(given)).toMatchObject({
      verdict: "not-judged",
      measured: expect.stringMatching(/^not judged yet/),
    });
  });

  test.each([
    ["a moment broke it", { that: "share(device.online) >= 60%", mode: "always" }, "fail"],
    ["a moment showed it", { that: "share(device.online) < 60%", mode: "sometimes" }, "pass"],
    ["it came in time", { that: share, mode: "eventually" }, "pass"],
    [
      "the time for it was over",
      { that: "share(device.online) > 100%", mode: "eventually", withinMs: 10 * MINUTE },
      "fail",
    ],
    ["it held for as long as asked", { that: share, mode: "always", withinMs: 10 * MINUTE }, "pass"],
  ] as [string, Partial<ExpectationLike>, string][])("%s: that stands", (_, given, verdict) => {
    expect(cut(given).verdict).toBe(verdict);
  });
});

describe("an expectation is shown as it was written", () => {
  test("times keep the unit of the file", () => {
    const written = { within: "360s", from: "storm + 0.5h" };
    const shown = judge({
      that: "share(device.online) >= 99 %",
      mode: "eventually",
      withinMs: 360_000,
      from: { kind: "at", ms: 30 * MINUTE },
      written,
    });
    expect(shown.text).toBe("share(device.online) >= 99 %, eventually within 360s from storm + 0.5h");
    expect(shown.threshold).toBe(">= 99 %");
  });

  test("a limit is the text of the file, and a measured one the figure", () => {
    const limit = (that: string) => judge({ that }).threshold;
    expect(limit("p95(commands.latency) <= 1.50s")).toBe("<= 1.50s");
    expect(limit("sum(messages.dropped) <= 2 * 5")).toBe("<= 2 * 5");
    expect(limit("sum(messages.dropped) <= 10% * sum(messages.produced)")).toBe("<= 12");
    expect(limit("sum(messages.dropped{tenant=city}) == 4")).toBe("== 4");
  });
});
