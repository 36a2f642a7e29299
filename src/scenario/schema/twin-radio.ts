// The radio of a device twin as written: the transport and whatever differs from what is usual for it.
import { z } from "zod";
import { HOUR_MS } from "../../core/duration.js";
import { TRANSPORT_NAMES } from "../../transport/kinds.js";
import {
  byteRate,
  current,
  duration,
  metres,
  microseconds,
  positiveDuration,
  share,
  size,
  spreadingFactor,
} from "../quantities.js";
import { integer, numeric, strict } from "../schema-parts.js";

const HOUR = { max: HOUR_MS, range: "between 0s and 1h" };
const activity = () => strict({ current: current(), time: duration() });
const exactlyOne = {
  message: "it must have either `meanAttempts` or `meanLength`",
  params: { code: "SCN017" },
};

/** How far things are apart, for `need: {range}`, m. */
export const RANGES = { room: 10, building: 50, site: 1_000, city: 5_000 } as const;

export const radioSchema = strict({
  transport: z.enum([...TRANSPORT_NAMES, "auto"]),
  /** What to choose a transport by; with `transport: auto`. */
  need: strict({
    latency: duration(HOUR).prefault("1h"),
    range: z.enum(["room", "building", "site", "city"]).default("room"),
    wired: z.boolean().default(false),
    life: duration({ max: 3_153_600_000_000, range: "between 0s and 36500d" }).prefault("0s"),
  }).optional(),
  loss: share().optional(),
  ackLoss: share().prefault("0%"),
  latency: duration(HOUR).optional(),
  jitter: duration(HOUR).optional(),
  transmit: strict({
    current: current().optional(),
    time: duration().optional(),
    perByte: microseconds().optional(),
  }).optional(),
  receive: activity().optional(),
  retries: integer(0, 100).optional(),
  retryDelay: duration().optional(),
  payloadMax: size({ min: 1, range: "at least 1B" }).optional(),
  overhead: size().optional(),
  downlink: byteRate({ min: 1, range: "at least 1B/s" }).optional(),
  join: activity().optional(),
  fragment: z.boolean().default(false),
  confirmed: z.boolean().optional(),
  burst: strict({
    meanAttempts: numeric(1, 10_000).optional(),
    meanLength: positiveDuration().optional(),
  })
    .refine(
      ({ meanAttempts, meanLength }) => (meanAttempts === undefined) !== (meanLength === undefined),
      exactlyOne,
    )
    .optional(),
  batch: strict({ max: integer(1, 1_000), wait: positiveDuration() }).optional(),
  distance: strict({ min: metres(), max: metres({ min: 1, range: "at least 1m" }) })
    .refine(({ min, max }) => max >= min, {
      message: "its max must be at least its min",
      params: { code: "SCN014" },
    })
    .optional(),
  environment: z.enum(["urban", "suburban", "indoor", "free-space"]).optional(),
  walls: numeric(0, 60).default(0),
  txPower: numeric(-20, 46).optional(),
  sf: spreadingFactor().optional(),
  adr: z.boolean().optional(),
  bandwidth: z.union([z.literal(125), z.literal(250), z.literal(500)]).optional(),
  codingRate: z.enum(["4/5", "4/6", "4/7", "4/8"]).optional(),
  channels: integer(1, 64).optional(),
  dutyCycle: share().optional(),
  coverage: z.enum(["auto", "ce0", "ce1", "ce2"]).optional(),
  psm: z.union([z.literal(false), strict({ active: duration().prefault("8s") })]).optional(),
  edrx: duration({ max: 10_485_760, range: "between 0s and 10485s" }).optional(),
  rai: z.boolean().optional(),
});

export type RadioText = z.output<typeof radioSchema>;
