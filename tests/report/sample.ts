// A made-up but self-consistent run: a city loses power, comes back in a storm, and gets a new firmware in stages.

import { dictionariesOf } from "../../src/event/dictionaries.js";
import { latencyBucket } from "../../src/event/latency.js";
import { type MetricName, metricIndex } from "../../src/event/metric.js";
import { MetricLayout } from "../../src/event/metric-layout.js";
import type { Naming } from "../../src/event/naming.js";
import { SeriesStore } from "../../src/event/series.js";
import { CAUSES, CONSUMERS } from "../../src/event/vocabulary.js";
import type { ReportData } from "../../src/report/report-data.js";
import type { Moment } from "../../src/result/moment.js";
import type { Summary } from "../../src/result/summary.js";

const noFigures = { measuredValue: null, thresholdValue: null };

const DEVICES = [6000, 3000, 1000];
const TOTAL = 10_000;
const MINUTE = 60_000;

export interface SampleOptions {
  tenants?: [string, string];
  minutes?: number;
  resolutionMs?: number;
}

const dictionaries = dictionariesOf(["2.3.1", "2.4.0"]);

const group = (id: string, tenant: string, via: "gateway" | "direct", first: number, count: number) => ({
  id,
  site: id.split("/")[0],
  region: "eu-north",
  tenant,
  twin: id.split("/")[1],
  via,
  transport: via === "direct" ? "nb-iot" : "lorawan",
  billedAs: via === "direct" ? ("sim" as const) : ("network-server" as const),
  qos: 1 as const,
  labels: {},
  first,
  count,
});

const sampleNaming = (tenants: [string, string], resolutionMs: number): Naming => ({
  deviceCount: TOTAL,
  gatewayCount: 100,
  groups: [
    group("north/parking-lora", tenants[0], "gateway", 0, 6000),
    group("north/parking-nbiot", tenants[0], "direct", 6000, 3000),
    group("port/cold-chain", tenants[1], "gateway", 9000, 1000),
  ],
  gateways: [
    { id: "north/gw", site: "north", region: "eu-north", twin: "fog-gateway", first: TOTAL, count: 100 },
  ],
  tenants,
  faults: ["blackout", "swizzle"],
  rollouts: ["fw-2.4.0"],
  alerts: ["offline-share"],
  phases: ["warmup", "outage", "storm", "settle"],
  stops: [],
  dictionaries,
  resolutionMs,
  startsAt: "2026-01-01T00:00:00Z",
});

/** Small fixed bumps so that curves look measured; no chance involved. */
const wobble = (at: number): number => Math.sin(at * 1.7) * 0.5 + Math.sin(at * 0.31) * 0.5;

