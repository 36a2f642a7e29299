// A gateway twin as written in twins/<name>.yaml.
import { z } from "zod";
import { DAY_MS, HOUR_MS } from "../../core/duration.js";
import { EDGE_RULES_MAX } from "../../spec/twin.js";
import { duration, keepaliveDuration, positiveDuration, rate, size } from "../quantities.js";
import { BIG, groupName, integer, name, numeric, strict } from "../schema-parts.js";
import { detectorsSchema } from "./detectors.js";
import { reconnectSchema } from "./twin-device.js";

/** Windows that may wait for latecomers at once: each takes memory for every group. */
const GRACE_WINDOWS_MAX = 60;

const one = { twin: name().optional(), group: groupName().optional() };

/** Exactly one of twin and group says who is meant. */
const namesOne = <T extends { twin?: string; group?: string }>({ twin, group }: T): boolean =>
  (twin === undefined) !== (group === undefined);
const oneIssue = { message: "it must have `twin` or `group`, one of them", params: { code: "SCN017" } };

/** A rule from one device to another's actuator, played at the gateway. */
const edgeRuleSchema = strict({
  when: strict({
    ...one,
    above: numeric(-BIG, BIG).optional(),
    below: numeric(-BIG, BIG).optional(),
    hysteresis: numeric(0, BIG)
      .default(0)
      .meta({ description: "a reading that held ends to hold only this far beyond its threshold" }),
    alarm: z.literal(true).optional().meta({ description: "holds while its readings are alarms" }),
  })
    .refine(namesOne, oneIssue)
    .refine(
      ({ above, below, alarm }) =>
        alarm === undefined
          ? above !== undefined || below !== undefined
          : above === undefined && below === undefined,
      { message: "it must have `above`, `below` or both, or `alarm` alone", params: { code: "SCN017" } },
    ),
  actuate: strict({ ...one, name: name() }).refine(namesOne, oneIssue),
  latency: duration({ max: 60_000, range: "between 0s and 60s" })
    .prefault("5ms")
    .meta({ description: "what the gateway itself takes" }),
});

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
  })
    .refine(({ window, grace }) => grace <= GRACE_WINDOWS_MAX * window, {
      message: `its grace must be at most ${GRACE_WINDOWS_MAX} windows long: so many would be open at once`,
      params: { code: "SCN029" },
    })
    .prefault({}),
  store: strict({
    max: integer(1, 100_000_000).default(100_000),
    drop: z.enum(["oldest", "newest"]).default("oldest"),
    drain: rate({ min: 0.001, max: 1_000_000, range: "above 0" }).prefault("50/s"),
  }).prefault({}),
  anomaly: detectorsSchema,
  backhaul: strict({
    latency: duration({ max: HOUR_MS, range: "between 0s and 1h" }).prefault("40ms"),
    jitter: duration({ max: HOUR_MS, range: "between 0s and 1h" }).prefault("10ms"),
  }).prefault({}),
  /** INF-3: what it does by itself, without the cloud: a reading of one device switches another's actuator. */
  rules: z.array(edgeRuleSchema).max(EDGE_RULES_MAX).default([]),
  reconnect: reconnectSchema.prefault({ policy: "full-jitter" }),
  keepalive: keepaliveDuration().prefault("1m"),
  /** INF-12, in a pair: when its partner takes its devices, and when it gets them back. */
  failover: strict({
    takeover: duration({ min: 1_000, max: HOUR_MS, range: "between 1s and 1h" })
      .prefault("15s")
      .meta({ description: "without power or session for so long, and its partner serves its devices" }),
    return: duration({ min: 1_000, max: DAY_MS, range: "between 1s and 1d" })
      .prefault("2m")
      .meta({ description: "with power and session again for so long, and it serves them itself" }),
  }).prefault({}),
});

export type GatewayTwinText = z.output<typeof gatewayTwinSchema>;
