// Where one device group's metrics stand among all series: `values[series.produced]++`.
import { type MetricName, metricIndex } from "../../event/metric.js";
import type { MetricLayout } from "../../event/metric-layout.js";

class SeriesOfGroup {
  constructor(
    private readonly layout: MetricLayout,
    private readonly group: number,
  ) {}

  protected at(name: MetricName): number {
    return this.layout.series(metricIndex(name), this.group);
  }
}

/** Series indices of one group, by short name. */
export class GroupSeries extends SeriesOfGroup {
  readonly steps = this.at("device.steps");
  readonly produced = this.at("messages.produced");
  readonly delivered = this.at("messages.delivered");
  readonly dropped = this.at("messages.dropped");
  readonly suppressed = this.at("messages.suppressed");
  readonly duplicates = this.at("messages.duplicates");
  readonly fresh = this.at("messages.fresh");
  readonly latency = this.at("messages.latency");
  readonly retries = this.at("messages.retries");
  readonly online = this.at("device.online");
  readonly onlineTime = this.at("device.online.time");
  readonly expectedTime = this.at("device.expected.time");
  readonly freshTime = this.at("device.fresh.time");
  readonly state = this.at("device.state");
  readonly health = this.at("device.health");
  readonly version = this.at("device.version");
  readonly reboots = this.at("device.reboots");
  readonly rebootsCause = this.at("device.reboots.cause");
  readonly bricked = this.at("device.bricked");
  readonly depleted = this.at("device.depleted");
  readonly energy = this.at("energy.drained");
  readonly fogIn = this.at("fog.messages.in");
  readonly fogOut = this.at("fog.messages.out");
  readonly fogBytesIn = this.at("fog.bytes.in");
  readonly fogBytesOut = this.at("fog.bytes.out");
  readonly anomalies = this.at("fog.anomalies");
  readonly bytesUp = this.at("net.bytes.up");
  readonly bytesDown = this.at("net.bytes.down");
  readonly airtime = this.at("net.airtime");
  readonly attempts = this.at("connect.attempts");
  readonly refused = this.at("connect.refused");
  readonly updateStarted = this.at("update.started");
  readonly updateBytes = this.at("update.bytes");
  readonly updateAirtime = this.at("update.airtime");
  readonly updateFallbacks = this.at("update.fallbacks");
  readonly chunksLost = this.at("update.chunks.lost");
  readonly chunksRefused = this.at("update.chunks.refused");
  readonly conflicts = this.at("shadow.conflicts");
  readonly configApplied = this.at("shadow.applied");
  readonly configRefused = this.at("shadow.refused");
  readonly configRolledBack = this.at("shadow.rolledback");
  readonly noticed = this.at("changes.noticed");
  readonly missed = this.at("changes.missed");
  readonly failures = this.at("device.failures");
  readonly actions = this.at("actions.local");
  readonly actionLatency = this.at("actions.latency");
  readonly misjudged = this.at("shadow.misjudged");
  readonly commandsRejected = this.at("commands.rejected");
  readonly collisions = this.at("net.collisions");
  readonly dutyWaits = this.at("net.duty.waits");
  readonly alarms = this.at("messages.alarms");
  readonly brownouts = this.at("device.brownouts");
  readonly harvested = this.at("energy.harvested");
  readonly forecastError = this.at("battery.forecast.error");
  readonly forecasts = this.at("battery.forecasts");
  readonly steep = this.at("battery.steep");
  readonly erased = this.at("device.erased");
  readonly actionsFailed = this.at("actions.failed");
  readonly metered = this.at("meter.messages");
}
