// A device twin as written in twins/<name>.yaml: what a data sheet says, in a data sheet's units.
import { z } from "zod";
import { SHADOW_POLICIES } from "../../event/vocabulary.js";
import { LOCAL_RULES_MAX } from "../../spec/twin.js";
import {
  byteRate,
  charge,
  current,
  duration,
  keepaliveDuration,
  positiveDuration,
  power,
  resistance,
  share,
  size,
  temperature,
  voltage,
} from "../quantities.js";
import { BIG, integer, name, numeric, plainValue, strict } from "../schema-parts.js";
import { radioSchema } from "./twin-radio.js";

/** A meter of twelve digits: with two decimals its readings stay exact. */
const REGISTER_MAX = 1e12;
const says = (description: string) => ({ description });
const activity = () => strict({ current: current(), time: duration() });
/** Our choice: the pulse of a small latching relay (about 200 mW at 5 V). */
const LATCHING_RELAY = { current: "40mA", time: "20ms" };
const nothing = { current: "0uA", time: "0s" };

const batterySchema = strict({
  chemistry: name(),
  capacity: charge({ min: 0.001, max: 1_000_000, range: "above 0mAh" }),
  nominal: voltage({ min: 1, max: 100_000, range: "above 0V" }),
  empty: share().prefault("0%"),
  /** The chemistry's where absent. */
  selfDischargePerYear: share().optional(),
  initialCharge: share({ min: 1, range: "above 0% and at most 100%" }).prefault("100%"),
  health: share({ min: 100_000, range: "between 10% and 100%" }).prefault("100%"),
  /** The chemistry's cut-off where absent. */
  brownout: voltage({ max: 100_000, range: "at most 100V" }).optional(),
  /** The chemistry's, scaled to the capacity, where absent. */
  resistance: resistance({ max: 1_000_000, range: "at most 1000Ohm" }).optional(),
  life: positiveDuration()
    .optional()
    .meta({ description: "designed life: a battery that falls more than twice as fast is told" }),
});

const ambientSchema = strict({
  mean: temperature().prefault("15degC"),
  swing: temperature({ min: 0, max: 40, range: "between 0degC and 40degC" }).prefault("8degC"),
  season: temperature({ min: 0, max: 40, range: "between 0degC and 40degC" }).prefault("0degC"),
  peakHour: numeric(0, 24).default(15),
});

const solarSchema = strict({
  panel: power({ min: 0.001, max: 1_000_000, range: "above 0W and at most 1000W" }),
  latitude: numeric(-90, 90),
  performance: share().prefault("75%"),
  cloud: strict({
    mean: share().prefault("60%"),
    spread: share().prefault("20%"),
    correlation: numeric(0, 0.999).default(0.6),
  }).prefault({}),
});

/** Our choice: the order of a serial NOR flash that programs or erases, from memory; no data sheet was at hand. */
const FLASH_CURRENT = "20mA";

const powerSchema = strict({
  source: z.enum(["battery", "mains"]),
  battery: batterySchema.optional(),
  ambient: ambientSchema.prefault({}),
  solar: solarSchema.optional(),
  sleep: current().prefault("0uA"),
  sense: activity().prefault(nothing),
  compute: activity().prefault(nothing),
  flash: strict({ current: current().prefault(FLASH_CURRENT) })
    .prefault({})
    .meta({
      description:
        "while an update is written; for the image's size over firmware.flash. The default is our choice, from memory: give your flash's own",
    }),
}).refine(({ source, battery }) => source === "mains" || battery !== undefined, {
  message: "it must have `battery`, as its source is battery",
  params: { code: "SCN011" },
});

const DAY_NAMES = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export const DAYS = { daily: [0, 1, 2, 3, 4, 5, 6], weekdays: [0, 1, 2, 3, 4], weekend: [5, 6] } as const;
export const dayNumber = (day: (typeof DAY_NAMES)[number]): number => DAY_NAMES.indexOf(day);

const place = () => strict({ lat: numeric(-89, 89), lon: numeric(-180, 180) });

