// The metric registry: every number of a run that is counted over time. All values are integers and merge by addition
// (peaks by maximum), so neither the partition into cells nor the worker count can show.
// A series is (metric, device group or "shared", sub-key); a bucket is a fixed slice of virtual time.
import { bucketEnd } from "../core/histogram.js";
import { LATENCY_BUCKETS, LatencySamples, type SavedSamples } from "./latency.js";

/**
 * counter: sum per bucket. gauge: written as changes, read as the running sum. peak: maximum per bucket. trough: minimum
 * per bucket, and no row is nothing seen.
 */
export type MetricKind = "counter" | "gauge" | "peak" | "trough";
/** What the sub-key of a metric names; the plan's dictionaries give its values. */
export type SubKey =
  | "none"
  | "state"
  | "health"
  | "version"
  | "cause"
  | "rebootCause"
  | "consumer"
  | "latency"
  | "refusal"
  | "jobStatus"
  | "policy"
  | "anomaly";

export interface MetricSpec {
  readonly name: string;
  readonly kind: MetricKind;
  readonly sub: SubKey;
  readonly unit: string;
  readonly help: string;
}

const spec = (name: string, kind: MetricKind, sub: SubKey, unit: string, help: string): MetricSpec => ({
  name,
  kind,
  sub,
  unit,
  help,
});

