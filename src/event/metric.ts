// The metric registry: every number of a run that is counted over time. All values are integers and merge by addition
// (peaks by maximum), so neither the partition into cells nor the worker count can show.
// A series is (metric, device group or "shared", sub-key); a bucket is a fixed slice of virtual time.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../core/duration.js";

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
  spec("device.online.time", "counter", "none", "ms", "device-milliseconds online, of those in service"),
  spec(
    "device.expected.time",
    "counter",
    "none",
    "ms",
    "device-milliseconds in service (active or degraded; not in maintenance, unprovisioned or decommissioned)",
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
  spec("commands.sent", "counter", "none", "commands", "commands dispatched, without orders to erase"),
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
  spec("alarms.latency", "counter", "latency", "messages", "alarms the cloud accepted, by age on arrival"),
  spec("readings.recorded", "counter", "none", "readings", "readings kept one by one (`record`)"),
  spec("readings.unrecorded", "counter", "none", "readings", "readings whose device had all its rows"),
  spec(
    "device.fresh.time",
    "counter",
    "none",
    "ms",
    "device-milliseconds in service with a newest reading at the cloud younger than the tenant's freshness limit",
  ),
  spec(
    "ingest.stale",
    "counter",
    "none",
    "messages",
    "delivered readings that arrived within the freshness limit and waited beyond it in the ingest's queue",
  ),
  spec(
    "gateway.failovers",
    "counter",
    "none",
    "times",
    "times that the devices of a gateway went over to its partner, or back",
  ),
] as const satisfies readonly MetricSpec[];

export type MetricName = (typeof METRICS)[number]["name"];

/** The values of each sub-key, in index order. `none` always has one value. */
export type Dictionaries = Record<SubKey, readonly string[]>;

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
   * Pushes what is not zero among the counts of series `first` to before `end`, and sets it to zero; series 0 stands in
   * `values` at `from`. Hot: at each bucket's end of each cell, and most counts are zero, so it looks at four of them at a time.
   */
  drain(bucket: number, values: Float64Array, from = 0, first = 0, end = values.length): void {
    const whole = end - ((end - first) % 4);
    for (let series = first; series < whole; series += 4) {
      const at = from + series;
      if (values[at] === 0 && values[at + 1] === 0 && values[at + 2] === 0 && values[at + 3] === 0) continue;
      for (let one = series; one < series + 4; one++) this.drainOne(bucket, values, from, one);
    }
    for (let series = whole; series < end; series++) this.drainOne(bucket, values, from, series);
  }

  private drainOne(bucket: number, values: Float64Array, from: number, series: number): void {
    const value = values[from + series];
    if (value === 0) return;
    this.push(bucket, series, value);
    values[from + series] = 0;
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

export const metricTransfers = (block: MetricColumns): ArrayBuffer[] =>
  [block.bucket, block.series, block.value].map((column) => column.buffer as ArrayBuffer);

const RESOLUTIONS_MS = [SECOND_MS, 10 * SECOND_MS, MINUTE_MS, 5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS] as const;
/** A run has at most this many buckets, so the metric tables stay bounded. */
const BUCKETS_MAX = 20_000;

/** Length of a metric bucket for a run: the finest of 1 s, 10 s, 1 min, 5 min, 1 h, 6 h that stays within {@link BUCKETS_MAX}. */
export const bucketLengthMs = (durationMs: number): number =>
  RESOLUTIONS_MS.find((ms) => durationMs / ms <= BUCKETS_MAX) ?? 21_600_000;