const signalSchema = z.discriminatedUnion("kind", [
  strict({
    kind: z.literal("daily"),
    mean: numeric(-BIG, BIG),
    amplitude: numeric(0, BIG).default(0),
    peakHour: numeric(0, 24).default(15),
    noise: numeric(0, BIG).default(0),
    correlation: numeric(0, 0.999_999).default(0),
    min: numeric(-BIG, BIG).default(-BIG),
    max: numeric(-BIG, BIG).default(BIG),
  }),
  strict({ kind: z.literal("occupancy"), meanOccupied: positiveDuration(), meanVacant: positiveDuration() }),
  strict({ kind: z.literal("constant"), value: numeric(-BIG, BIG), noise: numeric(0, BIG).default(0) }),
  strict({
    kind: z.literal("counter"),
    start: numeric(0, REGISTER_MAX).default(0),
    spread: numeric(0, REGISTER_MAX)
      .default(0)
      .meta(says("devices begin anywhere within so much above `start`")),
    perHour: numeric(0, BIG).meta(says("what a register gains in an hour, on average")),
    swing: numeric(0, 1).default(0).meta(says("by time of day: 1 + swing times as much at `peakHour`")),
    peakHour: numeric(0, 24).default(15),
    noise: numeric(0, 10).default(0).meta(says("deviation of an hour's gain, as a share of it")),
    wrapsAt: numeric(1, REGISTER_MAX).optional().meta(says("the register begins again at 0 there")),
  }),
  strict({
    kind: z.literal("level"),
    full: numeric(-BIG, BIG).default(100),
    refillAt: numeric(-BIG, BIG).default(20).meta(says("falls to here, then somebody fills it up")),
    perHour: numeric(0, BIG).meta(says("what is taken in an hour, on average")),
    noise: numeric(0, 10).default(0).meta(says("deviation of what an hour takes, as a share of it")),
  }).refine(({ full, refillAt }) => full > refillAt, {
    message: "its full must be above its refillAt",
    params: { code: "SCN014" },
  }),
  strict({
    kind: z.literal("random-walk"),
    min: numeric(-BIG, BIG),
    max: numeric(-BIG, BIG),
    perHour: numeric(0, BIG).meta(says("deviation of an hour's change")),
  }).refine(({ min, max }) => max > min, {
    message: "its max must be above its min",
    params: { code: "SCN014" },
  }),
  strict({
    kind: z.literal("schedule"),
    otherwise: numeric(-BIG, BIG),
    noise: numeric(0, BIG).default(0),
    times: z
      .array(
        strict({
          days: z
            .union([z.enum(["daily", "weekdays", "weekend"]), z.array(z.enum(DAY_NAMES)).min(1)])
            .default("daily"),
          from: numeric(0, 24).meta(says("hour of the day: 6.5 is half past six")),
          until: numeric(0, 24).meta(says("hour of the day; before `from`: the next morning")),
          value: numeric(-BIG, BIG),
        }),
      )
      .min(1)
      .max(100)
      .meta(says("the first one that holds counts")),
  }),
  strict({
    kind: z.literal("track"),
    shows: z
      .enum(["distance", "speed", "travelled"])
      .meta(says("metres to the middle of `fence`, km/h, or km since the first point")),
    points: z.array(place()).min(2).max(1_000).meta(says("visited in this order, then again from the first")),
    kmPerHour: numeric(0.1, 1_200),
    stop: duration().prefault("0s").meta(says("at each point")),
    fence: place().optional(),
    noise: numeric(0, BIG).default(0),
  }).refine(({ shows, fence }) => shows !== "distance" || fence !== undefined, {
    message: "it must have `fence`, as it shows the distance to it",
    params: { code: "SCN011" },
  }),
]);

const reportingSchema = strict({
  mode: z.enum(["periodic", "deadband", "on-change", "polled"]),
  interval: positiveDuration(),
  watch: z
    .enum(["sampling", "interrupt"])
    .default("sampling")
    .meta({ description: "occupancy: it looks at its sensor every interval, or its sensor wakes it" }),
  deadband: numeric(0, BIG).default(0),
  heartbeat: positiveDuration().prefault("30m"),
  payload: size({ min: 1, max: 131_072, range: "between 1B and 128KiB" }),
  qos: z.union([z.literal(0), z.literal(1)]).default(1),
  passthrough: z.boolean().default(false),
  /** A reading beyond these is an alarm. */
  alarm: strict({ above: numeric(-BIG, BIG).optional(), below: numeric(-BIG, BIG).optional() })
    .refine(({ above, below }) => above !== undefined || below !== undefined, {
      message: "it must have `above`, `below` or both",
      params: { code: "SCN011" },
    })
    .optional(),
});

export const reconnectSchema = strict({
  policy: z.enum(["none", "fixed", "exponential", "full-jitter", "decorrelated-jitter"]),
  base: positiveDuration().prefault("1s"),
  cap: positiveDuration().prefault("2m"),
}).refine(({ base, cap }) => cap >= base, {
  message: "its cap must be at least its base",
  params: { code: "SCN014" },
});