const sampleSeries = (naming: Naming, endMs: number): SeriesStore => {
  const layout = new MetricLayout(naming.groups.length, dictionaries);
  const store = new SeriesStore(layout, naming.resolutionMs);
  const rows = { bucket: [] as number[], series: [] as number[], value: [] as number[] };
  const put = (metric: MetricName, bucket: number, value: number, group = 0, sub = 0): void => {
    if (value === 0) return;
    rows.bucket.push(bucket);
    rows.series.push(layout.series(metricIndex(metric), group, sub));
    rows.value.push(Math.round(value));
  };
  const putExtremes = (metric: MetricName, bucket: number, ms: number, group: number): void => {
    const base = layout.series(metricIndex(metric), group);
    for (const series of [layout.mostOf(base), layout.leastOf(base)]) {
      rows.bucket.push(bucket);
      rows.series.push(series);
      rows.value.push(ms);
    }
  };
  const shared = layout.sharedGroup;
  const res = naming.resolutionMs;
  const buckets = Math.ceil(endMs / res);
  const scale = endMs / (90 * MINUTE);
  const outage = [20 * MINUTE * scale, 30 * MINUTE * scale];
  const before = [0, 0, 0];
  let version = 0;
  let backlog = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const now = (bucket + 1) * res;
    const seconds = res / 1000;
    DEVICES.forEach((devices, index) => {
      const up = Math.min(1, now / (3 * MINUTE * scale));
      let part = up * (1 - 0.0008 * (1 + wobble(bucket / 7 + index)));
      if (index < 2 && now > outage[0] && now <= outage[1])
        part *= Math.exp(-(now - outage[0]) / (20_000 * scale));
      if (index < 2 && now > outage[1]) part *= 1 - Math.exp(-(now - outage[1]) / (85_000 * scale));
      const online = Math.round(devices * part);
      put("device.online", bucket, online - before[index], index);
      before[index] = online;
      put("device.online.time", bucket, online * res, index);
      put("device.expected.time", bucket, Math.round(devices * up) * res, index);
      const produced = Math.round((devices * seconds) / 60);
      put("messages.produced", bucket, produced, index);
      const via = naming.groups[index].via === "gateway";
      if (via) {
        put("fog.messages.in", bucket, produced * (online / devices), index);
        put("fog.bytes.in", bucket, produced * (online / devices) * 150, index);
      }
      const arrives = online / devices;
      const held = produced * (1 - arrives);
      backlog += held;
      const drain = arrives > 0.5 && backlog > 0 ? Math.min(backlog, produced) : 0;
      backlog -= drain;
      put("messages.delivered", bucket, produced - held + drain * 0.998, index);
      put("messages.dropped", bucket, drain * 0.002, index, CAUSES.indexOf("buffer-full"));
      const ageMs = 150_000 + (bucket % 40) * 4000;
      put("messages.latency", bucket, produced - held, index, latencyBucket(ageMs));
      putExtremes("messages.latency", bucket, ageMs, index);
      if (bucket % 30 === 0) put("messages.dropped", bucket, 1, index, CAUSES.indexOf("link-loss"));
    });
    if ((now / res) % Math.max(1, Math.round((5 * MINUTE) / res)) === 0) {
      put("fog.messages.out", bucket, 240 * (before[0] / 6000), 0);
      put("fog.bytes.out", bucket, 240 * 200 * (before[0] / 6000), 0);
    }
    if (bucket === 0) put("device.state", 0, TOTAL, 0, 0);
    const joined = (atMs: number): number =>
      Math.round(Math.min(TOTAL, (TOTAL * atMs) / (3 * MINUTE * scale)));
    const up = joined(now) - joined(now - res);
    put("device.state", bucket, -up, 0, 0);
    put("device.state", bucket, up, 0, 2);
    if (bucket === Math.floor((40 * MINUTE * scale) / res)) {
      put("device.state", bucket, 420, 0, 3);
      put("device.state", bucket, -420, 0, 2);
    }
    const storm = now > outage[1] ? Math.exp(-(now - outage[1]) / (85_000 * scale)) : 0;
    put(
      "connect.accepted",
      bucket,
      Math.min(
        500 * seconds,
        storm * 110 * seconds + (now < 3 * MINUTE * scale ? 50 * seconds : 0.2 * seconds),
      ),
      shared,
    );
    put("connect.refused", bucket, storm > 0.3 ? storm * 190 * seconds : 0, shared, 0);
    put("broker.connects.rate", bucket, Math.min(500, Math.round(storm * 500)), shared);
    const start = 45 * MINUTE * scale;
    const target =
      now < start
        ? 0
        : now < start + 10 * MINUTE * scale
          ? 100
          : now < start + 25 * MINUTE * scale
            ? 1000
            : 4620;
    const step = Math.min(target - version, 2 * seconds);
    version += step;
    if (bucket === 0) put("device.version", 0, TOTAL, 0, 0);
    put("device.version", bucket, -step, 0, 0);
    put("device.version", bucket, step, 0, 1);
    put("device.reboots", bucket, step, 0, 0);
    put("device.reboots.cause", bucket, step, 0, 1);
    CONSUMERS.slice(0, 8).forEach((_, consumer) => {
      put(
        "energy.drained",
        bucket,
        [9e8, 4e8, 2e8, 28e8, 6e8, 3e8, 4e8, 2e8][consumer] * seconds,
        0,
        consumer,
      );
    });
  }
  store.add({
    count: rows.bucket.length,
    bucket: Int32Array.from(rows.bucket),
    series: Int32Array.from(rows.series),
    value: Float64Array.from(rows.value),
  });
  return store;
};

