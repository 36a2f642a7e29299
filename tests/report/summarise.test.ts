import { describe, expect, test } from "vitest";
import { renderHtml } from "../../src/report/html.js";
import { type SummariseInput, summarise } from "../../src/report/summarise.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { sampleData } from "./sample.js";

const data = sampleData();
const { summary: known, naming, series } = data;

/** Only what a summary reads of a scenario. */
const scenario = {
  name: "reboot-storm",
  file: "scenarios/reboot-storm.yaml",
  variant: "jittered",
  seed: "winter-2026",
  durationMs: known.run.virtualMs,
  tenants: [
    { id: "city", availabilityPpm: 999_000, freshnessSharePpm: 950_000, freshnessWithinMs: 120_000 },
    {
      id: "frost-logistics",
      availabilityPpm: 990_000,
      freshnessSharePpm: 950_000,
      freshnessWithinMs: 120_000,
    },
  ],
  traces: [{ file: "sensor.csv", notes: ["2 rows out of order were dropped"] }],
  phases: known.phases,
  stops: [{ id: "meltdown", when: "max(broker.queue.depth)[sliding 30s] > 2000000" }],
} as unknown as Scenario;

const input = (change: Partial<SummariseInput["result"]> = {}): SummariseInput => ({
  runId: "reboot-storm-1",
  version: "0.1.0",
  scenario,
  naming,
  series,
  result: {
    digest: "ab",
    end: { kind: "complete" },
    endMs: known.run.virtualMs,
    invariants: [
      { name: "message-ledger", ok: true, detail: "" },
      { name: "energy-ledger", ok: true, detail: "" },
    ],
    inFlight: [known.ledger.inFlight, 0, 0],
    rollouts: known.rollouts,
    unreverted: [],
    cells: 2,
    journal: [],
    ...change,
  },
  cost: known.cost,
  expectations: known.expectations.filter((one) => one.verdict !== "fail"),
  set: { jitter: "full" },
  environment: known.environment,
});

describe("summarise", () => {
  test("its ledger is the sum of the series and what is in flight", () => {
    const { ledger } = summarise(input());
    const lost = Object.values(ledger.dropped).reduce((x, y) => x + y, 0);
    expect(ledger.produced).toBe(ledger.delivered + lost + ledger.inFlight);
    expect(ledger.balanced).toBe(true);
    expect(Object.keys(ledger.dropped).sort()).toEqual(["buffer-full", "link-loss"]);
  });

  test("tables that do not balance are a broken run, exit 5, whatever the engine's own invariants say", () => {
    const summary = summarise(input({ inFlight: [0, 0, 0] }));
    expect(summary.ledger.balanced).toBe(false);
    expect([summary.verdict, summary.exitCode]).toEqual(["broken", 5]);
    expect(summary.invariants.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["stored-ledger"]);
    expect(summarise(input()).invariants.every(({ ok }) => ok)).toBe(true);
  });

  test("harvest and forecast error are there, and null where no battery ran empty", () => {
    const { energy } = summarise(input());
    expect(energy.harvestedJ).toBe(0);
    expect(energy.forecast).toEqual({ batteries: 0, meanErrorMs: null });
  });

  test("energy is in joules, by consumer, and balances only when the engine checked it", () => {
    const { energy } = summarise(input());
    const sum = Object.values(energy.byConsumer).reduce((x, y) => x + y, 0);
    expect(sum).toBeCloseTo(energy.drainedJ, 6);
    // 5.8 J a second in the sample, over 5,400 s.
    expect(energy.drainedJ).toBeCloseTo(5.8 * 5_400, 6);
    expect(energy.balanced).toBe(true);
    expect(summarise(input({ invariants: [] })).energy.balanced).toBe(false);
  });

  test("service levels come from the series: the tenant that kept its power is better off", () => {
    const [city, frost] = summarise(input()).sla;
    expect([city.met, frost.met]).toEqual([false, true]);
    expect(city.availability).toBeLessThan(frost.availability as number);
    expect(city.devices + frost.devices).toBe(10_000);
  });

  test("a complete run with everything met passes", () => {
    const summary = summarise(input());
    expect([summary.verdict, summary.exitCode, summary.run.endedEarly]).toEqual(["passed", 0, null]);
    expect(summary.reproduce).toBe(
      "iotctl simulate scenarios/reboot-storm.yaml --variant jittered --seed winter-2026 --set jitter=full",
    );
    expect(summary.notes).toContain("sensor.csv: 2 rows out of order were dropped");
  });

  test("a stopped run names the condition and what was measured", () => {
    const summary = summarise(
      input({
        end: { kind: "stopped", stopId: "meltdown", atMs: 60_000, measured: "2,000,001" },
        endMs: 60_000,
      }),
    );
    expect(summary.exitCode).toBe(4);
    expect(summary.stop).toEqual({
      id: "meltdown",
      when: scenario.stops[0].when,
      atMs: 60_000,
      measured: "2,000,001",
    });
    expect(summary.run.endedEarly).toBe("stop condition meltdown at 00:01:00");
  });

  test("a fault that stays fails the run and is named", () => {
    const summary = summarise(input({ unreverted: ["swizzle", "blackout"] }));
    expect(summary.exitCode).toBe(1);
    expect(summary.notes.join()).toContain("blackout, swizzle");
    expect(renderHtml({ ...data, summary })).toContain("A fault could not be reverted");
  });

  test("a level that leaves its range breaks the run, whatever the expectations say", () => {
    const [first, ...others] = known.rollouts;
    const sound = summarise(input());
    expect(sound.invariants.at(-1)).toMatchObject({ name: "levels-in-range", ok: true });
    const broken = summarise(input({ rollouts: [{ ...first, blastRadius: 1.5 }, ...others] }));
    expect(broken).toMatchObject({ verdict: "broken", exitCode: 5 });
    expect(broken.invariants.at(-1)).toEqual({
      name: "levels-in-range",
      ok: false,
      detail: `blast radius of ${first.id} is 1.5`,
    });
  });

  test("an interrupted run says how far it got", () => {
    const summary = summarise(input({ end: { kind: "interrupted", atMs: 600_000 }, endMs: 600_000 }));
    expect(summary.exitCode).toBe(130);
    expect(renderHtml({ ...data, summary })).toContain("interrupted at 00:10:00");
  });
});