const shadowPropertySchema = strict({
  name: name().meta(says("dots lead into maps: report.seconds")),
  initial: z
    .union([plainValue(), z.array(z.unknown()), z.record(z.string(), z.unknown())])
    .optional()
    .meta(
      says(
        "the value it begins with; the twin's own where it sets something; a map stands for several properties",
      ),
    ),
  policy: z
    .enum(SHADOW_POLICIES)
    .default("cloud")
    .meta(says("who wins when both sides changed it: the cloud, the device, the later change, or a person")),
  sets: z
    .string()
    .optional()
    .meta(
      says(
        "what of the device it sets: a key of the twin such as reporting.interval or rules.heating.below, sensor.offset, network.apn",
      ),
    ),
  unit: z.string().max(40).optional().meta(says("its unit; of a duration one of ms, s, m, min, h, d")),
  min: numeric(-BIG, BIG).optional().meta(says("the device refuses less")),
  max: numeric(-BIG, BIG).optional().meta(says("the device refuses more")),
  oneOf: z.array(plainValue()).min(1).max(100).optional().meta(says("the device refuses anything else")),
  works: z
    .array(plainValue())
    .min(1)
    .max(100)
    .optional()
    .meta(
      says("network.apn: values with which the network lets the device in; its initial value where absent"),
    ),
});
export type ShadowPropertyText = z.output<typeof shadowPropertySchema>;

export const deviceTwinSchema = strict({
  twin: name(),
  kind: z.literal("device"),
  description: z.string().default(""),
  attach: z.enum(["gateway", "direct"]),
  power: powerSchema,
  radio: radioSchema,
  signal: signalSchema,
  reporting: reportingSchema,
  buffer: strict({
    max: integer(1, 1_000_000).default(100),
    drop: z.enum(["oldest", "newest"]).default("oldest"),
  }).prefault({}),
  reconnect: reconnectSchema.prefault({ policy: "full-jitter" }),
  keepalive: keepaliveDuration().prefault("20m"),
  firmware: strict({
    version: z.string().min(1).max(60),
    slots: z.union([z.literal(1), z.literal(2)]).default(2),
    flash: byteRate({ min: 1, range: "at least 1B/s" }).prefault("20KB/s"),
    reboot: positiveDuration().prefault("10s"),
    selfTest: duration().prefault("30s"),
  }),
  shadow: z.array(shadowPropertySchema).max(200).default([]),
  degraded: strict({
    below: share().prefault("10%"),
    recoveredAbove: share().prefault("15%"),
    intervalFactor: integer(1, 1_000).default(3),
  }).prefault({}),
  /** LIF-5: what counts as a warning or as critical, and how often the device looks at itself. */
  health: strict({
    check: positiveDuration().optional().meta({
      description: "how often it judges itself, in whole samples (1, 2, 4, ...); 8 samples unless told",
    }),
    battery: strict({ warning: share().prefault("20%"), critical: share().prefault("10%") }).prefault({}),
    offline: positiveDuration().prefault("10m").meta({
      description:
        "offline for longer is critical; behind a gateway that is there, not before one and a half of its heartbeats (or intervals)",
    }),
    stuckAfter: integer(0, 65_535).optional().meta({
      description:
        "so many samples exactly alike are a warning (0: never); 30 where the signal never stands still, else not looked at",
    }),
  }).prefault({}),
  mtbf: duration({ max: 3_153_600_000_000, range: "between 0s and 36500d" }).prefault("0s").meta({
    description: "mean time between hardware failures that somebody must repair; 0s: nothing fails",
  }),
  repair: positiveDuration()
    .prefault("24h")
    .meta({ description: "mean time from a hardware failure until it is repaired" }),
  hangs: strict({
    share: share({ max: 990_000, range: "between 0% and 99%" }).prefault("0%").meta({
      description:
        "of all failures, those that only hang the processor; they come on top of `mtbf`: 80% are four hangs for each failure that needs repair",
    }),
    time: positiveDuration()
      .prefault("60s")
      .meta({ description: "until the watchdog restarts a processor that hangs" }),
  }).prefault({}),
  rules: z
    .array(
      strict({
        above: numeric(-BIG, BIG).optional(),
        below: numeric(-BIG, BIG).optional(),
        actuate: name(),
        latency: duration({ max: 60_000, range: "between 0s and 60s" }).prefault("20ms"),
        load: activity()
          .prefault(LATCHING_RELAY)
          .meta({ description: "what one movement of the actuator takes from a battery, on or off" }),
      }).refine(({ above, below }) => above !== undefined || below !== undefined, {
        message: "it must have `above`, `below` or both",
        params: { code: "SCN011" },
      }),
    )
    .max(LOCAL_RULES_MAX)
    .default([]),
  clock: strict({
    driftPpm: numeric(0, 10_000).default(20),
    ntpError: duration().prefault("20ms"),
    ntpInterval: positiveDuration().prefault("1h"),
  }).prefault({}),
});

export type DeviceTwinText = z.output<typeof deviceTwinSchema>;