/** All metrics, in the order of their series. Append only: the index is part of the digest. */
export const METRICS = [
  spec(
    "device.online",
    "gauge",
    "none",
    "devices",
    "devices that can reach the cloud (session up, or attached to a gateway whose session is up)",
  ),
  spec("device.online.time", "counter", "none", "ms", "device-milliseconds online"),
  spec(
    "device.expected.time",
    "counter",
    "none",
    "ms",
    "device-milliseconds in service (activated, not decommissioned)",
  ),
  spec("device.state", "gauge", "state", "devices", "devices by lifecycle state"),
  spec("device.health", "gauge", "health", "devices", "devices by health"),
  spec("device.version", "gauge", "version", "devices", "devices by running firmware version"),
  spec("device.reboots", "counter", "version", "reboots", "reboots by the version that was running"),
  spec("device.reboots.cause", "counter", "rebootCause", "reboots", "reboots by cause"),
  spec("device.bricked", "counter", "none", "devices", "devices that can never boot again"),
  spec(
    "device.brownouts",
    "counter",
    "none",
    "brown-outs",
    "terminal voltage below the threshold under load",
  ),
  spec("device.depleted", "counter", "none", "devices", "batteries that ran empty"),
  spec("device.steps", "counter", "none", "steps", "timer steps of devices, the unit of the speed figures"),
  spec("messages.produced", "counter", "none", "messages", "readings the devices' applications produced"),
  spec(
    "messages.delivered",
    "counter",
    "none",
    "messages",
    "readings the cloud accepted, alone or inside a summary",
  ),
  spec("messages.dropped", "counter", "cause", "messages", "readings lost, by cause"),
  spec(
    "messages.suppressed",
    "counter",
    "none",
    "readings",
    "samples not sent because of the deadband; not produced",
  ),
  spec(
    "messages.duplicates",
    "counter",
    "none",
    "messages",
    "duplicates removed at the gateway or in the cloud; not in the balance",
  ),
  spec(
    "messages.fresh",
    "counter",
    "none",
    "messages",
    "delivered readings within the tenant's freshness limit",
  ),
  spec("messages.latency", "counter", "latency", "messages", "delivered readings by age on arrival"),
  spec("messages.retries", "counter", "none", "attempts", "link attempts beyond the first"),
  spec(
    "messages.flood",
    "counter",
    "none",
    "messages",
    "readings produced by a flood fault (part of produced)",
  ),
  spec("fog.messages.in", "counter", "none", "messages", "readings received by gateways"),
  spec("fog.messages.out", "counter", "none", "messages", "messages gateways sent to the cloud"),
  spec("fog.bytes.in", "counter", "none", "bytes", "payload bytes received by gateways"),
  spec("fog.bytes.out", "counter", "none", "bytes", "payload bytes sent by gateways"),
  spec(
    "fog.queue.depth",
    "gauge",
    "none",
    "summaries",
    "messages stored at gateways waiting for the backhaul",
  ),
  spec("fog.anomalies", "counter", "anomaly", "anomalies", "anomalies found at gateways"),
  spec("energy.drained", "counter", "consumer", "nJ", "energy drained from batteries by consumer"),
  spec("gateway.online", "gauge", "none", "gateways", "gateways with a cloud session"),
  spec("connect.attempts", "counter", "none", "connects", "session requests sent"),
  spec("connect.accepted", "counter", "none", "connects", "session requests accepted by the front"),
  spec("connect.refused", "counter", "refusal", "connects", "session requests refused, by reason"),
  spec("provision.accepted", "counter", "none", "devices", "identities issued"),
  spec("provision.refused", "counter", "refusal", "requests", "provisioning requests refused, by reason"),
  spec("auth.errors", "counter", "none", "connects", "authentication failures"),
  spec("broker.connects.rate", "peak", "none", "per s", "most accepted connects in any one second"),
  spec("broker.sessions", "gauge", "none", "sessions", "open sessions at the front"),
  spec("broker.queue.depth", "peak", "none", "messages", "deepest ingest queue"),
  spec("ingest.errors", "counter", "cause", "messages", "messages the ingest refused or put aside"),
  spec("ingest.messages", "counter", "none", "messages", "messages that reached the front"),
  spec("shadow.updates", "counter", "none", "updates", "accepted shadow updates"),
  spec("shadow.conflicts", "counter", "policy", "conflicts", "shadow conflicts, by policy"),
  spec("shadow.rejected", "counter", "none", "updates", "shadow updates refused (stale version, invalid)"),
  spec("commands.sent", "counter", "none", "commands", "commands dispatched"),
  spec("commands.acked", "counter", "none", "commands", "commands acknowledged"),
  spec("commands.latency", "counter", "latency", "commands", "acknowledged commands by round trip"),
  spec("update.started", "counter", "version", "devices", "devices that began an update, by target version"),
  spec("update.outcome", "counter", "jobStatus", "devices", "update outcomes"),
  spec("update.bytes", "counter", "none", "bytes", "image bytes downloaded"),
  spec("alerts.raised", "counter", "none", "alerts", "alerts raised"),
  spec("net.bytes.up", "counter", "none", "bytes", "bytes on the wire, device or gateway to the cloud"),
  spec("net.bytes.down", "counter", "none", "bytes", "bytes on the wire, cloud to device or gateway"),
  spec("net.airtime", "counter", "none", "us", "radio time on air"),
  spec("meter.messages", "counter", "none", "messages", "metered broker messages (in the provider's steps)"),
  spec("meter.connect.time", "counter", "none", "ms", "metered session time"),
  spec(
    "meter.shadow.ops",
    "counter",
    "none",
    "operations",
    "metered shadow and registry operations (1 KB steps)",
  ),
  spec("meter.rules", "counter", "none", "triggers", "metered rule triggers (in the provider's steps)"),
  spec("meter.actions", "counter", "none", "actions", "metered rule actions (in the provider's steps)"),
  spec("meter.remote.actions", "counter", "none", "actions", "metered job executions"),
  spec("meter.store.bytes", "counter", "none", "bytes", "payload bytes kept by the cloud"),
  spec("device.failures", "counter", "none", "failures", "random hardware failures"),
  spec("actions.local", "counter", "none", "actions", "actions of local rules"),
  spec("actions.latency", "counter", "latency", "actions", "local actions by time from sample to actuator"),
  spec(
    "shadow.misjudged",
    "counter",
    "none",
    "conflicts",
    "latest-wins conflicts that a true clock would have settled otherwise",
  ),
  spec(
    "commands.rejected",
    "counter",
    "none",
    "commands",
    "commands a device refused: bad signature, replayed, out of order",
  ),
  spec(
    "net.collisions",
    "counter",
    "none",
    "attempts",
    "frames lost to other frames on air, or to a gateway that was sending",
  ),
  spec("net.duty.waits", "counter", "none", "frames", "frames put off because the duty cycle had no room"),
  spec("messages.alarms", "counter", "none", "messages", "readings produced as alarms (part of produced)"),
  spec("energy.harvested", "counter", "none", "nJ", "energy that panels put into batteries"),
  spec(
    "battery.forecast.error",
    "counter",
    "none",
    "ms",
    "how far the depletion forecast at half-time was off, added up over batteries that ran empty",
  ),
  spec("battery.forecasts", "counter", "none", "batteries", "batteries that ran empty and had been forecast"),
  spec(
    "changes.noticed",
    "counter",
    "latency",
    "changes",
    "changes of occupancy sensors that a reading shows, by the time until it was sampled",
  ),
  spec("changes.missed", "counter", "none", "changes", "occupancy changes over before anybody asked"),
  spec(
    "battery.steep",
    "gauge",
    "none",
    "batteries",
    "batteries that fall more than twice as fast as their twin's designed life allows",
  ),
  spec("actions.failed", "counter", "none", "actions", "gateways' actions whose actuator was not reached"),
  spec("device.erased", "counter", "none", "devices", "decommissioned devices that erased themselves"),
  spec("shadow.applied", "counter", "none", "configurations", "configurations devices took"),
  spec("shadow.refused", "counter", "none", "values", "values devices refused: unknown, type, range"),
  spec("shadow.rolledback", "counter", "none", "configurations", "configurations devices took back"),
  spec("update.airtime", "counter", "none", "us", "time on air of downloads, requests up and blocks down"),
  spec("update.chunks.lost", "counter", "none", "blocks", "blocks that did not come, asked for again"),
  spec("update.chunks.refused", "counter", "none", "blocks", "blocks refused by length or check sum"),
  spec("update.fallbacks", "counter", "none", "devices", "patches given up for the whole image"),
  spec("meter.device.time", "counter", "none", "ms", "time that devices were in the registry, added up"),
] as const satisfies readonly MetricSpec[];

