// A gateway twin as the model reads it, made of its text.
import type { GatewayTwin } from "../spec/twin.js";
import type { GatewayTwinText } from "./schema/twin-gateway.js";

export const gatewayTwinOf = (text: GatewayTwinText): GatewayTwin => ({
  kind: "gateway",
  name: text.twin,
  description: text.description,
  capacityDevices: text.capacity,
  windowMs: text.aggregation.window,
  graceMs: text.aggregation.grace,
  aggregate: text.aggregation.enabled,
  summaryBytes: text.aggregation.summary,
  storeMax: text.store.max,
  storeDrop: text.store.drop,
  drainPerS: text.store.drain,
  detectors: text.anomaly,
  backhaulLatencyMs: text.backhaul.latency,
  backhaulJitterMs: text.backhaul.jitter,
  rules: text.rules.map(({ when, actuate, latency }) => ({
    when: {
      twin: when.twin ?? null,
      group: when.group ?? null,
      above: when.above ?? null,
      below: when.below ?? null,
      hysteresis: when.hysteresis,
      alarm: when.alarm ?? false,
    },
    actuate: { twin: actuate.twin ?? null, group: actuate.group ?? null, name: actuate.name },
    latencyMs: latency,
  })),
  reconnect: { policy: text.reconnect.policy, baseMs: text.reconnect.base, capMs: text.reconnect.cap },
  keepaliveMs: text.keepalive,
  failover: { takeoverMs: text.failover.takeover, returnMs: text.failover.return },
});