const sum = (store: SeriesStore, metric: MetricName): number => {
  const index = metricIndex(metric);
  const from = store.layout.base[index];
  let all = 0;
  for (let id = from; id < from + (store.layout.groupCount + 1) * store.layout.subs[index]; id++)
    all += store.total(id);
  return all;
};

const sampleSummary = (naming: Naming, store: SeriesStore, endMs: number): Summary => {
  const layout = store.layout;
  const bySub = (metric: MetricName, names: readonly string[]): Record<string, number> => {
    const out: Record<string, number> = {};
    names.forEach((name, sub) => {
      let all = 0;
      for (let group = 0; group <= layout.groupCount; group++)
        all += store.total(layout.series(metricIndex(metric), group, sub));
      if (all !== 0) out[name] = all;
    });
    return out;
  };
  const produced = sum(store, "messages.produced");
  const delivered = sum(store, "messages.delivered");
  const dropped = bySub("messages.dropped", CAUSES);
  const lost = Object.values(dropped).reduce((x, y) => x + y, 0);
  const energy = Object.fromEntries(
    Object.entries(bySub("energy.drained", CONSUMERS)).map(([k, v]) => [k, v / 1e9]),
  );
  const fog = {
    in: sum(store, "fog.messages.in"),
    out: sum(store, "fog.messages.out"),
    bin: sum(store, "fog.bytes.in"),
    bout: sum(store, "fog.bytes.out"),
  };
  const scale = endMs / (90 * MINUTE);
  return {
    schema: "iotctl.summary/1",
    run: {
      id: "20261120-reboot-storm-7f3a",
      scenario: "reboot-storm",
      variant: "jittered",
      seed: "winter-2026",
      digest: "9f4c0a7e5b21d8366e1f02c4aa907b13",
      virtualMs: endMs,
      journal: null,
      endedEarly: null,
      version: "0.1.0",
    },
    verdict: "failed",
    exitCode: 1,
    fleet: { devices: TOTAL, gateways: 100, tenants: 2, cells: 2 },
    ledger: {
      produced,
      delivered,
      inFlight: produced - delivered - lost,
      dropped,
      duplicates: 318,
      balanced: true,
    },
    energy: {
      drainedJ: Object.values(energy).reduce((x, y) => x + y, 0),
      byConsumer: energy,
      harvestedJ: 0,
      forecast: { batteries: 0, meanErrorMs: null },
      balanced: true,
    },
    fog: {
      messagesIn: fog.in,
      messagesOut: fog.out,
      bytesIn: fog.bin,
      bytesOut: fog.bout,
      reductionMessages: 1 - fog.out / fog.in,
      reductionBytes: 1 - fog.bout / fog.bin,
    },
    detection: [
      {
        tenant: naming.tenants[0],
        anomaly: "stuck",
        found: 9,
        falseAlarms: 1,
        injected: 10,
        hits: 8,
        misses: 2,
        precision: 8 / 9,
        recall: 0.8,
        medianTimeToFindMs: 660_000,
      },
    ],
    sla: [
      {
        tenant: naming.tenants[0],
        availability: 0.8762,
        target: 0.999,
        met: false,
        freshness: 0.9421,
        freshnessTarget: 0.95,
        freshnessMet: false,
        stated: { availability: true, freshness: true },
        devices: 9000,
        errorBudgetUsed: 123.8,
      },
      {
        tenant: naming.tenants[1],
        availability: 0.99923,
        target: 0.999,
        met: true,
        freshness: 0.9987,
        freshnessTarget: 0.95,
        freshnessMet: true,
        stated: { availability: true, freshness: true },
        devices: 1000,
        errorBudgetUsed: 0.77,
      },
    ],
    slis: {
      connectivity: {
        value: 0.8885,
        unit: "share",
        target: ">= 99 %",
        basis: "default",
        met: false,
        help: "online device time over device time in service",
      },
      freshness: {
        value: 0.9478,
        unit: "share",
        target: ">= 95 %",
        basis: "default",
        met: false,
        help: "readings delivered within the tenant's limit",
      },
      "update-success": {
        value: 0.9891,
        unit: "share",
        target: ">= 99 %",
        basis: "default",
        met: false,
        help: "updates that succeeded",
      },
      "command-p95": {
        value: null,
        unit: "ms",
        target: "<= 5 s",
        basis: "default",
        met: null,
        help: "95th percentile of command round trips",
      },
      "auth-errors": {
        value: 0,
        unit: "share",
        target: "<= 0.1 %",
        basis: "default",
        met: true,
        help: "authentication failures over connects",
      },
      reboots: {
        value: 0.0032,
        unit: "per device and hour",
        target: "<= 0.01",
        basis: "default",
        met: true,
        help: "reboots per device and hour",
      },
    },
    promises: { must: false, made: [] },
    rollouts: [
      {
        id: "fw-2.4.0",
        version: "2.4.0",
        status: "aborted",
        targeted: 9000,
        attempted: 4671,
        succeeded: 4620,
        failed: 51,
        rolledBack: 51,
        late: 0,
        outcomes: [
          { status: "SUCCEEDED", reason: "updated", devices: 4620 },
          { status: "FAILED", reason: "crashed", devices: 40 },
          { status: "FAILED", reason: "no-contact", devices: 11 },
        ],
        blastRadius: 0.5133,
        startedMs: 45 * MINUTE * scale,
        endedMs: 86 * MINUTE * scale,
        reason: "1.09 % failed, above the limit of 1 %",
        stages: [
          {
            sharePpm: 10_000,
            startedMs: 45 * MINUTE * scale,
            endedMs: 55 * MINUTE * scale,
            notified: 90,
            succeeded: 90,
            failed: 0,
          },
          {
            sharePpm: 100_000,
            startedMs: 55 * MINUTE * scale,
            endedMs: 70 * MINUTE * scale,
            notified: 810,
            succeeded: 807,
            failed: 3,
          },
          {
            sharePpm: 500_000,
            startedMs: 70 * MINUTE * scale,
            endedMs: 86 * MINUTE * scale,
            notified: 3771,
            succeeded: 3723,
            failed: 48,
          },
          { sharePpm: 1_000_000, startedMs: null, endedMs: null, notified: 0, succeeded: 0, failed: 0 },
        ],
      },
    ],
    cost: {
      currency: "USD",
      priceBook: "aws-iot-core-us-east-1",
      asOf: "2026-09-20",
      monthly: {
        total: 142.4712,
        perDevice: 0.01424712,
        lines: [
          {
            meter: "messages",
            quantity: 86_400_000,
            unit: "messages (5 KB)",
            amount: 86.4,
            source: "AWS IoT Core pricing, read 2026-09-20",
          },
          {
            meter: "connection minutes",
            quantity: 438_300_000,
            unit: "minutes",
            amount: 35.064,
            source: "AWS IoT Core pricing, read 2026-09-20",
          },
          {
            meter: "rules triggered",
            quantity: 86_400_000,
            unit: "triggers",
            amount: 12.96,
            source: "third-party note quoting the price list",
          },
          {
            meter: "shadow operations",
            quantity: 6_437_760,
            unit: "operations",
            amount: 8.0472,
            source: "AWS IoT Core pricing, read 2026-09-20",
          },
        ],
      },
      withoutFog: { total: 480.16, perDevice: 0.048016 },
      note: "A month is 30.4 days; free tiers are not counted.",
      warnings: [],
    },
    expectations: [
      {
        id: "all-back",
        verdict: "pass",
        severity: "must",
        text: "share(device.online) >= 99%",
        measured: "99.02%",
        threshold: ">= 99%",
        atMs: 36.8 * MINUTE * scale,
        ...noFigures,
        notes: [],
      },
      {
        id: "within-limit",
        verdict: "pass",
        severity: "must",
        text: "max(broker.connects.rate)[storm] <= 500",
        measured: "500",
        threshold: "<= 500",
        atMs: 30.1 * MINUTE * scale,
        ...noFigures,
        notes: [],
      },
      {
        id: "nothing-lost",
        verdict: "fail",
        severity: "must",
        text: "sum(messages.dropped{qos=1}) == 0",
        measured: String(lost),
        threshold: "== 0",
        atMs: 31 * MINUTE * scale,
        ...noFigures,
        notes: [],
      },
      {
        id: "commands-fast",
        verdict: "waived",
        severity: "must",
        text: "p95(commands.latency) <= 5s",
        measured: "no data",
        threshold: "<= 5s",
        atMs: null,
        ...noFigures,
        notes: [],
      },
      {
        id: "cheap",
        verdict: "pass",
        severity: "should",
        text: "cost.monthly.perDevice <= 0.25 USD",
        measured: "0.0142 USD",
        threshold: "<= 0.25 USD",
        atMs: endMs,
        ...noFigures,
        notes: [],
      },
    ],
    stop: null,
    phases: [
      { name: "warmup", startMs: 0, endMs: 20 * MINUTE * scale },
      { name: "outage", startMs: 20 * MINUTE * scale, endMs: 30 * MINUTE * scale },
      { name: "storm", startMs: 30 * MINUTE * scale, endMs: 50 * MINUTE * scale },
      { name: "settle", startMs: 50 * MINUTE * scale, endMs: endMs },
    ],
    invariants: [
      {
        name: "ledger",
        ok: true,
        detail: `${produced} produced = ${delivered} delivered + ${lost} dropped + ${produced - delivered - lost} in flight`,
      },
      { name: "energy", ok: true, detail: "drained by the charge columns equals the sum over consumers" },
      { name: "one state each", ok: true, detail: "10000 devices, 10000 states" },
    ],
    notes: [
      "Battery temperature is taken as constant 10 degC.",
      "Command latency had no data; the expectation waives it.",
    ],
    reproduce: "iotctl simulate scenarios/reboot-storm.yaml --variant jittered --seed winter-2026",
    environment: {
      workers: 2,
      wallMs: 4210,
      node: "v20.19.4",
      peakRssBytes: 412_000_000,
      startedAt: "2026-11-20T16:40:00Z",
      mode: "virtual",
    },
  };
};

