// A small fleet and batches made by hand: two tenants, three device groups, two gateways, three hours.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { Batch } from "../../src/event/batch.js";
import { CLOUD_ENTITY, EventBlock, EventKind } from "../../src/event/event.js";
import { type MetricColumns, type MetricName, metricIndex } from "../../src/event/metric.js";
import { MetricLayout } from "../../src/event/metric-layout.js";
import type { Naming } from "../../src/event/naming.js";
import {
  ANOMALIES,
  CAUSES,
  CONSUMERS,
  causeIndex,
  HEALTH_STATES,
  JOB_STATUSES,
  LIFECYCLE_STATES,
  REBOOT_CAUSES,
  REFUSALS,
  SHADOW_POLICIES,
} from "../../src/event/vocabulary.js";
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
  dictionaries: {
    none: [""],
    state: LIFECYCLE_STATES,
    health: HEALTH_STATES,
    version: ["1.0.0", "2.0.0"],
    cause: CAUSES,
    rebootCause: REBOOT_CAUSES,
    consumer: CONSUMERS,
    latency: [""],
    refusal: REFUSALS,
    jobStatus: JOB_STATUSES,
    policy: SHADOW_POLICIES,
    anomaly: ANOMALIES,
  },
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
  events.push(0, CLOUD_ENTITY, 0, EventKind.phase, 0, 0, 0);
  for (let device = 0; device < 25; device++)
    events.push(1_000, device, 0, EventKind.lifecycle, 1, 2, causeIndex("provisioned"));
  for (let device = 0; device < 25; device++) events.push(1_500, device, 1, EventKind.online, 1, 0, 0);
  events.push(60_000, CLOUD_ENTITY, 1, EventKind.phase, 1, 0, 0);
  events.push(60_000, CLOUD_ENTITY, 2, EventKind.faultStart, 0, 0, 0);
  events.push(60_000, 3, 2, EventKind.faultStart, 0, 2, 0);
  events.push(60_000, 17, 2, EventKind.faultStart, 0, 1, 0);
  events.push(100_000, 3, 3, EventKind.offline, backhaul, 0, 0);
  events.push(120_000, 17, 3, EventKind.offline, backhaul, 0, 0);
  events.push(130_000, CLOUD_ENTITY, 3, EventKind.alertRaised, 0, 0.08, 0.05, "fleet");
  events.push(400_000, 3, 4, EventKind.online, 4, 300_000, 0);
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
  events.push(1_000_000, CLOUD_ENTITY, 4, EventKind.rollout, 0, 1, 0, "started");
  events.push(1_100_000, 4, 2, EventKind.updateStep, 0, 1, 1);
  events.push(1_200_000, 4, 3, EventKind.reboot, 1, 1, 2);
  events.push(1_250_000, CLOUD_ENTITY, 5, EventKind.jobOutcome, 0, 2, 4);
  events.push(1_260_000, CLOUD_ENTITY, 6, EventKind.jobOutcome, 0, 3, 13, "no room");
  events.push(1_270_000, CLOUD_ENTITY, 7, EventKind.jobOutcome, 0, 2, 18);
  events.push(2_000_000, CLOUD_ENTITY, 8, EventKind.faultEnd, 0, 0, 0);
  events.push(2_100_000, CLOUD_ENTITY, 9, EventKind.alertCleared, 0, 0.01, 0.05, "fleet");
  events.push(3_000_000, 3, 5, EventKind.offline, down, 0, 0);
  events.push(3_100_000, 3, 6, EventKind.offline, down, 0, 0);
  events.push(4_000_000, 13, 2, EventKind.offline, down, 0, 0);
  events.push(4_500_000, 13, 3, EventKind.lifecycle, 2, 5, causeIndex("decommissioned"));
  events.push(4_500_000, 13, 4, EventKind.offline, causeIndex("decommissioned"), 0, 0);
  events.push(5_000_000, 18, 2, EventKind.shadowConflict, 1, 0, 7, '{"interval":[60,30]}');
  events.push(5_100_000, CLOUD_ENTITY, 10, EventKind.audit, 0, 0, 0, "ops cancelled job for 'quay'");
  events.push(5_200_000, CLOUD_ENTITY, 11, EventKind.quarantine, 1, 9, 19);
  events.push(5_300_000, 6, 2, EventKind.quarantine, 1, 4, 0);
  events.push(5_400_000, 6, 3, EventKind.sensorTruth, 5, 1, 0);
  events.push(5_500_000, 6, 4, EventKind.sensorTruth, 5, 0, 0);
  events.push(5_600_000, 6, 5, EventKind.failure, 1, 3_600_000, 0);
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
