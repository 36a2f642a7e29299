// A small fleet with hand-written numbers: two tenants, three groups, buckets of one minute unless said otherwise.
import { latencyBucket } from "../../src/event/latency.js";
import { type Dictionaries, METRICS, type MetricName, metricIndex } from "../../src/event/metric.js";
import { MetricLayout } from "../../src/event/metric-layout.js";
import type { GroupNaming, Naming } from "../../src/event/naming.js";
import { SeriesStore } from "../../src/event/series.js";
import * as words from "../../src/event/vocabulary.js";

export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 86_400_000;

export const dictionaries: Dictionaries = {
  none: [""],
  state: words.LIFECYCLE_STATES,
  health: words.HEALTH_STATES,
  version: ["2.3.1", "2.4.0"],
  cause: words.CAUSES,
  rebootCause: words.REBOOT_CAUSES,
  consumer: words.CONSUMERS,
  latency: [""],
  refusal: words.REFUSALS,
  jobStatus: words.JOB_STATUSES,
  policy: words.SHADOW_POLICIES,
  anomaly: words.ANOMALIES,
};

const group = (id: string, given: Partial<GroupNaming>): GroupNaming => ({
  id,
  site: "north",
  region: "eu-north",
  tenant: "city",
  twin: id,
  via: "gateway",
  transport: "lorawan",
  billedAs: "network-server",
  qos: 1,
  labels: {},
  first: 0,
  count: 100,
  ...given,
});

export const GROUPS: GroupNaming[] = [
  group("parking-lora", { count: 60, labels: { district: "harbour" } }),
  group("parking-nbiot", {
    count: 40,
    transport: "nb-iot",
    billedAs: "sim",
    via: "direct",
    qos: 0,
    labels: { district: "centre" },
  }),
  group("meter", { count: 100, tenant: "utility", site: "south", labels: { district: "centre" } }),
];

export const namingOf = (groups: GroupNaming[] = GROUPS, resolutionMs = MINUTE): Naming => ({
  deviceCount: groups.reduce((sum, { count }) => sum + count, 0),
  gatewayCount: 2,
  groups,
  gateways: [
    { id: "north/gw", site: "north", region: "eu-north", twin: "fog-gateway", first: 200, count: 2 },
  ],
  tenants: ["city", "utility"],
  faults: ["blackout"],
  rollouts: ["fw"],
  alerts: ["offline"],
  phases: ["warmup", "outage", "storm"],
  stops: [],
  dictionaries,
  resolutionMs,
  startsAt: "2026-01-01T00:00:00Z",
});

export interface Row {
  metric: MetricName;
  bucket: number;
  value: number;
  /** Index of the group; "shared" is what belongs to none. */
  group?: number | "shared";
  sub?: string;
  /** Of a latency: which is counted. */
  ms?: number;
  extreme?: "most" | "least";
}

export const storeOf = (rows: readonly Row[], naming: Naming = namingOf()): SeriesStore => {
  const layout = new MetricLayout(naming.groups.length, dictionaries);
  const store = new SeriesStore(layout, naming.resolutionMs);
  addRows(store, rows);
  return store;
};

export const addRows = (store: SeriesStore, rows: readonly Row[]): void => {
  const { layout } = store;
  const ids = rows.map(({ metric, group = 0, sub, ms, extreme }) => {
    const index = metricIndex(metric);
    const key = sub === undefined ? 0 : layout.dictionaries[METRICS[index].sub].indexOf(sub);
    if (key < 0) throw new Error(`${metric} has no ${sub}`);
    const id = layout.series(index, group === "shared" ? layout.sharedGroup : group, key);
    if (extreme !== undefined) return extreme === "most" ? layout.mostOf(id) : layout.leastOf(id);
    return ms === undefined ? id : id + latencyBucket(ms);
  });
  store.add({
    count: rows.length,
    bucket: Int32Array.from(rows, ({ bucket }) => bucket),
    series: Int32Array.from(ids),
    value: Float64Array.from(rows, ({ value }) => value),
  });
};

/** `count` samples of one latency, with the greatest and least that a run writes beside them. */
export const samples = (metric: MetricName, bucket: number, ms: number, count: number, group = 0): Row[] => [
  { metric, bucket, value: count, group, ms },
  { metric, bucket, value: ms, group, extreme: "most" },
  { metric, bucket, value: ms, group, extreme: "least" },
];