export const sampleData = (options: SampleOptions = {}): ReportData => {
  const endMs = (options.minutes ?? 90) * MINUTE;
  const naming = sampleNaming(options.tenants ?? ["city", "frost-logistics"], options.resolutionMs ?? 10_000);
  const series = sampleSeries(naming, endMs);
  const scale = endMs / (90 * MINUTE);
  const at = (minutes: number): number => minutes * MINUTE * scale;
  const moments: Moment[] = [
    { kind: "phase", atMs: 0, untilMs: at(20), label: "warmup" },
    { kind: "phase", atMs: at(20), untilMs: at(30), label: "outage" },
    { kind: "phase", atMs: at(30), untilMs: at(50), label: "storm" },
    { kind: "phase", atMs: at(50), untilMs: endMs, label: "settle" },
    {
      kind: "fault",
      atMs: at(20),
      untilMs: at(30),
      label: "blackout",
      detail: "power.outage, 9,000 devices",
    },
    { kind: "fault", atMs: at(32), untilMs: at(33), label: "swizzle", detail: "link.clog, 10 gateways" },
    { kind: "rollout", atMs: at(45), untilMs: at(86), label: "fw-2.4.0", detail: "aborted: 1.09 % failed" },
    {
      kind: "alert",
      atMs: at(20.5),
      untilMs: at(34),
      label: "offline-share",
      severity: "P1",
      detail: "measured 0.9",
    },
    { kind: "alert", atMs: at(30.2), untilMs: at(31.6), label: "connect-refusals", severity: "P2" },
    { kind: "alert", atMs: at(85), label: "update-failures", severity: "P2" },
  ];
  return { summary: sampleSummary(naming, series, endMs), naming, series, moments };
};
