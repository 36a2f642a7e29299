// A small fleet and batches made by hand: two tenants, three device groups, two gateways, three hours.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Batch } from "../../src/event/batch.js";
import { dictionariesOf } from "../../src/event/dictionaries.js";
import { CLOUD_ENTITY, EventBlock } from "../../src/event/event.js";
import { Events } from "../../src/event/events.js";
import { type MetricColumns, type MetricName, metricIndex } from "../../src/event/metric.js";
import { MetricLayout } from "../../src/event/metric-layout.js";
import type { Naming } from "../../src/event/naming.js";
import { causeIndex, endIndex, SEVERITIES } from "../../src/event/vocabulary.js";
import { WindowBlock } from "../../src/event/window.js";
import type { RolloutResult } from "../../src/result/rollout.js";
import { RunStore } from "../../src/store/run-store.js";

const group = (id: string, tenant: string, site: string, region: string, first: number, count: number) => ({
  id,
  site,
  region,
  tenant,
  twin: "meter",
  via: "gateway" as const,
  transport: "lorawan",
  billedAs: "network-server" as const,
  qos: 1 as const,
  labels: { floor: "3" },
  first,
  count,
});

export const naming: Naming = {
  deviceCount: 25,
  gatewayCount: 2,
  groups: [
    group("north/parking", "city", "north", "eu", 0, 12),
    group("south/parking", "city", "south", "us", 12, 3),
    group("quay/cranes", "port", "quay", "eu", 15, 10),
  ],
  gateways: [
    { id: "north/gw", site: "north", region: "eu", twin: "gw", first: 25, count: 1 },
    { id: "quay/gw", site: "quay", region: "eu", twin: "gw", first: 26, count: 1 },
  ],
  tenants: ["city", "port"],
  faults: ["storm"],
  rollouts: ["fw-2"],
  alerts: ["offline-many"],
  phases: ["warmup", "storm"],
  stops: ["meltdown"],
  dictionaries: dictionariesOf(["1.0.0", "2.0.0"]),
  resolutionMs: 60_000,
  startsAt: "2025-01-01T00:00:00Z",
};

export const layout = new MetricLayout(naming.groups.length, naming.dictionaries);
export const END_MS = 10_800_000;

/** Metric rows from (bucket, metric, group, sub, value). */
export const metricRows = (rows: [number, MetricName, number, number, number][]): MetricColumns => ({
  count: rows.length,
  bucket: Int32Array.from(rows, ([bucket]) => bucket),
  series: Int32Array.from(rows, ([, metric, of, sub]) => layout.series(metricIndex(metric), of, sub)),
  value: Float64Array.from(rows, ([, , , , value]) => value),
});

const nothing = () => metricRows([]);

/** The first batch: provisioning, one outage that ends, a fault in two cells, windows and metrics. */
export const firstBatch = (): Batch => {
  const events = new EventBlock();
  const backhaul = causeIndex("backhaul-outage");
  events.push(Events.phase, { atMs: 0, entity: CLOUD_ENTITY, seq: 0 }, { phase: 0 });
  for (let device = 0; device < 25; device++)
    events.push(
      Events.lifecycle,
      { atMs: 1_000, entity: device, seq: 0 },
      { fromState: 1, toState: 2, cause: causeIndex("provisioned") },
    );
  for (let device = 0; device < 25; device++)
    events.push(Events.online, { atMs: 1_500, entity: device, seq: 1 }, { attempts: 1, downtimeMs: 0 });
  events.push(Events.phase, { atMs: 60_000, entity: CLOUD_ENTITY, seq: 1 }, { phase: 1 });
  events.push(Events.faultStart, { atMs: 60_000, entity: CLOUD_ENTITY, seq: 2 }, { fault: 0, devices: 3 });
  events.push(Events.offline, { atMs: 100_000, entity: 3, seq: 3 }, { cause: backhaul, uptimeMs: 0 });
  events.push(Events.offline, { atMs: 120_000, entity: 17, seq: 3 }, { cause: backhaul, uptimeMs: 0 });
  events.push(
    Events.alertRaised,
    { atMs: 130_000, entity: CLOUD_ENTITY, seq: 3 },
    { alert: 0, measured: 0.08, threshold: 0.05, severity: SEVERITIES.indexOf("P1") },
  );
  events.push(Events.online, { atMs: 400_000, entity: 3, seq: 4 }, { attempts: 4, downtimeMs: 300_000 });
  const windows = new WindowBlock();
  for (const [gateway, of] of [
    [25, 0],
    [26, 2],
  ]) {
    const row = windows.reserve();
    windows.startMs[row] = 300_000;
    windows.closedMs[row] = 602_000;
    windows.gateway[row] = gateway;
    windows.group[row] = of;
    windows.readings[row] = 50;
    windows.mean[row] = 21.5;
    windows.min[row] = 20;
    windows.max[row] = 23;
    windows.stddev[row] = 0.5;
    windows.bytesIn[row] = 7_500;
    windows.bytesOut[row] = 200;
  }
  const metrics = metricRows([
    [0, "device.online.time", 0, 0, 700_000],
    [0, "device.online.time", 2, 0, 500_000],
    [0, "device.expected.time", 0, 0, 720_000],
    [0, "device.expected.time", 2, 0, 600_000],
    [0, "device.version", 0, 0, 12],
    [0, "device.version", 1, 0, 3],
    [0, "messages.produced", 0, 0, 120],
    [0, "messages.delivered", 0, 0, 110],
    [0, "messages.dropped", 0, causeIndex("link-loss"), 7],
    [0, "fog.messages.in", 0, 0, 110],
    [0, "fog.messages.out", 0, 0, 11],
    [0, "fog.bytes.in", 0, 0, 16_500],
    [0, "fog.bytes.out", 0, 0, 2_200],
  ]);
  return { untilMs: 600_000, events: events.take(), windows: windows.take(), metrics };
};