export type MetricName = (typeof METRICS)[number]["name"];

/** The values of each sub-key, in index order. `none` always has one value. */
export type Dictionaries = Record<SubKey, readonly string[]>;

/** The index of a metric's series among all, and what a series is. */
export interface SeriesDescription {
  metric: MetricSpec;
  group: number;
  sub: number;
  subName: string;
}

const isLatency = ({ sub }: MetricSpec): boolean => sub === "latency";

/**
 * Where each series of a run lives. Groups 0..groupCount-1 are device groups, `sharedGroup` is everything else. Series
 * below `denseCount` are few and kept as columns; beyond it stand the samples of latencies, which are kept sparse: by
 * (metric, group) LATENCY_BUCKETS counts, then the greatest of each (metric, group), then the least.
 */
export class MetricLayout {
  readonly base: Int32Array;
  /** Values of each metric's sub-key. */
  readonly subs: Int32Array;
  readonly denseCount: number;
  /** The greatest latencies start here, the least there. */
  readonly mostFrom: number;
  readonly leastFrom: number;
  readonly seriesCount: number;
  readonly groupCount: number;
  readonly sharedGroup: number;
  readonly dictionaries: Dictionaries;
  /** 1 for each dense series that merges by maximum. */
  readonly peaks: Uint8Array;
  /** Metrics in the order of their series. */
  private readonly order: number[];

