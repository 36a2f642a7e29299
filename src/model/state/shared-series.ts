// The series of what belongs to no device group: gateways, all together.
import { type MetricName, metricIndex } from "../../event/metric.js";
import type { MetricLayout } from "../../event/metric-layout.js";
import type { GroupSeries } from "./group-series.js";

/** What sessions are counted in: a device's in its group, a gateway's in the shared ones. */
export type SessionSeries = Pick<GroupSeries, "attempts" | "refused" | "bytesUp" | "bytesDown" | "metered">;

export class SharedSeries implements SessionSeries {
  readonly gatewayOnline: number;
  readonly queueDepth: number;
  readonly failovers: number;
  readonly attempts: number;
  readonly refused: number;
  readonly bytesUp: number;
  readonly bytesDown: number;
  readonly metered: number;

  constructor(layout: MetricLayout) {
    const at = (name: MetricName): number => layout.series(metricIndex(name), layout.sharedGroup);
    this.gatewayOnline = at("gateway.online");
    this.queueDepth = at("fog.queue.depth");
    this.failovers = at("gateway.failovers");
    this.attempts = at("connect.attempts");
    this.refused = at("connect.refused");
    this.bytesUp = at("net.bytes.up");
    this.bytesDown = at("net.bytes.down");
    this.metered = at("meter.messages");
  }
}
