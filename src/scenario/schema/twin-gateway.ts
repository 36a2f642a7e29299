// A gateway twin as written in twins/<name>.yaml.
import { z } from "zod";
import { duration, positiveDuration, rate, size } from "../quantities.js";
import { integer, name, strict } from "../schema-parts.js";
import { reconnectSchema } from "./twin-device.js";

export const gatewayTwinSchema = strict({
  twin: name(),
  kind: z.literal("gateway"),
  description: z.string().default(""),
  /** Devices it can serve. */
  capacity: integer(1, 1_000_000),
  aggregation: strict({
    enabled: z.boolean().default(true),
    window: positiveDuration().prefault("5m"),
    /** Late readings are awaited this long after a window's end. */
    grace: duration().prefault("2s"),
    summary: size({ min: 1, max: 131_072, range: "between 1B and 128KiB" }).prefault("200B"),
  }).prefault({}),
  store: strict({
    max: integer(1, 100_000_000).default(100_000),
    drop: z.enum(["oldest", "newest"]).default("oldest"),
    drain: rate({ min: 0.001, max: 1_000_000, range: "above 0" }).prefault("50/s"),
  }).prefault({}),
  anomaly: strict({
    /** Equal readings in a row that count as a stuck sensor; 0 never. */
    stuckAfter: integer(0, 1_000_000).default(12),
    silenceAfter: duration().prefault("30m"),
  }).prefault({}),
  backhaul: strict({
    latency: duration({ max: 3_600_000, range: "between 0s and 1h" }).prefault("40ms"),
    jitter: duration({ max: 3_600_000, range: "between 0s and 1h" }).prefault("10ms"),
  }).prefault({}),
  reconnect: reconnectSchema.prefault({ policy: "full-jitter" }),
  keepalive: positiveDuration().prefault("1m"),
});

export type GatewayTwinText = z.output<typeof gatewayTwinSchema>;