  constructor(groupCount: number, dictionaries: Dictionaries) {
    this.groupCount = groupCount;
    this.sharedGroup = groupCount;
    this.dictionaries = dictionaries;
    this.base = new Int32Array(METRICS.length);
    this.subs = Int32Array.from(METRICS, ({ sub }) => dictionaries[sub].length);
    const all = METRICS.map((_, index) => index);
    const dense = all.filter((index) => !isLatency(METRICS[index]));
    const latencies = all.filter((index) => isLatency(METRICS[index]));
    this.order = [...dense, ...latencies];
    let next = 0;
    for (const index of dense) {
      this.base[index] = next;
      next += (groupCount + 1) * this.subs[index];
    }
    this.denseCount = next;
    for (const index of latencies) {
      this.base[index] = next;
      next += (groupCount + 1) * LATENCY_BUCKETS;
    }
    const kept = latencies.length * (groupCount + 1);
    this.mostFrom = next;
    this.leastFrom = next + kept;
    this.seriesCount = next + 2 * kept;
    this.peaks = new Uint8Array(this.denseCount);
    for (const index of dense) {
      if ((METRICS[index].kind as MetricKind) !== "peak") continue;
      this.peaks.fill(1, this.base[index], this.base[index] + (groupCount + 1) * this.subs[index]);
    }
  }

  /** Series of metric `metric` (index), group and sub-key. Of a latency: where its counts by bucket begin. */
  series(metric: number, group: number, sub = 0): number {
    return (
      this.base[metric] + group * (isLatency(METRICS[metric]) ? LATENCY_BUCKETS : this.subs[metric]) + sub
    );
  }

  /** Series of the greatest latency beside the counts that begin at `counts`. */
  mostOf(counts: number): number {
    return this.mostFrom + (counts - this.denseCount) / LATENCY_BUCKETS;
  }

  leastOf(counts: number): number {
    return this.leastFrom + (counts - this.denseCount) / LATENCY_BUCKETS;
  }

  /** How rows of one series and bucket merge. */
  mergeOf(series: number): "sum" | "most" | "least" {
    if (series < this.denseCount) return this.peaks[series] === 1 ? "most" : "sum";
    return series < this.mostFrom ? "sum" : series < this.leastFrom ? "most" : "least";
  }

  /** The reverse of {@link series}. The greatest and least of a latency are told as metrics of their own. */
  describe(series: number): SeriesDescription {
    if (series >= this.mostFrom) return this.describeExtreme(series);
    let at = this.order.length - 1;
    while (this.base[this.order[at]] > series) at--;
    const metric = this.order[at];
    const spec: MetricSpec = METRICS[metric];
    const offset = series - this.base[metric];
    const stride = isLatency(spec) ? LATENCY_BUCKETS : this.subs[metric];
    const group = Math.floor(offset / stride);
    const sub = offset - group * stride;
    const subName = isLatency(spec) ? `${bucketEnd(sub)}` : this.dictionaries[spec.sub][sub];
    return { metric: spec, group, sub, subName };
  }

  private describeExtreme(series: number): SeriesDescription {
    const isMost = series < this.leastFrom;
    const slot = series - (isMost ? this.mostFrom : this.leastFrom);
    const { metric, group } = this.describe(this.denseCount + slot * LATENCY_BUCKETS);
    const kind = isMost ? "peak" : "trough";
    const help = `${isMost ? "greatest" : "least"} of ${metric.name}`;
    const name = `${metric.name}.${isMost ? "max" : "min"}`;
    return { metric: { name, kind, sub: "none", unit: "ms", help }, group, sub: 0, subName: "" };
  }
}

/** Index of a metric by name; throws on an unknown name (our bug, names are typed). */
export const metricIndex = (name: MetricName): number => METRICS.findIndex((metric) => metric.name === name);

export interface MetricColumns {
  count: number;
  bucket: Int32Array;
  series: Int32Array;
  value: Float64Array;
}

