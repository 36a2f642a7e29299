// The metric registry: every number of a run that is counted over time. All values are integers and merge by addition
// (peaks by maximum, troughs by minimum), so neither the partition into cells nor the worker count can show.
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

type Declare = (name: string, sub: SubKey, unit: string, help: string) => MetricSpec;

const declare =
  (kind: MetricKind): Declare =>
  (name, sub, unit, help) => ({ name, kind, sub, unit, help });
const counter = declare("counter");
const gauge = declare("gauge");
const peak = declare("peak");

/** All metrics, in the order of their series. Append only: the index is part of the digest. */
export const METRICS = [
  gauge(
    "device.online",
    "none",
    "devices",
    "devices that can reach the cloud (session up, or attached to a gateway whose session is up)",
  ),
  counter("device.online.time", "none", "ms", "device-milliseconds online, of those in service"),
  counter(
    "device.expected.time",
    "none",
    "ms",
    "device-milliseconds in service (active or degraded; not in maintenance, unprovisioned or decommissioned)",
  ),
  gauge("device.state", "state", "devices", "devices by lifecycle state"),
  gauge("device.health", "health", "devices", "devices by health"),
  gauge("device.version", "version", "devices", "devices by running firmware version"),
  counter("device.reboots", "version", "reboots", "reboots by the version that was running"),
  counter("device.reboots.cause", "rebootCause", "reboots", "reboots by cause"),
  counter("device.bricked", "none", "devices", "devices that can never boot again"),
  counter("device.brownouts", "none", "brown-outs", "terminal voltage below the threshold under load"),
  counter("device.depleted", "none", "devices", "batteries that ran empty"),
  counter("device.steps", "none", "steps", "timer steps of devices, the unit of the speed figures"),
  counter("messages.produced", "none", "messages", "readings the devices' applications produced"),
  counter("messages.delivered", "none", "messages", "readings the cloud accepted, alone or inside a summary"),
  counter("messages.dropped", "cause", "messages", "readings lost, by cause"),
  counter(
    "messages.suppressed",
    "none",
    "readings",
    "samples not sent because of the deadband; not produced",
  ),
  counter(
    "messages.duplicates",
    "none",
    "messages",
    "duplicates removed at the gateway or in the cloud; not in the balance",
  ),
  counter("messages.fresh", "none", "messages", "delivered readings within the tenant's freshness limit"),
  counter("messages.latency", "latency", "messages", "delivered readings by age on arrival"),
  counter("messages.retries", "none", "attempts", "link attempts beyond the first"),
  counter("messages.flood", "none", "messages", "readings produced by a flood fault (part of produced)"),
  counter("fog.messages.in", "none", "messages", "readings received by gateways"),
  counter("fog.messages.out", "none", "messages", "messages gateways sent to the cloud"),
  counter("fog.bytes.in", "none", "bytes", "payload bytes received by gateways"),
  counter("fog.bytes.out", "none", "bytes", "payload bytes sent by gateways"),
  gauge("fog.queue.depth", "none", "summaries", "messages stored at gateways waiting for the backhaul"),
  counter("fog.anomalies", "anomaly", "anomalies", "anomalies found at gateways"),
  counter("energy.drained", "consumer", "nJ", "energy drained from batteries by consumer"),
  gauge("gateway.online", "none", "gateways", "gateways with a cloud session"),
  counter("connect.attempts", "none", "connects", "session requests sent"),
  counter("connect.accepted", "none", "connects", "session requests accepted by the front"),
  counter("connect.refused", "refusal", "connects", "session requests refused, by reason"),
  counter("provision.accepted", "none", "devices", "identities issued"),
  counter("provision.refused", "refusal", "requests", "provisioning requests refused, by reason"),
  counter("auth.errors", "none", "connects", "authentication failures"),
  peak("broker.connects.rate", "none", "per s", "most accepted connects in any one second"),
  gauge("broker.sessions", "none", "sessions", "open sessions at the front"),
  peak("broker.queue.depth", "none", "messages", "deepest ingest queue"),
  counter("ingest.errors", "cause", "messages", "messages the ingest refused or put aside"),
  counter("ingest.messages", "none", "messages", "messages that reached the front"),
  counter("shadow.updates", "none", "updates", "accepted shadow updates"),
  counter("shadow.conflicts", "policy", "conflicts", "shadow conflicts, by policy"),
  counter("shadow.rejected", "none", "updates", "shadow updates refused (stale version, invalid)"),
  counter("commands.sent", "none", "commands", "commands dispatched, without orders to erase"),
  counter("commands.acked", "none", "commands", "commands acknowledged"),
  counter("commands.latency", "latency", "commands", "acknowledged commands by round trip"),
  counter("update.started", "version", "devices", "devices that began an update, by target version"),
  counter("update.outcome", "jobStatus", "devices", "update outcomes"),
  counter("update.bytes", "none", "bytes", "image bytes downloaded"),
  counter("alerts.raised", "none", "alerts", "alerts raised"),
  counter("net.bytes.up", "none", "bytes", "bytes on the wire, device or gateway to the cloud"),
  counter("net.bytes.down", "none", "bytes", "bytes on the wire, cloud to device or gateway"),
  counter("net.airtime", "none", "us", "radio time on air"),
  counter("meter.messages", "none", "messages", "metered broker messages (in the provider's steps)"),
  counter("meter.connect.time", "none", "ms", "metered session time"),
  counter("meter.shadow.ops", "none", "operations", "metered shadow and registry operations (1 KB steps)"),
  counter("meter.rules", "none", "triggers", "metered rule triggers (in the provider's steps)"),
  counter("meter.actions", "none", "actions", "metered rule actions (in the provider's steps)"),
  counter("meter.remote.actions", "none", "actions", "metered job executions"),
  counter("meter.store.bytes", "none", "bytes", "payload bytes kept by the cloud"),
  counter("device.failures", "none", "failures", "random hardware failures"),
  counter("actions.local", "none", "actions", "actions of local rules"),
  counter("actions.latency", "latency", "actions", "local actions by time from sample to actuator"),
  counter(
    "shadow.misjudged",
    "none",
    "conflicts",
    "latest-wins conflicts that a true clock would have settled otherwise",
  ),
  counter(
    "commands.rejected",
    "none",
    "commands",
    "commands a device refused: bad signature, replayed, out of order",
  ),
  counter(
    "net.collisions",
    "none",
    "attempts",
    "frames lost to other frames on air, or to a gateway that was sending",
  ),
  counter("net.duty.waits", "none", "frames", "frames put off because the duty cycle had no room"),
  counter("messages.alarms", "none", "messages", "readings produced as alarms (part of produced)"),
  counter("energy.harvested", "none", "nJ", "energy that panels put into batteries"),
  counter(
    "battery.forecast.error",
    "none",
    "ms",
    "how far the depletion forecast at half-time was off, added up over batteries that ran empty",
  ),
  counter("battery.forecasts", "none", "batteries", "batteries that ran empty and had been forecast"),
  counter(
    "changes.noticed",
    "latency",
    "changes",
    "changes of occupancy sensors that a reading shows, by the time until it was sampled",
  ),
  counter("changes.missed", "none", "changes", "occupancy changes over before anybody asked"),
  gauge(
    "battery.steep",
    "none",
    "batteries",
    "batteries that fall more than twice as fast as their twin's designed life allows",
  ),
  counter("actions.failed", "none", "actions", "gateways' actions whose actuator was not reached"),
  counter("device.erased", "none", "devices", "decommissioned devices that erased themselves"),
  counter("shadow.applied", "none", "configurations", "configurations devices took"),
  counter("shadow.refused", "none", "values", "values devices refused: unknown, type, range"),
  counter("shadow.rolledback", "none", "configurations", "configurations devices took back"),
  counter("update.airtime", "none", "us", "time on air of downloads, requests up and blocks down"),
  counter("update.chunks.lost", "none", "blocks", "blocks that did not come, asked for again"),
  counter("update.chunks.refused", "none", "blocks", "blocks refused by length or check sum"),
  counter("update.fallbacks", "none", "devices", "patches given up for the whole image"),
  counter("meter.device.time", "none", "ms", "time that devices were in the registry, added up"),
  counter("alarms.latency", "latency", "messages", "alarms the cloud accepted, by age on arrival"),
  counter("readings.recorded", "none", "readings", "readings kept one by one (`record`)"),
  counter("readings.unrecorded", "none", "readings", "readings whose device had all its rows"),
  counter(
    "device.fresh.time",
    "none",
    "ms",
    "device-milliseconds in service with a newest reading at the cloud younger than the tenant's freshness limit",
  ),
  counter(
    "ingest.stale",
    "none",
    "messages",
    "delivered readings that arrived within the freshness limit and waited beyond it in the ingest's queue",
  ),
  counter(
    "gateway.failovers",
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

/** Series `first` to before `end` of counts in which series 0 stands at `from`. */
export interface Stretch {
  readonly from: number;
  readonly first: number;
  readonly end: number;
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
   * Pushes what is not zero among the counts of a stretch of series, by default all, and sets it to zero. Hot: at each bucket's end of each cell, and most counts are zero, so it looks at four of them at a time.
   */
  drain(bucket: number, values: Float64Array, stretch?: Stretch): void {
    const { from, first, end } = stretch ?? { from: 0, first: 0, end: values.length };
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