/** The second batch: a rollout, a second outage that lasts to the end, a retirement, what an operator did. */
export const secondBatch = (): Batch => {
  const events = new EventBlock();
  const down = causeIndex("device-down");
  events.push(
    Events.rollout,
    { atMs: 1_000_000, entity: CLOUD_ENTITY, seq: 4 },
    { rollout: 0, status: 1, stage: 0, note: "started" },
  );
  events.push(Events.updateStep, { atMs: 1_100_000, entity: 4, seq: 2 }, { rollout: 0, step: 1, version: 1 });
  events.push(Events.reboot, { atMs: 1_200_000, entity: 4, seq: 3 }, { cause: 1, version: 1, bootCount: 2 });
  events.push(
    Events.jobOutcome,
    { atMs: 1_250_000, entity: CLOUD_ENTITY, seq: 5 },
    { rollout: 0, status: 2, device: 4 },
  );
  events.push(
    Events.jobOutcome,
    { atMs: 1_260_000, entity: CLOUD_ENTITY, seq: 6 },
    { rollout: 0, status: 3, device: 13, note: "no room" },
  );
  events.push(
    Events.jobOutcome,
    { atMs: 1_270_000, entity: CLOUD_ENTITY, seq: 7 },
    { rollout: 0, status: 2, device: 18 },
  );
  events.push(Events.faultEnd, { atMs: 2_000_000, entity: CLOUD_ENTITY, seq: 8 }, { fault: 0, devices: 0 });
  events.push(
    Events.alertCleared,
    { atMs: 2_100_000, entity: CLOUD_ENTITY, seq: 9 },
    { alert: 0, measured: 0.01, threshold: 0.05, severity: SEVERITIES.indexOf("P1") },
  );
  events.push(Events.offline, { atMs: 3_000_000, entity: 3, seq: 5 }, { cause: down, uptimeMs: 0 });
  events.push(Events.offline, { atMs: 3_100_000, entity: 3, seq: 6 }, { cause: down, uptimeMs: 0 });
  events.push(Events.offline, { atMs: 4_000_000, entity: 13, seq: 2 }, { cause: down, uptimeMs: 0 });
  events.push(
    Events.lifecycle,
    { atMs: 4_500_000, entity: 13, seq: 3 },
    { fromState: 2, toState: 5, cause: causeIndex("decommissioned") },
  );
  events.push(
    Events.offline,
    { atMs: 4_500_000, entity: 13, seq: 4 },
    { cause: causeIndex("decommissioned"), uptimeMs: 0 },
  );
  events.push(
    Events.shadowConflict,
    { atMs: 5_000_000, entity: 18, seq: 2 },
    { policy: 1, winner: 0, shadowVersion: 7, note: '{"interval":[60,30]}' },
  );
  events.push(
    Events.audit,
    { atMs: 5_100_000, entity: CLOUD_ENTITY, seq: 10 },
    { note: "ops cancelled job for 'quay'" },
  );
  events.push(
    Events.quarantine,
    { atMs: 5_200_000, entity: CLOUD_ENTITY, seq: 11 },
    { reason: 1, readingSeq: 9, device: 19 },
  );
  events.push(
    Events.quarantine,
    { atMs: 5_300_000, entity: 6, seq: 2 },
    { reason: 1, readingSeq: 4, device: 6 },
  );
  events.push(
    Events.sensorTruth,
    { atMs: 5_400_000, entity: 6, seq: 3 },
    { fault: 5, change: endIndex("start") },
  );
  events.push(
    Events.sensorTruth,
    { atMs: 5_500_000, entity: 6, seq: 4 },
    { fault: 5, change: endIndex("end") },
  );
  events.push(Events.failure, { atMs: 5_600_000, entity: 6, seq: 5 }, { mendedBy: 1, takesMs: 3_600_000 });
  const metrics: MetricColumns = metricRows([
    [20, "device.version", 0, 0, -1],
    [20, "device.version", 0, 1, 1],
    [30, "messages.produced", 0, 0, 30],
    [30, "messages.delivered", 0, 0, 30],
  ]);
  return { untilMs: END_MS, events: events.take(), windows: new WindowBlock().take(), metrics };
};

export const emptyBatch = (untilMs: number): Batch => ({
  untilMs,
  events: new EventBlock().take(),
  windows: new WindowBlock().take(),
  metrics: nothing(),
});

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder of its own, gone after the test file. */
export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "iotctl-store-"));
  folders.push(folder);
  return folder;
};

export const info = { runId: "run-1", scenario: "small", naming, facts: { seed: "7" } };

const ROLLOUT: RolloutResult = {
  id: "fw-2",
  version: "2.0.0",
  status: "completed",
  targeted: 3,
  attempted: 3,
  succeeded: 2,
  failed: 1,
  rolledBack: 0,
  late: 0,
  outcomes: [],
  blastRadius: 1,
  startedMs: 1_000_000,
  endedMs: 1_270_000,
  reason: "",
  stages: [],
};

/** A finished run of both batches; the store is still open. */
export const finishedStore = async (dir: string): Promise<RunStore> => {
  const store = await RunStore.create(dir, info);
  await store.append(firstBatch());
  await store.append(secondBatch());
  await store.finish({ endMs: END_MS, digest: "d1", inFlight: [3, 0, 0], rollouts: [ROLLOUT] });
  return store;
};

export const finishedRun = async (): Promise<string> => {
  const dir = newFolder();
  await (await finishedStore(dir)).close();
  return dir;
};