/** A growing block of metric rows. `take()` hands its columns over and leaves it empty. */
export class MetricBlock implements MetricColumns {
  count = 0;
  bucket = new Int32Array(64);
  series = new Int32Array(64);
  value = new Float64Array(64);

  push(bucket: number, series: number, value: number): void {
    if (this.count === this.bucket.length) this.grow();
    const row = this.count++;
    this.bucket[row] = bucket;
    this.series[row] = series;
    this.value[row] = value;
  }

  /**
   * Pushes what is not zero in a column of counts by series, and sets it to zero. Hot: at each bucket's end of each cell, and
   * most counts are zero, so it looks at four of them at a time, as words.
   */
  drain(bucket: number, values: Float64Array): void {
    const { length } = values;
    const words = new Int32Array(values.buffer, values.byteOffset, 2 * length);
    const whole = length - (length % 4);
    for (let series = 0; series < whole; series += 4) {
      const at = 2 * series;
      const low = words[at] | words[at + 1] | words[at + 2] | words[at + 3];
      if ((low | words[at + 4] | words[at + 5] | words[at + 6] | words[at + 7]) === 0) continue;
      for (let one = series; one < series + 4; one++) this.drainOne(bucket, values, one);
    }
    for (let series = whole; series < length; series++) this.drainOne(bucket, values, series);
  }

  private drainOne(bucket: number, values: Float64Array, series: number): void {
    const value = values[series];
    if (value === 0) return;
    this.push(bucket, series, value);
    values[series] = 0;
  }

  take(): MetricColumns {
    const { count } = this;
    this.count = 0;
    return {
      count,
      bucket: this.bucket.slice(0, count),
      series: this.series.slice(0, count),
      value: this.value.slice(0, count),
    };
  }

  private grow(): void {
    const capacity = this.bucket.length * 2;
    const { bucket, series, value } = this;
    this.bucket = new Int32Array(capacity);
    this.series = new Int32Array(capacity);
    this.value = new Float64Array(capacity);
    this.bucket.set(bucket);
    this.series.set(series);
    this.value.set(value);
  }
}

/** Counts of one source (a cell or the cloud) within the current bucket. Hot: `values[series] += n`. */
export class MetricWriter {
  readonly values: Float64Array;
  readonly latencies: LatencySamples;
  /** The rows of ended buckets. */
  readonly rows = new MetricBlock();

  constructor(layout: MetricLayout) {
    this.values = new Float64Array(layout.denseCount);
    this.latencies = new LatencySamples(layout);
  }

  /** Ends bucket `bucket`: what was counted becomes rows, the counts start at zero again. */
  endBucket(bucket: number): void {
    this.rows.drain(bucket, this.values);
    this.latencies.drain(bucket, this.rows);
  }

  /** The rows since the last take. */
  take(): MetricColumns {
    return this.rows.take();
  }

  /** What was counted in the current bucket. */
  save(): SavedCounts {
    return { values: this.values, latencies: this.latencies.save() };
  }

  load(saved: SavedCounts): void {
    this.values.set(saved.values);
    this.latencies.load(saved.latencies);
  }
}

export interface SavedCounts {
  values: Float64Array;
  latencies: SavedSamples;
}

export const metricTransfers = (block: MetricColumns): ArrayBuffer[] =>
  [block.bucket, block.series, block.value].map((column) => column.buffer as ArrayBuffer);

const RESOLUTIONS_MS = [1_000, 10_000, 60_000, 300_000, 3_600_000, 21_600_000] as const;
/** A run has at most this many buckets, so the metric tables stay bounded. */
const BUCKETS_MAX = 20_000;

/** Length of a metric bucket for a run: the finest of 1 s, 10 s, 1 min, 5 min, 1 h, 6 h that stays within {@link BUCKETS_MAX}. */
export const bucketLengthMs = (durationMs: number): number =>
  RESOLUTIONS_MS.find((ms) => durationMs / ms <= BUCKETS_MAX) ?? 21_600_000;
