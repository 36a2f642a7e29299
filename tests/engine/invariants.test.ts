// A broken ledger is named with its figures.
import { describe, expect, test } from "vitest";
import { type Accounts, checkInvariants } from "../../src/engine/invariants.js";
import { type MetricName, metricIndex } from "../../src/event/metric.js";
import { SeriesStore } from "../../src/event/series.js";
import { LIFECYCLE_STATES } from "../../src/event/vocabulary.js";
import { smallScenario } from "./record.js";
import { createWorld } from "./worlds/ping-pong.mjs";

const world = createWorld(smallScenario({ devices: 8 }), {});
const ACTIVE = LIFECYCLE_STATES.indexOf("active");

/** Books that balance: 4 devices in each of two groups, 10 readings and 30 nJ in group 0. */
const balanced = (): Accounts & {
  set: (name: MetricName, group: number, value: number, sub?: number) => void;
} => {
  const totals = new Float64Array(world.layout.seriesCount);
  const set = (name: MetricName, group: number, value: number, sub = 0) => {
    totals[world.layout.series(metricIndex(name), group, sub)] = value;
  };
  set("messages.produced", 0, 10);
  set("messages.delivered", 0, 7);
  set("messages.dropped", 0, 1);
  set("energy.drained", 0, 30);
  set("device.state", 0, 4, ACTIVE);
  set("device.state", 1, 4, ACTIVE);
  set("connect.attempts", 0, 5);
  set("connect.accepted", 0, 3);
  set("connect.refused", 0, 1);
  const states = new Float64Array(2 * LIFECYCLE_STATES.length);
  states[ACTIVE] = 4;
  states[LIFECYCLE_STATES.length + ACTIVE] = 4;
  const audit = {
    inFlight: Float64Array.of(2, 0),
    states,
    drainedNJ: Float64Array.of(30, 0),
    unreverted: [],
  };
  const unreverted: readonly string[] = [];
  return {
    world,
    totals,
    inFlight: [2, 0],
    connectsInFlight: 1,
    audits: [audit],
    unreverted,
    rollouts: [],
    series: null,
    set,
  };
};
const brokenOf = (accounts: Accounts) =>
  checkInvariants(accounts, 1_000)
    .filter((each) => !each.ok)
    .map(({ name, detail }) => `${name}: ${detail}`);

