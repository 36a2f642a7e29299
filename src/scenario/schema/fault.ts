// The parameters each kind of fault takes, as written and as the model reads them: durations end in Ms, shares in Ppm.
import { z } from "zod";
import { PPM } from "../../core/units.js";
import type { Feels, Target } from "../../spec/target.js";
import type { FaultKind } from "../../spec/timeline.js";
import { duration, rate, share } from "../quantities.js";
import { numeric, strict } from "../schema-parts.js";

const MILLION = 1_000_000_000;
const aboveZero = { min: 0.000_001, max: MILLION, range: "above 0" };
/** A figure that changes something. */
const notZero = () =>
  numeric(-MILLION, MILLION).refine((value) => value !== 0, {
    message: "it must not be 0: nothing would happen",
    params: { code: "SCN017" },
  });
const someShare = () => share({ min: 1, range: "above 0% and at most 100%" });

export interface FaultRule {
  params: z.ZodType<Record<string, number>>;
  /** What it strikes when the target does not say; null: the cloud itself. */
  strikes: Target["kind"] | null;
  /** Of those, who can feel it at all. */
  feels: (params: Record<string, number>) => Feels;
  /** The cloud may be out for some only; without a target, and with `all`, for everybody. */
  isPartial?: true;
}

const everybody = (): Feels => "any";
const ownSession = (): Feels => "session";

const none = strict({}).transform((): Record<string, number> => ({}));

export const FAULT_RULES: Record<FaultKind, FaultRule> = {
  "backhaul.outage": { params: none, strikes: "gateways", feels: everybody },
  "power.outage": {
    params: strict({
      restoreSpread: duration().prefault("0s"),
      scope: z.enum(["mains", "all"]).default("mains"),
    }).transform(({ restoreSpread, scope }) => ({
      restoreSpreadMs: restoreSpread,
      includeBattery: scope === "all" ? 1 : 0,
    })),
    strikes: "any",
    feels: ({ includeBattery }) => (includeBattery === 1 ? "any" : "mains"),
  },
  "device.offline": { params: none, strikes: "devices", feels: everybody },
  "broker.limit": {
    params: strict({
      connectsPerSecond: rate(aboveZero).optional(),
      ingestPerSecond: rate(aboveZero).optional(),
    })
      .refine((limits) => limits.connectsPerSecond !== undefined || limits.ingestPerSecond !== undefined, {
        message: "it must have connectsPerSecond, ingestPerSecond or both",
        params: { code: "SCN017" },
      })
      .transform((limits) => {
        const set = Object.entries(limits).filter(
          (entry): entry is [string, number] => entry[1] !== undefined,
        );
        return Object.fromEntries(set);
      }),
    strikes: null,
    feels: everybody,
  },
  "cloud.outage": { params: none, strikes: null, feels: ownSession, isPartial: true },
  "cert.expiry": { params: none, strikes: "any", feels: ownSession },
  // All readings where neither is written; with `downlinks` alone no reading.
  "payload.corrupt": {
    params: strict({ share: someShare().optional(), downlinks: someShare().optional() }).transform(
      ({ share, downlinks = 0 }): Record<string, number> => ({
        sharePpm: share ?? (downlinks > 0 ? 0 : PPM),
        ...(downlinks > 0 ? { downlinksPpm: downlinks } : {}),
      }),
    ),
    strikes: "devices",
    feels: everybody,
  },
  "sensor.stuck": { params: none, strikes: "devices", feels: everybody },
  "sensor.drift": {
    params: strict({ perHour: notZero() }),
    strikes: "devices",
    feels: everybody,
  },
  "sensor.spike": {
    params: strict({ share: someShare(), size: notZero() }).transform(({ share, size }) => ({
      sharePpm: share,
      size,
    })),
    strikes: "devices",
    feels: everybody,
  },
  "sensor.noise": {
    params: strict({ sigma: numeric(0, MILLION).positive() }),
    strikes: "devices",
    feels: everybody,
  },
  "sensor.silence": { params: none, strikes: "devices", feels: everybody },
  "sensor.unit": { params: none, strikes: "devices", feels: everybody },
  "clock.jump": {
    params: strict({ by: duration(), back: z.boolean().default(false) }).transform(({ by, back }) => ({
      offsetMs: back ? -by : by,
    })),
    strikes: "devices",
    feels: () => "clock",
  },
  "command.replay": { params: none, strikes: "devices", feels: everybody },
  "command.forge": { params: none, strikes: "devices", feels: everybody },
  "credential.reuse": { params: none, strikes: "devices", feels: everybody },
  "link.loss": {
    params: strict({ loss: someShare() }).transform(({ loss }) => ({ lossPpm: loss })),
    strikes: "devices",
    feels: everybody,
  },
};

export const FAULT_KINDS = Object.keys(FAULT_RULES) as FaultKind[];
