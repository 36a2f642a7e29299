// Whether a change of scenario lies in the future of a moment; what does not is told by code and key, with what was and what is.
import { describe, expect, test } from "vitest";
import { pastChanges } from "../../src/engine/past.js";
import type { Scenario } from "../../src/spec/scenario.js";
import { entriesOf } from "../journal.js";
import { DARK, FW, KNOCK, NB, parts, SLOW } from "./worlds/forked.js";

const MINUTE_MS = 60_000;
const AT_MS = 60 * MINUTE_MS;
const before = parts();

describe("what would change the past is found, with its key, what was and what is", () => {
  const found = (after: Scenario, was = before): string[] =>
    pastChanges({ before: was, after, atMs: AT_MS, journal: [] }).map(
      ({ code, key, was: one, is }) => `${code} ${key}: ${one} -> ${is}`,
    );
  const phases = (...list: [string, number, number][]) => ({
    ...before,
    phases: list.map(([name, start, end]) => ({ name, startMs: start * MINUTE_MS, endMs: end * MINUTE_MS })),
  });
  const begun = phases(["calm", 0, 90], ["rest", 90, 120]);

  test.each([
    [{ ...before, seed: "other" }, ['FRK001 seed: "forked" -> "other"']],
    [parts({ count: 14 }), ["FRK002 sites[0].devices[1].count: 12 -> 14"]],
    [
      { ...before, gateways: [{ ...before.gateways[0], count: 3 }] },
      ["FRK002 sites[0].gateways.count: 2 -> 3"],
    ],
    [{ ...before, firmware: [] }, ["FRK003 firmware: [{"]],
    [{ ...before, cloud: { ...before.cloud, processingMs: 77 } }, ["FRK009 cloud.processingMs:"]],
    [{ ...before, durationMs: AT_MS }, ["FRK010 duration: 2h -> 1h"]],
    [parts({ timeline: [SLOW, KNOCK] }), ["FRK005 timeline.dark: {"]],
    [parts({ timeline: [SLOW, DARK, KNOCK] }), []],
    [parts({ timeline: [DARK.replace("40m", "41m"), SLOW, KNOCK] }), ["FRK005 timeline.dark.at: 40m -> 41m"]],
    [
      parts({ timeline: [DARK.replace("30m", "15m"), SLOW, KNOCK] }),
      ["FRK005 timeline.dark.for: 30m -> 15m"],
    ],
    [
      parts({ timeline: [DARK, SLOW.replace("5}", "6}"), KNOCK] }),
      ["FRK005 timeline.slow.action.params.connectsPerSecond: 5 -> 6"],
    ],
    [
      parts({ timeline: [DARK, SLOW, KNOCK, KNOCK.replace("knock", "early").replace("80m", "30m")] }),
      ["FRK005 timeline.early: none -> {"],
    ],
    [
      parts({ rollouts: [FW.replace("percent: 20", "percent: 30")] }),
      ["FRK007 rollouts.fw.stages[0].share: 20 % -> 30 %"],
    ],
    [parts({ rollouts: [NB, FW] }), ["FRK007 rollouts.fw.id:"]],
    [parts({ rollouts: [FW, NB.replace("75m", "45m")] }), ["FRK007 rollouts.nb.at: none -> 45m"]],
    [{ ...before, alerts: before.alerts.slice(1) }, ["FRK008 alerts[0].id:"]],
  ])("case %#", (after, expected) => {
    const lines = found(after);
    for (const [at, start] of expected.entries()) expect(lines[at]).toContain(start);
    expect(lines.length > 0).toBe(expected.length > 0);
  });

  test("of rollouts those that an operator has touched, too", () => {
    const was = parts({ rollouts: [FW, NB] });
    const after = parts({ rollouts: [FW, NB.replace("75m", "80m")] });
    const [cancel] = entriesOf(was, ["at: 30m, rollout: {id: nb, do: cancel}"]);
    const lines = (atMs: number) =>
      pastChanges({ before: was, after, atMs: AT_MS, journal: [{ ...cancel, atMs }] }).map(({ key }) => key);
    expect(lines(30 * MINUTE_MS)).toEqual(["rollouts.nb.at"]);
    expect(lines(AT_MS)).toEqual([]);
  });

  test("of phases their begun part, of ends those that are behind", () => {
    expect(found(phases(["calm", 0, 70], ["other", 70, 120]), begun)).toEqual([]);
    expect(found(phases(["calm", 0, 50], ["rest", 50, 120]), begun)).toEqual([
      expect.stringContaining("FRK006 phases.rest: none"),
      "FRK006 phases.calm.end: 1h30m -> 50m",
    ]);
  });

  test("and nothing where it lies ahead, or is asked at the end alone", () => {
    const { cloud, tenants, alerts } = before;
    expect(
      found({
        ...before,
        name: "other",
        priceBook: "other",
        cloud: { ...cloud, connectsPerSecond: 1, ingestQueueMax: 5 },
        tenants: tenants.map((one) => ({ ...one, availabilityPpm: 1 })),
        alerts: alerts.map((one) => ({ ...one, threshold: 9 })),
        durationMs: 90 * MINUTE_MS,
      }),
    ).toEqual([]);
  });

  test("a later end is, once readings are booked as fresh beyond the old one", () => {
    const [tenant] = before.tenants;
    const within = (freshnessWithinMs: number) => ({
      ...before,
      tenants: [{ ...tenant, freshnessWithinMs }],
    });
    const longer = (scenario: Scenario) => ({ ...scenario, durationMs: 180 * MINUTE_MS });
    expect(found(longer(within(50 * MINUTE_MS)), within(50 * MINUTE_MS))).toEqual([]);
    expect(found(longer(within(60 * MINUTE_MS)), within(60 * MINUTE_MS))).toEqual([
      "FRK010 duration: 2h -> 3h",
    ]);
  });
});