describe("invariants", () => {
  test("hold for balanced books", () => {
    expect(brokenOf(balanced())).toEqual([]);
  });

  test("a lost reading breaks the message ledger", () => {
    const books = balanced();
    books.set("messages.delivered", 0, 6);
    expect(brokenOf(books)).toEqual([
      "message-ledger: group 0: 10 produced, 6 delivered + 1 dropped + 2 in flight",
    ]);
  });

  test("one group's surplus does not make up for another's loss", () => {
    const books = balanced();
    books.set("messages.produced", 1, 1);
    expect(brokenOf(books)[0]).toMatch(/^message-ledger: group 1: 1 produced, 0 delivered/);
  });

  test("a millionth of the energy is missed as long as nanojoules are whole", () => {
    const books = balanced();
    books.set("energy.drained", 0, 30_000_001);
    books.audits[0].drainedNJ[0] = 30_000_000;
    expect(brokenOf(books)[0]).toMatch(/^energy-ledger: group 0/);
    books.set("energy.drained", 0, 2 ** 60);
    books.audits[0].drainedNJ[0] = 2 ** 60 + 2 ** 20;
    expect(brokenOf(books)).toEqual([]);
  });

  test("energy without a consumer breaks the energy ledger", () => {
    const books = balanced();
    books.set("energy.drained", 0, 29);
    expect(brokenOf(books)).toEqual(["energy-ledger: group 0: batteries lost 30 nJ, consumers took 29 nJ"]);
  });

  test("a device in two states, or a gauge that tells another story, is found", () => {
    const books = balanced();
    books.audits[0].states[0] = 1;
    expect(brokenOf(books)[0]).toMatch(/one-state-each: group 0: 1 devices unprovisioned, the gauge says 0/);
    books.set("device.state", 0, 1, 0);
    expect(brokenOf(books)).toEqual(["one-state-each: group 0: 5 devices in a state, of 4"]);
  });

  test("a fault that is still marked is named", () => {
    const books = balanced();
    books.unreverted = ["blackout"];
    expect(brokenOf(books)).toEqual(["faults-reverted: blackout"]);
  });

  test("a session request that vanished is found", () => {
    const books = balanced();
    books.connectsInFlight = 0;
    expect(brokenOf(books)).toEqual(["connects-answered: 5 attempts, 4 answered, 0 under way"]);
  });

  test.each([
    ["device.online.time", "device.expected.time"],
    ["device.fresh.time", "device.expected.time"],
    ["messages.fresh", "messages.delivered"],
    ["ingest.stale", "messages.delivered"],
    ["messages.alarms", "messages.produced"],
    ["commands.acked", "commands.sent"],
    ["connect.accepted", "connect.attempts"],
  ] as const)("more %s than %s is found in every run", (part, whole) => {
    const books = balanced();
    books.set(whole, 1, 5);
    books.set(part, 1, 6);
    expect(brokenOf(books).join()).toContain(`group 1: 6 ${part} of 5 ${whole}`);
  });

  test("a group in service longer than its devices existed is found", () => {
    const books = balanced();
    books.set("device.expected.time", 0, 4_001);
    expect(brokenOf(books)).toEqual([
      "time-possible: group 0: 4001 ms device.expected.time of 4000 device-ms",
    ]);
  });

  test("a rollout that reached more than its target is found", () => {
    const books = balanced();
    const rollout = { id: "fw", version: "2", status: "completed", targeted: 4, attempted: 4, succeeded: 4 };
    const rest = { failed: 0, rolledBack: 0, startedMs: 0, endedMs: 1, reason: "", stages: [] };
    books.rollouts = [
      { ...rollout, ...rest, blastRadius: 1.25 } as unknown as (typeof books.rollouts)[number],
    ];
    expect(brokenOf(books)[0]).toMatch(/^rollouts-within-targets: fw: 4 targeted, .*blast radius 1.25$/);
    for (const more of [{ attempted: 5 }, { succeeded: 5 }]) {
      books.rollouts = [
        { ...rollout, ...rest, blastRadius: 1, ...more } as unknown as (typeof books.rollouts)[number],
      ];
      expect(brokenOf(books)[0]).toMatch(/^rollouts-within-targets: fw: 4 targeted, .*5/);
    }
  });

  test("strict: time online beyond time in service is found at its bucket", () => {
    const books = balanced();
    const series = new SeriesStore(world.layout, 1_000);
    const add = (name: MetricName, bucket: number, value: number) =>
      series.add({
        count: 1,
        bucket: Int32Array.of(bucket),
        series: Int32Array.of(world.layout.series(metricIndex(name), 1, 0)),
        value: Float64Array.of(value),
      });
    add("device.expected.time", 0, 4_000);
    add("device.expected.time", 2, 2_000);
    add("device.online.time", 0, 4_000);
    add("device.online.time", 2, 2_001);
    expect(brokenOf({ ...books, series })).toEqual([
      "online-within-service: group 1: 2001 device-ms online, 2000 in service, before 3000 ms",
    ]);
    add("device.online.time", 1, 7);
    expect(brokenOf({ ...books, series }).join()).toContain(
      "7 device-ms online, 0 in service, before 2000 ms",
    );
  });

  test("strict: a gauge below zero and states that do not add up are found at their time", () => {
    const books = balanced();
    const series = new SeriesStore(world.layout, 1_000);
    const add = (name: MetricName, bucket: number, value: number, sub = 0) =>
      series.add({
        count: 1,
        bucket: Int32Array.of(bucket),
        series: Int32Array.of(world.layout.series(metricIndex(name), 0, sub)),
        value: Float64Array.of(value),
      });
    add("device.online", 0, 2);
    add("device.online", 3, -3);
    add("device.state", 0, 4, ACTIVE);
    add("device.state", 5, -1, ACTIVE);
    expect(brokenOf({ ...books, series })).toEqual([
      "gauges-never-negative: device.online group 0 0: -1 at 4000 ms",
      "states-add-up: group 0: the states' sum moved by -1 before 6000 ms",
    ]);
  });
});
