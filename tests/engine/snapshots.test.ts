// What a snapshot shows is of one instant: no figure may say more than another of the same moment allows.
import { describe, expect, test } from "vitest";
import { type MetricName, metricIndex } from "../../src/event/metric.js";
import type { Snapshot } from "../../src/result/snapshot.js";
import { runScenario, type ScenarioRun } from "../run-scenario.js";

/** Gateways without their backhaul for an hour: what they keep arrives at once, afterwards. */
const OUTAGE = `
iotctl: 1
name: snapshots
seed: s
duration: 2h
tenants: [{id: facility}]
sites:
  - id: tower
    gateways: {twin: fog-gateway, count: 4}
    devices:
      - {twin: temperature-humidity, count: 40}
      - {twin: temperature-wifi, count: 20}
timeline:
  - {id: cut, at: 30m, for: 40m, fault: backhaul.outage, target: {site: tower}}
`;

/** One after every round, as often as the driver can. */
const snapshotsOf = async (options: { workers?: number; untilMs?: number }) => {
  const seen: Snapshot[] = [];
  const run = await runScenario(OUTAGE, {
    ...options,
    cellDevices: 16,
    snapshotEveryWallMs: 0,
    onSnapshot: (snapshot) => seen.push(snapshot),
  });
  return { run, seen };
};

/** A metric as the rows have it, of the buckets that end at or before `atMs`. */
const totalBefore = ({ plan, series }: ScenarioRun, name: MetricName, atMs: number): number => {
  const { layout } = plan;
  const metric = metricIndex(name);
  let sum = 0;
  for (let id = layout.base[metric]; id < layout.series(metric, layout.groupCount + 1); id++) {
    const { buckets, values } = series.get(id);
    for (let row = 0; row < buckets.length; row++)
      if (buckets[row] * series.resolutionMs < atMs) sum += values[row];
  }
  return sum;
};

describe.each([{ workers: 1 }, { workers: 2 }])("with $workers workers", (options) => {
  test("every snapshot is the account of one instant, through an outage", async () => {
    const { run, seen } = await snapshotsOf(options);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.some(({ activeFaults, online }) => activeFaults.includes("cut") && online < 60)).toBe(true);
    // Counting rows again takes its time: some thirty of them are held against the rows.
    const every = Math.max(1, Math.floor(seen.length / 30));
    let before = -1;
    for (const [at, snapshot] of seen.entries()) {
      const { virtualMs, presentMs, endMs, produced, delivered, dropped, online, devices, states } = snapshot;
      expect(virtualMs).toBeGreaterThanOrEqual(before);
      expect(virtualMs).toBeLessThanOrEqual(presentMs);
      expect(presentMs).toBeLessThanOrEqual(endMs);
      before = virtualMs;
      expect(delivered + dropped).toBeLessThanOrEqual(produced);
      expect(online).toBeLessThanOrEqual(devices);
      expect(snapshot.gatewaysOnline).toBeLessThanOrEqual(snapshot.gateways);
      expect(states.reduce((sum, count) => sum + count, 0)).toBe(virtualMs === 0 ? 0 : devices);
      if (at % every !== 0) continue;
      expect([produced, delivered, online]).toEqual([
        totalBefore(run, "messages.produced", virtualMs),
        totalBefore(run, "messages.delivered", virtualMs),
        totalBefore(run, "device.online", virtualMs),
      ]);
    }
    expect(seen.at(-1)).toMatchObject({ virtualMs: 7_200_000, presentMs: 7_200_000, endMs: 7_200_000 });
  });
});

test("the end a snapshot names is the run's own, not the scenario's", async () => {
  const { seen } = await snapshotsOf({ untilMs: 100_500 });
  expect(new Set(seen.map(({ endMs }) => endMs))).toEqual(new Set([100_500]));
  expect(seen.at(-1)).toMatchObject({ virtualMs: 100_500, presentMs: 100_500 });
});
